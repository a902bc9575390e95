"""Dated news to counts: read, understood and freed of copies once, for any number of detectors afterwards."""

from __future__ import annotations

from array import array
from itertools import islice
from typing import TYPE_CHECKING, Protocol

import numpy as np

from scaffold.errors import DataError
from scaffold.progress import SILENT, Progress
from scaffold_financial_sentiment.backtest.count_log import CountLog
from scaffold_financial_sentiment.backtest.story_table import StoryTable
from scaffold_financial_sentiment.detection.key import Key, keys_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scaffold_financial_sentiment.copies.story import Placed
    from scaffold_financial_sentiment.news.item import Item
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings
    from scaffold_financial_sentiment.understanding.understood import Understood


class Reader(Protocol):
    """Understands items; `understanding.Understanding` is one."""

    def understand(self, items: Sequence[Item]) -> list[Understood]:
        """What is known of each, in their order."""
        ...


class Copies(Protocol):
    """Tells copies from stories; `copies.Stories` is one."""

    def add_many(self, items: Sequence[Item], understoods: Sequence[Understood]) -> list[Placed]:
        """The stories that items belong to, given in the order of their times."""
        ...


def count_news(
    items: Iterable[Item],
    understanding: Reader,
    settings: FinancialSentimentSettings,
    progress: Progress = SILENT,
    *,
    copies: Copies | None = None,
) -> CountLog:
    """Count the stories of dated news as the monitor does, had all of it come in time.

    The order of `items` has no part in the result.

    :param copies: finds copies; those of the settings if not given.
    :raises DataError: when there is no item.
    """
    ordered = sorted(items, key=lambda item: (item.time, item.id))
    if not ordered:
        raise DataError("there is no news to count", hint="Give a file with at least one dated headline.")
    counting = _Counting(settings, copies or _stories_of(settings))
    with progress.stage("reading the news", len(ordered)) as stage:
        fresh = counting.without_repeats(ordered)
        while batch := list(islice(fresh, settings.batch)):
            counting.take(batch, understanding.understand(batch))
            stage.advance(len(batch))
    return counting.log(ordered[0].time, ordered[-1].time)


def _stories_of(settings: FinancialSentimentSettings) -> Copies:
    from scaffold_financial_sentiment.copies.stories import Stories

    return Stories(settings.copies_within, settings.same_words, settings.same_meaning, settings.most_stories)


class _Counting:
    """Stories counted so far, in arrays of numbers."""

    def __init__(self, settings: FinancialSentimentSettings, copies: Copies) -> None:
        self._tick = settings.tick
        self._within = settings.copies_within
        self._copies = copies
        self._ids: dict[str, float] = {}
        self._keys: dict[Key, int] = {}
        self._numbers: dict[str, int] = {}
        self._lines: list[tuple[str, str, float]] = []
        self._copied = array("i")
        self._published: list[list[tuple[str, float]]] = []
        self._links = (array("q"), array("i"), array("i"), array("b"))

    def without_repeats(self, items: Iterable[Item]) -> Iterator[Item]:
        """Items whose id was not there within the time in which copies are recognised; `items` ordered by time."""
        oldest = float("-inf")
        for item in items:
            if item.time - oldest > self._within:
                self._ids = {name: time for name, time in self._ids.items() if item.time - time <= self._within}
                oldest = item.time
            before = self._ids.get(item.id)
            if before is None or item.time - before > self._within:
                self._ids[item.id] = item.time
                yield item

    def take(self, items: Sequence[Item], understoods: Sequence[Understood]) -> None:
        """Count the items that begin a story; count the others as copies."""
        rows = zip(items, understoods, self._copies.add_many(items, understoods), strict=True)
        for item, understood, (story, is_new, is_new_source) in rows:
            if is_new:
                self._begin(story.id, item, understood)
            elif (number := self._numbers.get(story.id)) is not None:
                self._copied[number] += 1
                if is_new_source:
                    self._published[number].append((item.source, item.time))

    def _begin(self, story: str, item: Item, understood: Understood) -> None:
        number = len(self._lines)
        self._numbers.pop(story, None)
        for key, is_negative in keys_of(understood):
            row = (int(item.time // self._tick), self._keys.setdefault(key, len(self._keys)), number, is_negative)
            for column, value in zip(self._links, row, strict=True):
                column.append(value)
            self._numbers[story] = number
        if story in self._numbers:
            self._lines.append((story, item.text, item.time))
            self._copied.append(1)
            self._published.append([(item.source, item.time)] if item.source else [])

    def log(self, first: float, last: float) -> CountLog:
        """What was counted, of a time that began and ended with the items at `first` and `last`."""
        keys = sorted(self._keys)
        place = np.zeros(len(keys), dtype=np.int64)
        place[[self._keys[key] for key in keys]] = np.arange(len(keys))
        ticks, found, story, negative = (np.asarray(column, dtype=np.int64) for column in self._links)
        number = place[found] if len(found) else found
        order = np.lexsort((story, -negative, number, ticks))
        ticks, number, story, negative = ticks[order], number[order], story[order], negative[order]
        is_first = np.ones(len(order), dtype=bool)
        is_first[1:] = (np.diff(ticks) != 0) | (np.diff(number) != 0)
        starts = np.flatnonzero(is_first)
        stories = zip(self._lines, self._copied, self._published, strict=True)
        return CountLog(
            tick=self._tick,
            begin=int(first // self._tick),
            end=int(last // self._tick) + 1,
            keys=tuple(keys),
            tick_of=ticks[starts],
            key_of=number[starts].astype(np.int32),
            negative=(np.add.reduceat(negative, starts) if len(starts) else starts).astype(np.int32),
            total=np.diff([*starts, len(order)]).astype(np.int32),
            link_starts=np.array([*starts, len(order)], dtype=np.int64),
            link_story=story.astype(np.int32),
            link_negative=negative.astype(bool),
            stories=StoryTable.of((*line, copies, published) for line, copies, published in stories),
        )
