"""`scaffold run financial-sentiment ack`: somebody takes an incident."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from scaffold.errors import UserError
from scaffold_financial_sentiment.commands.options import settings_of, state_option

if TYPE_CHECKING:
    from scaffold.plugins.vertical import Vertical


@click.command()
@click.argument("name", metavar="ID")
@click.option("--by", metavar="NAME", help="Who takes it; your login name if not set.")
@state_option
@click.pass_obj
def command(vertical: Vertical, name: str, by: str | None, state: str | None) -> None:
    """Take the incident of ID, so that others see that somebody is at it. The last one who takes it has it."""
    from scaffold_financial_sentiment.alerts.clean import clean
    from scaffold_financial_sentiment.commands.incident_table import name_of, topics_of
    from scaffold_financial_sentiment.commands.names import names_in
    from scaffold_financial_sentiment.state.store import Store

    who = clean(_login() if by is None else by)
    if not who:
        raise UserError("the name of who takes it is empty", where="--by", hint="Write a name.")
    with Store.open(settings_of(vertical, state=state).state, must_exist=True) as store:
        before = store.incidents.get(name)
        store.incidents.acknowledge(name, who, time.time())
        names = names_in(store)
    former = before.acknowledged
    over = f" (before: {clean(former)})" if former and former != who else ""
    closed = "; it has closed already" if before.closed is not None else ""
    about = f"{name_of(before.company, names)}, topics: {topics_of(before)}"
    click.echo(f"{who} has taken {before.id}{over}: {about}{closed}.")


def _login() -> str:
    """The login name of whoever types.

    :raises UserError: when the system knows none.
    """
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        raise UserError("this system does not know your name", hint="Give --by NAME.") from None
