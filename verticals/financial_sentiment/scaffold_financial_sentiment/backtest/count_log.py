"""The log of counts: what the news came to, tick by tick, so that detectors can be tried on it in seconds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from scaffold_financial_sentiment.backtest.story_table import StoryTable
from scaffold_financial_sentiment.detection.detector import Count
from scaffold_financial_sentiment.detection.key import ALL_TOPICS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import numpy.typing as npt

    from scaffold_financial_sentiment.detection.key import Key

    Ints = npt.NDArray[np.int32]
    Longs = npt.NDArray[np.int64]

_BLOCK = 100_000


@dataclass(frozen=True, eq=False)
class CountLog:
    """New stories of each key in each tick, and which they were. Nothing in it changes.

    A row is a key in a tick; rows are ordered by tick, then by key.

    :ivar tick: length of a tick in seconds.
    :ivar begin: number of the first tick; a tick covers the time from `number * tick` on.
    :ivar end: number behind the last tick.
    :ivar keys: all keys, in their order.
    :ivar tick_of: int64 (rows,).
    :ivar key_of: number of the key, int32 (rows,).
    :ivar negative: negative stories, int32 (rows,).
    :ivar total: all stories, int32 (rows,).
    :ivar link_starts: where the stories of a row begin in `link_story`, int64 (rows + 1,).
    :ivar link_story: number of a story, int32 (links,); the negative ones of a row first. Made-up counts have none.
    :ivar link_negative: whether that story is negative for the company, bool (links,).
    """

    tick: float
    begin: int
    end: int
    keys: tuple[Key, ...]
    tick_of: Longs
    key_of: Ints
    negative: Ints
    total: Ints
    link_starts: Longs
    link_story: Ints
    link_negative: npt.NDArray[np.bool_]
    stories: StoryTable

    @classmethod
    def of_counts(cls, tick: float, counts: Mapping[int, Mapping[Key, Count]], end: int | None = None) -> CountLog:
        """A log of bare counts by tick and key, without stories.

        :param end: number behind the last tick, where the time without news at the end is to count.
        """
        keys = tuple(sorted({key for row in counts.values() for key in row}))
        place = {key: at for at, key in enumerate(keys)}
        rows = sorted((when, place[key], c.negative, c.total) for when, row in counts.items() for key, c in row.items())
        table = np.array(rows, dtype=np.int64).reshape(-1, 4)
        first, last = (int(table[0, 0]), int(table[-1, 0]) + 1) if len(table) else (0, 0)
        return cls(
            tick=tick,
            begin=first,
            end=max(last, end or last),
            keys=keys,
            tick_of=table[:, 0].copy(),
            key_of=table[:, 1].astype(np.int32),
            negative=table[:, 2].astype(np.int32),
            total=table[:, 3].astype(np.int32),
            link_starts=np.zeros(len(table) + 1, dtype=np.int64),
            link_story=np.zeros(0, dtype=np.int32),
            link_negative=np.zeros(0, dtype=bool),
            stories=StoryTable.of(()),
        )

    @property
    def since(self) -> float:
        """Where it begins, in seconds since 1970 UTC."""
        return self.begin * self.tick

    @property
    def until(self) -> float:
        """Where it ends, in seconds since 1970 UTC."""
        return self.end * self.tick

    def ticks(self) -> Iterator[tuple[int, dict[Key, Count]]]:
        """Ticks in which something happened, in their order, with the counts of their keys."""
        known: dict[tuple[int, int], Count] = {}
        current: int | None = None
        counts: dict[Key, Count] = {}
        for start in range(0, len(self.tick_of), _BLOCK):
            columns = (self.tick_of, self.key_of, self.negative, self.total)
            for when, key, negative, total in zip(*(c[start : start + _BLOCK].tolist() for c in columns), strict=True):
                if when != current:
                    if current is not None:
                        yield current, counts
                    current, counts = when, {}
                pair = (negative, total)
                counts[self.keys[key]] = known.get(pair) or known.setdefault(pair, Count(*pair))
        if current is not None:
            yield current, counts

    def number(self, key: Key) -> int | None:
        """The number of a key; None if nothing ever happened there."""
        return self._numbers.get(key)

    def rows(self, key: int, since: float = -np.inf, until: float = np.inf) -> Longs:
        """Rows of the key of this number whose ticks begin at `since` or later and before `until`."""
        order, ticks, starts = self._by_key
        own = slice(int(starts[key]), int(starts[key + 1]))
        begin, end = np.searchsorted(ticks[own], (since / self.tick, until / self.tick))
        return order[own][begin:end]

    def stories_at(self, rows: Iterable[int], *, only_negative: bool = True) -> list[int]:
        """Numbers of the stories of some rows, each once, in the order of the rows."""
        found: dict[int, None] = {}
        for row in rows:
            at = slice(int(self.link_starts[row]), int(self.link_starts[row + 1]))
            chosen = self.link_story[at][self.link_negative[at]] if only_negative else self.link_story[at]
            found.update(dict.fromkeys(chosen.tolist()))
        return list(found)

    def publishers(self, company: str, since: float, until: float) -> int:
        """How many publishers had brought the bad news about a company that began in a stretch of time.

        All unknown ones are one.
        """
        rows = [row for number in self._companies.get(company, ()) for row in self.rows(number, since, until).tolist()]
        return len(self.stories.publishers_of(self.stories_at(rows), until))

    def plus(self, tick_of: Longs, key_of: Longs, negative: Longs) -> CountLog:
        """A new log with more negative stories in some ticks and keys; this one stays as it is.

        :param tick_of: numbers of ticks; a pair of tick and key may occur more than once.
        :param key_of: numbers of keys, of the same length, as is `negative`.
        """
        width = len(self.keys) or 1
        own = self.tick_of * width + self.key_of
        codes, at = np.unique(np.concatenate([own, tick_of * width + key_of]), return_inverse=True)
        old, new = at[: len(own)], at[len(own) :]
        counts = np.zeros((2, len(codes)), dtype=np.int64)
        counts[:, old] = self.negative, self.total
        for row in counts:
            np.add.at(row, new, negative)
        links = np.zeros(len(codes) + 1, dtype=np.int64)
        links[old + 1] = np.diff(self.link_starts)
        return replace(
            self,
            tick_of=codes // width,
            key_of=(codes % width).astype(np.int32),
            negative=counts[0].astype(np.int32),
            total=counts[1].astype(np.int32),
            link_starts=np.cumsum(links),
        )

    @cached_property
    def _numbers(self) -> dict[Key, int]:
        return {key: number for number, key in enumerate(self.keys)}

    @cached_property
    def _companies(self) -> dict[str, list[int]]:
        """Numbers of the keys by company: that of all topics alone where there is one."""
        found: dict[str, list[int]] = {}
        for number, key in enumerate(self.keys):
            found.setdefault(key.company, []).append(number)
        return {
            company: [each for each in numbers if self.keys[each].topic == ALL_TOPICS] or numbers
            for company, numbers in found.items()
        }

    @cached_property
    def _by_key(self) -> tuple[Longs, Longs, Longs]:
        """Rows ordered by key and tick, their ticks, and where each key begins."""
        order = np.argsort(self.key_of, kind="stable")
        return order, self.tick_of[order], np.searchsorted(self.key_of[order], np.arange(len(self.keys) + 1))
