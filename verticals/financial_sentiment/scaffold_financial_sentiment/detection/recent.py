"""The latest counts of a key, tick by tick, with running sums: what a stretch holds is a difference of two."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    Entry = tuple[int, int, int]


class Recent:
    """Entries of tick, negative and all stories, by tick; a tick has one at most.

    :param entries: to begin with, by tick.
    """

    __slots__ = ("_negative", "_ticks", "_total")

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._fill(list(entries))

    def __len__(self) -> int:
        return len(self._ticks)

    def __iter__(self) -> Iterator[Entry]:
        sums = (pairwise([0, *column]) for column in (self._negative, self._total))
        counts = zip(self._ticks, *sums, strict=True)
        return ((tick, bad[1] - bad[0], every[1] - every[0]) for tick, bad, every in counts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Recent) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def add(self, tick: int, negative: int, total: int) -> None:
        """Count stories of a tick; it need not be the latest."""
        ticks = self._ticks
        place = bisect_left(ticks, tick)
        if place == len(ticks) or ticks[place] != tick:
            ticks.insert(place, tick)
            for column in (self._negative, self._total):
                column.insert(place, column[place - 1] if place else 0)
        for later in range(place, len(ticks)):
            self._negative[later] += negative
            self._total[later] += total

    def take_before(self, hour: int, hour_of: Callable[[int], int]) -> list[Entry]:
        """Take out all entries of hours before one.

        :param hour_of: the hour of a tick.
        """
        if not self._ticks or hour_of(self._ticks[0]) >= hour:
            return []
        entries = list(self)
        place = bisect_left(self._ticks, hour, key=hour_of)
        self._fill(entries[place:])
        return entries[:place]

    def held(self, tick: int, lengths: Sequence[float]) -> list[tuple[int, int]]:
        """Negative and all stories in each of the stretches that end with a tick, which is the latest.

        :param lengths: in ticks.
        """
        if not self._ticks:
            return [(0, 0)] * len(lengths)
        negative, total = self._negative[-1], self._total[-1]
        found = []
        for length in lengths:
            place = bisect_right(self._ticks, tick - length)
            before = (self._negative[place - 1], self._total[place - 1]) if place else (0, 0)
            found.append((negative - before[0], total - before[1]))
        return found

    def _fill(self, entries: Sequence[Entry]) -> None:
        self._ticks = [tick for tick, _, _ in entries]
        self._negative, self._total = (list(accumulate(entry[place] for entry in entries)) for place in (1, 2))
