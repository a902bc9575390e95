"""The engine: items in, ticks closed one after the other, alerts out; it holds no file and no clock."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scaffold_financial_sentiment.copies.stories import Stories
from scaffold_financial_sentiment.incidents.bad_news import BadNews
from scaffold_financial_sentiment.incidents.lifecycle import Incidents
from scaffold_financial_sentiment.monitor.counting import Counting
from scaffold_financial_sentiment.monitor.trend import Trend
from scaffold_financial_sentiment.monitor.waiting import WaitingRoom
from scaffold_financial_sentiment.monitor.watermark import Watermark
from scaffold_financial_sentiment.state.hourly import HOUR
from scaffold_financial_sentiment.state.waiting import WaitingItem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scaffold_financial_sentiment.copies.fingerprint import Fingerprint
    from scaffold_financial_sentiment.detection.detector import Detector
    from scaffold_financial_sentiment.incidents.alert import Alert
    from scaffold_financial_sentiment.monitor.counting import Counted
    from scaffold_financial_sentiment.news.item import Item
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings
    from scaffold_financial_sentiment.state.sources import SourceState
    from scaffold_financial_sentiment.understanding.understood import Understood


class Engine:
    """What happens in memory: every item is decided on when it comes, in the order of its source.

    A tick is closed as soon as the watermark has passed its end. Ticks in which nothing happened are passed over;
    while an incident is open, one in every hour is looked at, so that it can close.

    :ivar alerts: what is to be told, until somebody takes it.
    :ivar counters: what happened since somebody took them.
    :ivar next_tick: the first tick that is not closed; None before the first item.
    """

    def __init__(
        self, detector: Detector, settings: FinancialSentimentSettings, names: Mapping[str, str] | None = None
    ) -> None:
        self._settings = settings
        self._tick = detector.tick
        self.detector = detector
        self.stories = Stories(
            settings.copies_within, settings.same_words, settings.same_meaning, settings.most_stories
        )
        self.bad_news = BadNews(self.stories.get)
        self.trend = Trend()
        self.incidents = Incidents(self.bad_news, self.trend, settings, names)
        self.watermark = Watermark(settings.lateness)
        self.room = WaitingRoom()
        self.next_tick: int | None = None
        self.alerts: list[Alert] = []
        self.counters: dict[str, int] = {}
        self._counting = Counting(self.stories, self.bad_news, self.trend)

    @property
    def clock(self) -> float | None:
        """The end of the last closed tick, in seconds since 1970 UTC."""
        return None if self.next_tick is None else self.next_tick * self._tick

    def place_all(self, source: SourceState, items: Sequence[Item], understoods: Sequence[Understood]) -> None:
        """Take items one after the other; what can be done for all of them at once is."""
        marks = self.stories.fingerprints(items, understoods)
        for item, understood, mark in zip(items, understoods, marks, strict=True):
            self.place(source, item, understood, mark)

    def place(
        self, source: SourceState, item: Item, understood: Understood, fingerprint: Fingerprint | None = None
    ) -> None:
        """Take an item: it waits for its tick to end, or is counted at once if that is over."""
        tick = math.floor(item.time / self._tick)
        number = self.room.next_number
        waiting = WaitingItem(number, tick, source.name, item, understood, fingerprint=fingerprint)
        self.rise("items")
        if self.next_tick is not None and tick < self.next_tick:
            self._place_late(waiting)
        else:
            self.room.add(waiting)
        before = self.watermark.time
        self.watermark.saw(source, item.time)
        if self.watermark.time > before:
            self.close_ticks()
        while len(self.room) > self._settings.most_waiting:
            self._close_until((self.room.first_tick or 0) + 1)

    def close_ticks(self) -> None:
        """Close the ticks that the watermark has passed."""
        if math.isfinite(self.watermark.time):
            self._close_until(math.floor(self.watermark.time / self._tick))

    def would_close(self, time: float) -> bool:
        """Whether a tick would close if the clock moved on to a time."""
        end = math.floor((time - self._settings.lateness) / self._tick)
        return self.next_tick is not None and end > self.next_tick

    def finish(self) -> None:
        """Close all ticks that items wait for."""
        last = self.room.last_tick
        if last is not None:
            self._close_until(last + 1)

    def rise(self, counter: str, by: int = 1) -> None:
        """Count something."""
        self.counters[counter] = self.counters.get(counter, 0) + by

    def _close_until(self, end: int) -> None:
        """Close the ticks before a tick."""
        first = self.room.first_tick
        if self.next_tick is None:
            self.next_tick = end if first is None else min(first, end)
        while (tick := self._next_of_interest(self.next_tick)) is not None and tick < end:
            self._close(tick)
            self.next_tick = tick + 1
        self.next_tick = max(self.next_tick, end)

    def _next_of_interest(self, start: int) -> int | None:
        """The first tick from `start` on that has items, or ends an hour while an incident is open."""
        first = self.room.first_tick
        if not self.incidents.open:
            return first
        hour = math.ceil((start + 1) * self._tick / HOUR) * HOUR
        hourly = max(start, math.ceil(hour / self._tick) - 1)
        return hourly if first is None else min(first, hourly)

    def _close(self, tick: int) -> None:
        start, end = tick * self._tick, (tick + 1) * self._tick
        self.stories.forget_before(start - self._settings.copies_within)
        self.bad_news.forget_before(start - self._settings.copies_within)
        self.trend.forget_before(start)
        counted = self._count(self.room.take(tick))
        signals = self.detector.observe(tick, counted.counts, self.incidents.watched)
        self.alerts.extend(self.incidents.observe(end, signals, counted.touched))

    def _place_late(self, late: WaitingItem) -> None:
        self.rise("late")
        counted = self._count([late])
        if counted.counts:
            self.detector.add_late(late.tick, counted.counts)
        if counted.touched:
            self.incidents.add_late(self.clock or 0.0, counted.touched)

    def _count(self, items: list[WaitingItem]) -> Counted:
        counted = self._counting.count(items)
        self.rise("stories", counted.stories)
        self.rise("copies", counted.copies)
        return counted
