"""What the engine knows, stored piece by piece as it changes, and taken up again."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from scaffold.errors import UserError
from scaffold_financial_sentiment.detection.key import Key
from scaffold_financial_sentiment.durations import written
from scaffold_financial_sentiment.monitor.trend import HOURS
from scaffold_financial_sentiment.state.hourly import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold_financial_sentiment.monitor.engine import Engine
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings
    from scaffold_financial_sentiment.state.store import Store

KEPT = 400 * 24
"""Hours of the trend that are kept."""

_DAY = 86_400.0


class Saving:
    """Brings an engine into a store and back.

    :param settings: its `tick` and `detector` must stay what they were when the state was made.
    """

    def __init__(self, engine: Engine, store: Store, settings: FinancialSentimentSettings) -> None:
        self._engine = engine
        self._store = store
        self._made_with = {"tick": settings.tick, "detector": settings.detector}
        self._notes: dict[str, Any] = {}
        self._swept = -math.inf

    def restore(self, cool_down: float) -> None:
        """Let a new engine take up what is stored.

        :param cool_down: seconds for which closed incidents may open again.
        :raises UserError: when the state was made with another tick or detector.
        """
        engine, store = self._engine, self._store
        self._notes = store.notes.all()
        self._check()
        engine.watermark.restore(store.sources.all())
        engine.next_tick = self._notes.get("next_tick")
        waiting = store.waiting.all()
        marks = engine.stories.fingerprints([each.item for each in waiting], [each.understood for each in waiting])
        for each, mark in zip(waiting, marks, strict=True):
            each.fingerprint = mark
        engine.room.restore(waiting)
        ids: list[str] = []
        engine.stories.restore(self._rows(ids))
        engine.bad_news.restore(ids)
        engine.detector.restore(store.pieces.all())
        clock = engine.clock
        if clock is None:
            return
        engine.trend.restore(store.hourly.since(math.floor(clock / HOUR) - HOURS - 1), clock - engine.detector.tick)
        unproven = [Key(*key) for key in self._notes.get("unproven", [])]
        engine.incidents.restore(store.incidents.cases(clock - cool_down), unproven)

    def save(self) -> None:
        """Write what changed since the last call; to be called in a transaction."""
        engine, store = self._engine, self._store
        new, gone = engine.room.changed()
        store.waiting.remove(gone)
        store.waiting.add(new)
        rows, forgotten = engine.stories.changed()
        store.stories.remove(forgotten)
        store.stories.put(rows)
        store.pieces.put(engine.detector.changed())
        store.hourly.add(engine.trend.changed())
        store.incidents.put(engine.incidents.changed())
        store.outbox.add(engine.alerts)
        store.counters.add(engine.counters)
        store.sources.put(engine.watermark.changed())
        engine.alerts, engine.counters = [], {}
        self._save_notes()
        self._sweep()

    def _save_notes(self) -> None:
        now = {
            **self._made_with,
            "next_tick": self._engine.next_tick,
            "unproven": [list(key) for key in self._engine.incidents.unproven],
        }
        self._store.notes.put({name: value for name, value in now.items() if self._notes.get(name) != value})
        self._notes = now

    def _sweep(self) -> None:
        """Drop what is too old to be asked for; once in a day of news."""
        clock = self._engine.clock
        if clock is not None and clock >= self._swept + _DAY:
            self._store.hourly.forget_before(math.floor(clock / HOUR) - KEPT)
            self._swept = clock

    def _rows(self, ids: list[str]) -> Iterator[tuple[str, float, bytes]]:
        for row in self._store.stories.all():
            ids.append(row[0])
            yield row

    def _check(self) -> None:
        for name, value in self._made_with.items():
            made = self._notes.get(name, value)
            if made != value:
                made, value = (written(each) if isinstance(each, float) else each for each in (made, value))
                raise UserError(
                    f"this state was made with {name} = {made}, and the settings say {value}",
                    where=self._store.name,
                    hint=f"Set {name} = {made} in [financial-sentiment], or choose another state.",
                )
