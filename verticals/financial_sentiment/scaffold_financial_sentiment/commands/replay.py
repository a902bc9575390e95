"""`scaffold run financial-sentiment replay`: news of the past, played through the monitor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold.errors import UserError
from scaffold_financial_sentiment.commands.options import (
    json_option,
    reading_options,
    settings_of,
    sink_options,
    typed,
)

if TYPE_CHECKING:
    from scaffold.plugins.vertical import Vertical
    from scaffold_financial_sentiment.commands.dated_file import DatedFile
    from scaffold_financial_sentiment.commands.monitoring import Monitoring
    from scaffold_financial_sentiment.commands.status_line import StatusLine
    from scaffold_financial_sentiment.monitor.running import Summary
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings

IN_MEMORY = "sqlite://"

TOP = 10

NOBODY = "(no sink of a replay)"
"""Stands for a sink, so that sinks that come later are not told of the past."""


@click.command()
@click.argument("data", type=click.Path(path_type=Path))
@click.option(
    "--speed",
    type=click.FloatRange(min=0),
    default=0.0,
    metavar="N",
    help="Seconds of news in a second: 60 for an hour a minute; as fast as it goes if not set.",
)
@sink_options
@click.option("--state", metavar="PATH|URL", help="Keep what the monitor knows here; in memory if not set.")
@click.option("--fresh", is_flag=True, help="Empty --state first, mutes included, instead of going on.")
@reading_options
@click.option(
    "--top", type=click.IntRange(min=1), metavar="N", help=f"Show the N strongest incidents; {TOP}, or all as JSON."
)
@json_option
@click.pass_obj
def command(
    vertical: Vertical,
    data: Path,
    speed: float,
    sinks: tuple[str, ...],
    dead_letters: Path | None,
    state: str | None,
    fresh: bool,
    bundle: Path | None,
    companies: Path | None,
    rules: tuple[Path, ...],
    top: int | None,
    as_json: bool,
) -> None:
    """Play the dated news of DATA through the monitor, and list the incidents it finds, strongest first.

    DATA is JSON Lines, a table or a feed. Alerts go to --sink as they come up; with --speed they are printed if no
    sink is given.
    """
    from scaffold.cli.console import current_progress
    from scaffold.cli.lazy_group import wants_quiet
    from scaffold_financial_sentiment.commands.monitoring import open_monitoring
    from scaffold_financial_sentiment.commands.status_line import StatusLine

    _check(sinks, state, fresh, as_json)
    settings = settings_of(vertical, state=state or IN_MEMORY, bundle=bundle, companies=companies)
    status, progress = StatusLine(quiet=wants_quiet(click.get_current_context())), current_progress()
    with progress.stage("Looking at the news"):
        source = _opened(data, settings, speed)
    _introduce(source, status)
    given = sinks or (("terminal",) if speed and not as_json else ())
    with open_monitoring(
        vertical, settings, given, status, progress, rules=rules, dead_letters=dead_letters, fresh=fresh
    ) as monitoring:
        _refuse_past(source, monitoring)
        summary = _play(source, monitoring, status)
        _sum_up(summary, monitoring, status)
        _show(monitoring, state, top, as_json)


def _check(sinks: tuple[str, ...], state: str | None, fresh: bool, as_json: bool) -> None:
    if fresh and state is None:
        raise UserError("--fresh empties a state", hint="Give --state too; without it every replay starts anew.")
    if as_json and any(sink.strip().lower().startswith("terminal") for sink in sinks):
        raise UserError(
            "--json and the sink `terminal` would write into each other", hint="Send alerts to jsonl:FILE instead."
        )


def _opened(data: Path, settings: FinancialSentimentSettings, speed: float) -> DatedFile:
    from scaffold_financial_sentiment.commands.dated_file import DatedFile

    return DatedFile(data, batch=settings.batch, largest=settings.largest_item, lateness=settings.lateness, speed=speed)


def _introduce(source: DatedFile, status: StatusLine) -> None:
    """Say what is going to be read, and what is not."""
    from scaffold.evaluation.wording import plural
    from scaffold_financial_sentiment.alerts.moments import for_people
    from scaffold_financial_sentiment.commands.meter import Refusals

    found = source.contents
    status.say(f"{plural(found.items, 'item')} from {for_people(found.first)} to {for_people(found.last)}")
    if source.is_sorted:
        status.say("They are not in the order of their times, so they were sorted.")
    Refusals(status).add(found.rejects)
    if found.rejected > len(found.rejects):
        status.warn(f"Not used: {plural(found.rejected, 'entry', 'entries')} in all.")


def _refuse_past(source: DatedFile, monitoring: Monitoring) -> None:
    """What lies before the clock of a state would all be late.

    :raises UserError: when this news is older than what the state has read.
    """
    from scaffold_financial_sentiment.alerts.moments import for_people

    clock, store = monitoring.monitor.clock, monitoring.store
    if clock is None or source.contents.first >= clock or store.sources.position(source.name):
        return
    raise UserError(
        f"this state has read news up to {for_people(clock)}, and these begin at {for_people(source.contents.first)}",
        where=store.name,
        hint="Choose another --state, or add --fresh to empty this one.",
    )


def _play(source: DatedFile, monitoring: Monitoring, status: StatusLine) -> Summary:
    from scaffold_financial_sentiment.commands.meter import Meter

    if not monitoring.sinks:
        monitoring.store.outbox.register([NOBODY])
    meter = Meter(monitoring, status, source.contents.entries)
    if (position := monitoring.store.sources.position(source.name)) is not None:
        meter.read = int(position["entries"])
        status.say(f"{meter.read:,} of them were read before; it goes on behind them (--fresh starts anew).")
    try:
        return monitoring.run([source], lambda _, batch: meter.took(batch))
    finally:
        status.hide()


def _sum_up(summary: Summary, monitoring: Monitoring, status: StatusLine) -> None:
    from scaffold.evaluation.wording import duration
    from scaffold_financial_sentiment.commands.summing_up import alerts_of, news_of, warn_of_lost

    how = "Stopped" if summary.was_stopped else "Done"
    status.say(f"{how} in {duration(summary.seconds)}: {news_of(summary)}")
    if monitoring.sinks:
        status.say(alerts_of(summary))
    warn_of_lost(summary, status)


def _show(monitoring: Monitoring, state: str | None, top: int | None, as_json: bool) -> None:
    """The incidents, strongest first."""
    from scaffold.evaluation.wording import plural
    from scaffold_financial_sentiment.commands.incident_table import record_of, strongest_first, table_of

    incidents = strongest_first(monitoring.store.incidents.find())
    if as_json:
        from scaffold.cli.console import print_json

        print_json([record_of(each, monitoring.names) for each in incidents[:top]])
        return
    shown = incidents[: top or TOP]
    if not incidents:
        click.echo("No incident: nowhere was there more bad news than usual.")
        return
    click.echo()
    click.echo(table_of(shown, monitoring.names, number=True))
    click.echo()
    if len(shown) < len(incidents):
        left = len(incidents) - len(shown)
        click.echo(f"{plural(left, 'incident')} more: add --top {len(incidents)}")
    if state is None:
        click.echo("To look closer, keep them with --state FILE.")
    else:
        click.echo(f"All evidence of one: {typed(f'incidents {incidents[0].id}', state, monitoring.store)}")
