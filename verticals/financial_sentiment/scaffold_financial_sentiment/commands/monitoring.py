"""A monitor opened for a command: what it reads, where it tells, and what a person hears of it meanwhile."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.errors import SettingsError, UserError
from scaffold_financial_sentiment.commands.addresses import distinct, open_detector, open_sink
from scaffold_financial_sentiment.commands.names import keep_names
from scaffold_financial_sentiment.commands.spoken_sink import SpokenSink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from scaffold.plugins.vertical import Vertical
    from scaffold.progress import Progress
    from scaffold_financial_sentiment.commands.status_line import StatusLine
    from scaffold_financial_sentiment.monitor.monitor import Monitor
    from scaffold_financial_sentiment.monitor.running import Summary
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings
    from scaffold_financial_sentiment.state.store import Store
    from scaffold_financial_sentiment.stream.source import Batch, Source

_SAMPLE = "No companies are set: the made-up ones of the sample are watched. Give your own with --companies CSV."


@dataclass(frozen=True)
class Monitoring:
    """A monitor with its state, ready to run.

    :ivar names: companies that are watched, by id.
    """

    store: Store
    monitor: Monitor
    names: Mapping[str, str]
    sinks: Sequence[SpokenSink]
    dead_letters: Path | None

    def run(
        self,
        sources: Sequence[Source],
        on_batch: Callable[[str, Batch], None],
        *,
        now: Callable[[], float] | None = None,
    ) -> Summary:
        """Read the sources until they end or somebody stops it; see `monitor.running.run`."""
        from scaffold_financial_sentiment.monitor.running import run

        return run(
            sources,
            self.monitor,
            self.store,
            self.sinks,
            now=now,
            dead_letters=self.dead_letters,
            on_batch=on_batch,
        )


@contextmanager
def open_monitoring(
    vertical: Vertical,
    settings: FinancialSentimentSettings,
    sinks: Sequence[str],
    status: StatusLine,
    progress: Progress,
    *,
    rules: Sequence[Path] = (),
    dead_letters: Path | None = None,
    fresh: bool = False,
    now: Callable[[], float] | None = None,
) -> Iterator[Monitoring]:
    """Open all that a monitor needs. The state comes last, so that a mistake elsewhere leaves no new file.

    :param fresh: whether to empty the state first.
    :raises UserError: for what cannot be used.
    """
    from scaffold_financial_sentiment.commands.emptying import empty
    from scaffold_financial_sentiment.monitor.monitor import Monitor
    from scaffold_financial_sentiment.state.store import Store
    from scaffold_financial_sentiment.understanding.opening import open_companies, open_understanding

    with ExitStack() as stack:
        detector = open_detector(vertical, settings)
        table = open_companies(settings, progress)
        if settings.companies is None:
            status.warn(_SAMPLE)
        understanding = open_understanding(settings, progress, table=table, rule_files=rules)
        spoken = []
        for address in distinct(sinks):
            sink = SpokenSink(open_sink(vertical, address, settings), status)
            stack.callback(sink.close)
            spoken.append(sink)
        _check(spoken, dead_letters)
        store = stack.enter_context(Store.open(settings.state))
        if fresh:
            empty(store)
        names = {company.id: company.name for company in table}
        monitor = Monitor(understanding, detector, store, settings, names, now=now)
        keep_names(store, table)
        yield Monitoring(store, monitor, names, spoken, dead_letters)


def _check(sinks: Sequence[SpokenSink], dead_letters: Path | None) -> None:
    names = [sink.name for sink in sinks]
    if twice := {name for name in names if names.count(name) > 1}:
        raise SettingsError("this sink is given twice", where=min(twice), hint="Leave one of them out.")
    if dead_letters is not None and (dead_letters.is_dir() or not dead_letters.absolute().parent.is_dir()):
        what = "this is a folder" if dead_letters.is_dir() else "there is no such folder"
        raise UserError(what, where=str(dead_letters), hint="Give --dead-letters a file.")
