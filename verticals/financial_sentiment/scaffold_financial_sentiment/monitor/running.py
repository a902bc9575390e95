"""The loop: sources are read, batches taken, alerts delivered, until the sources end or somebody stops it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scaffold_financial_sentiment.alerts.delivery import Delivery, deliver, deliver_all
from scaffold_financial_sentiment.monitor.collecting import seldom_collecting
from scaffold_financial_sentiment.monitor.ending import Ending
from scaffold_financial_sentiment.monitor.signals import Stopped, Stopping
from scaffold_financial_sentiment.stream.several import Several

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from scaffold_financial_sentiment.alerts.sink import Sink
    from scaffold_financial_sentiment.monitor.monitor import Monitor
    from scaffold_financial_sentiment.state.store import Store
    from scaffold_financial_sentiment.stream.source import Batch, Source

    Pairs = Iterator[tuple[Source, Batch]]

BETWEEN_DELIVERIES = 1.0
"""Seconds after which it is looked whether a postponed alert is due; a new one does not wait."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run came to.

    :ivar counters: how much rose since the start of the run: items, stories, copies, late, repeated, future, rejected.
    :ivar alerts: alerts of this run.
    :ivar delivery: what became of those that were due, earlier ones among them.
    :ivar seconds: how long it took.
    :ivar was_stopped: whether somebody stopped it; otherwise the sources ended.
    """

    counters: Mapping[str, int] = field(default_factory=dict)
    alerts: int = 0
    delivery: Delivery = field(default_factory=Delivery)
    seconds: float = 0.0
    was_stopped: bool = False


def run(
    sources: Sequence[Source],
    monitor: Monitor,
    store: Store,
    sinks: Sequence[Sink] = (),
    *,
    now: Callable[[], float] | None = None,
    dead_letters: Path | None = None,
    on_batch: Callable[[str, Batch], None] | None = None,
) -> Summary:
    """Read sources until they end, or until SIGINT or SIGTERM; then the batch in hand is finished and stored.

    When the sources end by themselves, what waits for late items is counted too.

    :param now: gives the present, in seconds since 1970 UTC: while all sources are idle, the clock of the monitor
        follows it. None where the past is read.
    :param dead_letters: JSONL file of alerts that no sink takes.
    :param on_batch: called with the name of a source and a batch once that is stored.
    :raises UserError: when a source cannot be read or the state cannot be written.
    """
    begun = time.monotonic()
    before, alerts_before = store.counters.all(), store.outbox.count()
    store.outbox.register(sink.name for sink in sinks)
    post = _Post(store, sinks, dead_letters)
    monitor.expect(source.name for source in sources)
    positions = {source.name: position for source in sources if (position := store.sources.position(source.name))}
    with Stopping() as stopping, seldom_collecting():
        with Several([Ending(source) for source in sources]) as several:
            try:
                for source, batch in _interruptible(several.batches(positions), stopping):
                    _take(source, batch, monitor, now)
                    post.deliver(monitor.alerts)
                    if on_batch is not None:
                        on_batch(source.name, batch)
            except Stopped:
                pass
        if not stopping.asked:
            monitor.finish()
        post.deliver_rest()
        return Summary(
            {name: value - before.get(name, 0) for name, value in store.counters.all().items()},
            store.outbox.count() - alerts_before,
            post.done,
            time.monotonic() - begun,
            stopping.asked,
        )


def _take(source: Source, batch: Batch, monitor: Monitor, now: Callable[[], float] | None) -> None:
    monitor.take(source.name, batch)
    source.committed(batch.position)
    if now is not None and monitor.is_idle:
        monitor.advance(now())


def _interruptible(pairs: Pairs, stopping: Stopping) -> Pairs:
    """The batches; a signal ends the wait for the next one, but not the work on one.

    :raises Stopped: when somebody asked to stop.
    """
    while True:
        stopping.wait_begins()
        pair: tuple[Any, Any] | None = next(pairs, None)
        stopping.wait_ends()
        if pair is None:
            return
        yield pair


class _Post:
    """Delivers what is due: at once after new alerts, and now and then what was postponed."""

    def __init__(self, store: Store, sinks: Sequence[Sink], dead_letters: Path | None) -> None:
        self._store, self._sinks, self._dead_letters = store, sinks, dead_letters
        self._known = -1
        self._last = 0.0
        self.done = Delivery()

    def deliver(self, alerts: int) -> None:
        """Deliver what is due.

        :param alerts: how many alerts there were so far.
        """
        if not self._sinks or (alerts == self._known and time.monotonic() < self._last + BETWEEN_DELIVERIES):
            return
        self.done += deliver(self._store.outbox, self._sinks, now=time.time(), dead_letters=self._dead_letters)
        self._known, self._last = alerts, time.monotonic()

    def deliver_rest(self) -> None:
        """Deliver all that is due now; what was postponed stays for the next start."""
        if self._sinks:
            self.done += deliver_all(self._store.outbox, self._sinks, now=time.time(), dead_letters=self._dead_letters)
