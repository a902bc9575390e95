"""`scaffold run financial-sentiment watch`: sources in, alerts out, until somebody stops it."""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold_financial_sentiment.commands.options import (
    reading_options,
    settings_of,
    sink_options,
    state_option,
    typed,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.plugins.vertical import Vertical
    from scaffold_financial_sentiment.commands.monitoring import Monitoring
    from scaffold_financial_sentiment.commands.status_line import StatusLine
    from scaffold_financial_sentiment.monitor.running import Summary
    from scaffold_financial_sentiment.news.item import Reject
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings
    from scaffold_financial_sentiment.stream.source import Batch, Source


@click.command()
@click.argument("addresses", metavar="SOURCE...", nargs=-1, required=True)
@sink_options
@state_option
@reading_options
@click.pass_obj
def command(
    vertical: Vertical,
    addresses: tuple[str, ...],
    sinks: tuple[str, ...],
    dead_letters: Path | None,
    state: str | None,
    bundle: Path | None,
    companies: Path | None,
    rules: tuple[Path, ...],
) -> None:
    """Watch each SOURCE, and alert once about every surge of bad news. Ctrl-C stops it; the next start goes on.

    A SOURCE is a file to follow, folder:DIR, - (standard input), https://... (a feed), redis://HOST/0/STREAM, or what
    a plugin brings. Alerts are printed if no --sink is given.
    """
    from scaffold.cli.console import current_progress
    from scaffold.cli.lazy_group import wants_quiet
    from scaffold_financial_sentiment.commands.monitoring import open_monitoring
    from scaffold_financial_sentiment.commands.status_line import StatusLine

    settings = settings_of(vertical, state=state, bundle=bundle, companies=companies)
    status = StatusLine(quiet=wants_quiet(click.get_current_context()))
    with ExitStack() as stack:
        sources = _open(vertical, addresses, settings, stack)
        monitoring = stack.enter_context(
            open_monitoring(
                vertical,
                settings,
                sinks or ("terminal",),
                status,
                current_progress(),
                rules=rules,
                dead_letters=dead_letters,
                now=time.time,
            )
        )
        _introduce(sources, monitoring, status)
        summary = _watch(sources, monitoring, status)
        _sum_up(summary, monitoring, status, state)


def _open(
    vertical: Vertical, addresses: Sequence[str], settings: FinancialSentimentSettings, stack: ExitStack
) -> list[Source]:
    from scaffold_financial_sentiment.commands.addresses import distinct, open_source

    sources = []
    for address in distinct(addresses):
        sources.append(open_source(vertical, address, settings))
        stack.callback(sources[-1].close)
    return sources


def _introduce(sources: Sequence[Source], monitoring: Monitoring, status: StatusLine) -> None:
    from scaffold.evaluation.wording import plural

    status.say(
        f"Watching {plural(len(monitoring.names), 'company', 'companies')} in "
        f"{', '.join(source.name for source in sources)}; alerts go to "
        f"{', '.join(sink.name for sink in monitoring.sinks)}; the state is kept in {monitoring.store.name}."
    )
    for source in sources:
        scheme, _, path = source.name.partition(":")
        if scheme == "file" and not Path(path).exists() and not path.endswith("?follow=no"):
            status.warn(f"{source.name}: there is no such file yet; it is waited for.")


def _watch(sources: Sequence[Source], monitoring: Monitoring, status: StatusLine) -> Summary:
    from scaffold_financial_sentiment.commands.meter import Meter, Refusals

    meter, refusals = Meter(monitoring, status), Refusals(status)

    def on_batch(_: str, batch: Batch) -> None:
        refusals.add(_rejects(batch, monitoring))
        meter.took(batch)

    try:
        return monitoring.run(sources, on_batch, now=time.time)
    finally:
        status.hide()


def _rejects(batch: Batch, monitoring: Monitoring) -> list[Reject]:
    """What could not be used of a batch, items from the future included, which the monitor refuses."""
    from scaffold_financial_sentiment.monitor.screening import AHEAD

    latest = time.time() + AHEAD
    future = sum(item.time > latest for item in batch.items)
    refused = monitoring.store.rejects.last(future) if future else []
    return [*(reject for _, reject in refused), *batch.rejects]


def _sum_up(summary: Summary, monitoring: Monitoring, status: StatusLine, state: str | None) -> None:
    from scaffold_financial_sentiment.commands.summing_up import show_summary

    names, states = [sink.name for sink in monitoring.sinks], monitoring.store.outbox.states()
    show_summary(
        summary,
        status,
        incidents=monitoring.store.incidents.count(),
        waiting=[name for name in names if "postponed" in states.get(name, {})],
        look=typed("incidents", state, monitoring.store),
    )
