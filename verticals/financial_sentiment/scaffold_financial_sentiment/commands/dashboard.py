"""`scaffold run financial-sentiment dashboard`: a page of open incidents and trends."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold_financial_sentiment.commands.options import settings_of, state_option

if TYPE_CHECKING:
    from scaffold.plugins.vertical import Vertical
    from scaffold_financial_sentiment.dashboard.site import Site
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings


@click.command()
@state_option
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="Port; 0 for any that is free."
)
@click.option(
    "--companies",
    type=click.Path(path_type=Path),
    metavar="CSV",
    help="Companies with their names; those of the settings, else those that the monitor has noted.",
)
@click.option(
    "--allow-host", "more_hosts", multiple=True, metavar="NAME", help="A further name to answer to, such as a proxy's."
)
@click.option("--read-only", is_flag=True, help="Let nobody take incidents on the page.")
@click.pass_obj
def command(
    vertical: Vertical,
    state: str | None,
    host: str,
    port: int,
    companies: Path | None,
    more_hosts: tuple[str, ...],
    read_only: bool,
) -> None:
    """Serve a web page of open incidents with their evidence, and of trends, beside the monitor that watches.

    It reads the state and does not disturb the monitor. There is no login: whoever reaches the port can read the page
    and take incidents, so it listens on this computer alone unless --host says otherwise.
    """
    from scaffold.web.hosts import Hosts, is_public
    from scaffold.web.serving import address_of, listen, maker_of, serve
    from scaffold.web.session import Sessions

    hint = 'Run: pip install "scaffold-financial-sentiment[dashboard]"'
    create_app = maker_of("scaffold_financial_sentiment.dashboard.app", "the dashboard", hint)

    settings = settings_of(vertical, state=state, companies=companies)
    site = _site(settings, is_state_given=state is not None, can_take=not read_only)
    # A state that cannot be read is told here, and not in the browser.
    with site.reader.reading() as snapshot:
        note = "" if snapshot else " (there is none yet: the page waits for it)"
    with listen(host, port) as listening:
        app = create_app(site, Hosts(host, more_hosts), Sessions(listening.getsockname()[1]))
        if is_public(host):
            may = "read this page" if read_only else "read this page and take incidents"
            click.echo(f"Warning: others can reach {host}, and there is no login: they may {may}.", err=True)
        click.echo(f"State: {site.reader.name}{note}", err=True)
        click.echo(f"Dashboard: {address_of(listening, host)} (Ctrl+C ends it)")
        serve(app, listening)


def _site(settings: FinancialSentimentSettings, *, is_state_given: bool, can_take: bool) -> Site:
    """The site of the settings.

    :param is_state_given: whether the state was given on the command line, so that other commands need it, too.
    :raises UserError: for a state or a table of companies that cannot be read.
    """
    from scaffold_financial_sentiment.companies.table import CompanyTable
    from scaffold_financial_sentiment.dashboard.names import Names
    from scaffold_financial_sentiment.dashboard.reader import StateReader
    from scaffold_financial_sentiment.dashboard.site import Site

    reader = StateReader(settings.state)
    return Site(
        reader=reader,
        names=Names(CompanyTable.read(settings.companies) if settings.companies else ()),
        state_option=f" --state {shlex.quote(reader.name)}" if is_state_given else "",
        usual_delay=settings.lateness + settings.tick,
        can_take=can_take,
    )
