"""The monitor: batches of items in, incidents and alerts in the state, one transaction a batch."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from scaffold_financial_sentiment.incidents.mute import Mutes
from scaffold_financial_sentiment.monitor.engine import Engine
from scaffold_financial_sentiment.monitor.saving import Saving
from scaffold_financial_sentiment.monitor.screening import Screened, Screening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from scaffold_financial_sentiment.detection.detector import Detector
    from scaffold_financial_sentiment.news.item import Item, Reject
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings
    from scaffold_financial_sentiment.state.sources import SourceState
    from scaffold_financial_sentiment.state.store import Store
    from scaffold_financial_sentiment.stream.source import Batch
    from scaffold_financial_sentiment.understanding.understood import Understood


class Understands(Protocol):
    """Reads items: sentiment, topics, companies."""

    def understand(self, items: Sequence[Item]) -> list[Understood]:
        """What is known of every item, in their order."""
        ...


class Monitor:
    """Watches the news for surges of bad news.

    A batch is taken as a whole or not at all: its items, where its source goes on, and everything that follows from
    them are stored in one transaction. A monitor that was killed goes on with the same state as if nothing had
    happened; what it finds depends on the items alone, not on how they are cut into batches, nor on their order as
    long as none is later than `lateness`.

        with Store.open("news.sqlite") as store:
            monitor = Monitor(understanding, BurstDetector.of(settings), store, settings, names)
            for batch in source.batches(store.sources.position(source.name)):
                monitor.take(source.name, batch)

    :param store: is held from now on, so that no other monitor writes it.
    :ivar alerts: how many alerts were stored since its start.
    :param company_names: names for people, by id.
    :param now: gives the present, in seconds since 1970 UTC, for which items from the future are refused; None where
        the past is read.
    :raises UserError: when another monitor uses the store, or its state was made with another tick or detector.
    """

    def __init__(
        self,
        understanding: Understands,
        detector: Detector,
        store: Store,
        settings: FinancialSentimentSettings,
        company_names: Mapping[str, str],
        *,
        now: Callable[[], float] | None = None,
    ) -> None:
        store.hold()
        self._understanding = understanding
        self._store = store
        self._engine = Engine(detector, settings, company_names)
        self._screening = Screening(store.seen, settings, now)
        self._saving = Saving(self._engine, store, settings)
        self._saving.restore(settings.cool_down)
        self._failed = False
        self.alerts = 0

    @property
    def clock(self) -> float | None:
        """Up to when the news is counted, in seconds since 1970 UTC; None before the first item."""
        return self._engine.clock

    @property
    def waiting(self) -> int:
        """How many items wait for late ones."""
        return len(self._engine.room)

    @property
    def is_idle(self) -> bool:
        """Whether all sources said last that nothing more comes for now."""
        return self._engine.watermark.is_idle

    def expect(self, sources: Iterable[str]) -> None:
        """Be told which sources will be read, so that the clock waits for the slowest of them.

        Without this call, a source counts from its first batch on.
        """
        self._engine.watermark.expect(sources)

    def take(self, source: str, batch: Batch) -> None:
        """Take a batch and store all that follows from it.

        :raises UserError: when the state cannot be written; the monitor is of no use then, a new one goes on.
        """
        known = self._engine.watermark.source(source)
        is_same = batch.is_idle == known.is_idle and dict(batch.position) == dict(known.position)
        if is_same and not batch.items and not batch.rejects:
            return
        with self._whole():
            screened = self._screening.screen(known, batch.items)
            understood = self._understanding.understand(screened.items) if screened.items else []
            self._hear()
            self._engine.place_all(known, [_as_story(item, known) for item in screened.items], understood)
            if batch.is_idle:
                self._engine.watermark.rests(known)
                self._engine.close_ticks()
            known.position = dict(batch.position)
            self._engine.watermark.touch(known)
            self._save(known, screened, (*batch.rejects, *screened.rejects))

    def advance(self, time: float) -> None:
        """Let the clock move on although no items came, so that incidents can close.

        :param time: the present, in seconds since 1970 UTC; late items are still waited for.
        """
        if not self._engine.would_close(time):
            return
        with self._whole():
            self._engine.watermark.advance(time)
            self._hear()
            self._engine.close_ticks()
            self._save()

    def finish(self) -> None:
        """Count all items that wait: no more will come."""
        with self._whole():
            self._hear()
            self._engine.finish()
            self._save()

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """What fails half-way leaves memory ahead of the state: the monitor must not go on then."""
        if self._failed:
            raise RuntimeError("this monitor failed before; open the state with a new one")
        self._failed = True
        yield
        self._failed = False

    def _hear(self) -> None:
        """Learn what people decided meanwhile."""
        clock = self._engine.clock
        mutes = self._store.mutes.all(in_force_at=clock)
        self._engine.incidents.use(Mutes(mutes), self._store.incidents.acknowledged())

    def _save(
        self, source: SourceState | None = None, screened: Screened | None = None, rejects: Sequence[Reject] = ()
    ) -> None:
        if screened is not None:
            self._engine.rise("repeated", screened.repeated)
            self._engine.rise("future", len(screened.rejects))
            self._engine.rise("rejected", len(rejects))
        told = len(self._engine.alerts)
        with self._store.transaction():
            self._saving.save()
            if source is not None and screened is not None:
                self._screening.store(source, screened.stamps)
                self._store.rejects.add(source.name, rejects)
        self.alerts += told


def _as_story(item: Item, source: SourceState) -> Item:
    """The item as it is kept: without its body, which has been read, and with an id that no other source can give."""
    return replace(item, id=item.id if source.number == 1 else f"{item.id}@{source.number}", body="")
