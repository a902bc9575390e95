"""`scaffold run financial-sentiment incidents`: what there is, or all about one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from scaffold.errors import UserError
from scaffold_financial_sentiment.commands.options import json_option, settings_of, state_option, typed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scaffold.plugins.vertical import Vertical
    from scaffold_financial_sentiment.incidents.incident import Incident
    from scaffold_financial_sentiment.state.store import Store


@click.command()
@click.argument("name", metavar="[ID]", required=False)
@click.option("--all", "every", is_flag=True, help="Closed ones too, behind the open ones.")
@click.option("--company", metavar="COMPANY", help="Only those of a company, given by its id or name; closed ones too.")
@state_option
@json_option
@click.pass_obj
def command(
    vertical: Vertical, name: str | None, every: bool, company: str | None, state: str | None, as_json: bool
) -> None:
    """List the open incidents, or show the one of ID with its evidence."""
    from scaffold_financial_sentiment.commands.names import names_in
    from scaffold_financial_sentiment.state.store import Store

    if name and (every or company):
        raise UserError("an ID shows one incident, --all and --company list some", hint="Leave one of them out.")
    with Store.open(settings_of(vertical, state=state).state, must_exist=True) as store:
        names = names_in(store)
        if name:
            _show(store, name, names, as_json)
        else:
            _list(store, names, _company(company, names), every, state, as_json)


def _company(written: str | None, names: Mapping[str, str]) -> str | None:
    from scaffold_financial_sentiment.commands.names import company_of

    return None if written is None else company_of(written, names)


def _show(store: Store, name: str, names: Mapping[str, str], as_json: bool) -> None:
    from scaffold.cli.console import print_json
    from scaffold_financial_sentiment.commands.incident_page import hours_of, page_of
    from scaffold_financial_sentiment.commands.incident_table import record_of

    incident = store.incidents.get(name)
    if as_json:
        print_json(record_of(incident, names))
        return
    company = names.get(incident.company, incident.company)
    click.echo(page_of(incident, company, hours_of(incident, store.hourly)))


def _list(
    store: Store, names: Mapping[str, str], company: str | None, every: bool, state: str | None, as_json: bool
) -> None:
    from scaffold.cli.console import print_json
    from scaffold_financial_sentiment.commands.incident_table import open_first, record_of, table_of
    from scaffold_financial_sentiment.incidents.incident import OPEN

    status = None if every or company else OPEN
    incidents = open_first(store.incidents.find(status=status, company=company))
    if as_json:
        print_json([record_of(each, names) for each in incidents])
        return
    if incidents:
        click.echo(table_of(incidents, names))
    for line in _below(store, incidents, status, company, state):
        click.echo(line)


def _below(
    store: Store, incidents: Sequence[Incident], status: str | None, company: str | None, state: str | None
) -> list[str]:
    """What is said under a list, or in its place."""
    from scaffold.evaluation.wording import plural
    from scaffold_financial_sentiment.incidents.incident import CLOSED

    lines = []
    if not incidents:
        what = f"There is no incident of {company}." if company else "There is no incident."
        lines.append("No incident is open." if status else what)
    closed = store.incidents.count().get(CLOSED, 0) if status else 0
    if closed:
        lines.append(f"{plural(closed, 'closed one')} not shown: add --all")
    if incidents:
        lines.append(f"All evidence of one: {typed('incidents ID', state, store)}")
    return ["", *lines] if incidents else lines
