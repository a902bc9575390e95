"""The stories behind the counts: headline, time, copies, and who published them when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scaffold_financial_sentiment.backtest.packed_texts import PackedTexts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One story as evidence.

    :ivar time: when the first of its copies was published, in seconds since 1970 UTC.
    :ivar sources: known publishers, each once, the first one first.
    :ivar copies: how many items of it there are, the first one included.
    """

    id: str
    text: str
    time: float
    sources: tuple[str, ...]
    copies: int


@dataclass(frozen=True, eq=False)
class StoryTable:
    """All stories of a log, in the order in which they began.

    :ivar times: seconds since 1970 UTC, float64 (stories,).
    :ivar copies: items of each, int32 (stories,).
    :ivar publishers: names of all known publishers.
    :ivar publication_starts: where the publications of each story begin, int64 (stories + 1,).
    :ivar publisher_of: number of the publisher, int32 (publications,).
    :ivar published: seconds since 1970 UTC, float64 (publications,).
    """

    ids: PackedTexts
    texts: PackedTexts
    times: npt.NDArray[np.float64]
    copies: npt.NDArray[np.int32]
    publishers: PackedTexts
    publication_starts: npt.NDArray[np.int64]
    publisher_of: npt.NDArray[np.int32]
    published: npt.NDArray[np.float64]

    @classmethod
    def of(cls, stories: Iterable[tuple[str, str, float, int, Sequence[tuple[str, float]]]]) -> StoryTable:
        """Make it of tuples of id, headline, time, copies, and pairs of publisher and time."""
        rows = list(stories)
        publications = [pair for row in rows for pair in row[4]]
        names: dict[str, str] = {}
        for name, _ in publications:
            names.setdefault(name.strip().casefold(), name)
        numbers = {name: number for number, name in enumerate(names)}
        publisher_of = [numbers[name.strip().casefold()] for name, _ in publications]
        return cls(
            PackedTexts.of(row[0] for row in rows),
            PackedTexts.of(row[1] for row in rows),
            np.array([row[2] for row in rows], dtype=np.float64),
            np.array([row[3] for row in rows], dtype=np.int32),
            PackedTexts.of(names.values()),
            np.cumsum([0, *(len(row[4]) for row in rows)], dtype=np.int64),
            np.array(publisher_of, dtype=np.int32),
            np.array([time for _, time in publications], dtype=np.float64),
        )

    def __len__(self) -> int:
        return len(self.times)

    def __getitem__(self, at: int) -> StoryLine:
        numbers = self.publisher_of[self.publication_starts[at] : self.publication_starts[at + 1]]
        sources = tuple(self.publishers[number] for number in dict.fromkeys(numbers.tolist()))
        return StoryLine(self.ids[at], self.texts[at], float(self.times[at]), sources, int(self.copies[at]))

    def publishers_of(self, stories: Iterable[int], until: float) -> set[int]:
        """Numbers of all who published any of `stories` before the time `until`; -1 where that is unknown."""
        found: set[int] = set()
        for story in stories:
            at = slice(int(self.publication_starts[story]), int(self.publication_starts[story + 1]))
            found.update(self.publisher_of[at][self.published[at] < until].tolist() or (-1,))
        return found
