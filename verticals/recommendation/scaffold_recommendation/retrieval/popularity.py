"""What is taken most, counting what was taken lately more."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from scaffold_recommendation.retrieval.query import NONE, best

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scaffold_recommendation.data.interactions import Interactions
    from scaffold_recommendation.retrieval.histories import Histories

DAY = 86_400.0

_RANKED = 5000


@dataclass(frozen=True, eq=False)
class Popularity:
    """The same score for everybody: weights of all events, halved after each half-life.

    :ivar counts: (items,), above 0 where anybody took the item.
    """

    counts: NDArray[np.float32]
    name: str = "popularity"

    @classmethod
    def fit(cls, events: Interactions, half_life: float | None = None, now: float | None = None) -> Popularity:
        """Count events.

        :param half_life: days; None counts all alike, as is done with events without a time.
        :param now: seconds since 1970 (UTC); the time of the newest event if not given.
        """
        weight = np.where(events.weight > 0, 1.0, 0.0)
        if half_life is not None and events.is_dated:
            age = (now if now is not None else float(events.time.max())) - events.time
            weight *= 0.5 ** (np.maximum(age, 0) / (half_life * DAY))
        return cls(np.bincount(events.item, weight, minlength=len(events.items)).astype(np.float32))

    def query(self, histories: Histories) -> PopularityQuery:
        """Read nothing but how many histories there are."""
        return PopularityQuery(self, len(histories))

    @cached_property
    def ranked(self) -> NDArray[np.int64]:
        """The most popular items, the first of them first."""
        found = best(self.counts[None], min(_RANKED, len(self.counts)))[0]
        return found[found >= 0]

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """All that has to be kept."""
        return {"counts": self.counts}


class PopularityQuery:
    """One row of scores that stands for all."""

    def __init__(self, popularity: Popularity, rows: int) -> None:
        self._popularity = popularity
        self._rows = rows

    def top(self, k: int) -> NDArray[np.int64]:
        """As `Query.top`."""
        found = np.full(k, NONE, np.int64)
        ranked = self._popularity.ranked if k <= _RANKED else best(self._popularity.counts[None], k)[0]
        found[: min(k, len(ranked))] = ranked[:k]
        return np.tile(found, (self._rows, 1))

    def scores(self, items: NDArray[np.int64]) -> NDArray[np.float32]:
        """As `Query.scores`."""
        counts = self._popularity.counts
        known = (items >= 0) & (items < len(counts))
        return np.where(known, counts[np.where(known, items, 0)], np.float32(0))
