"""What is taken most, counting what was taken lately more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scaffold_recommendation.retrieval.query import DenseQuery, best, gathered

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scaffold_recommendation.data.interactions import Interactions
    from scaffold_recommendation.retrieval.histories import Histories

DAY = 86_400.0


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
        return PopularityQuery(self.counts, len(histories))

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """All that has to be kept."""
        return {"counts": self.counts}


class PopularityQuery:
    """One row of scores that stands for all."""

    def __init__(self, counts: NDArray[np.float32], rows: int) -> None:
        self._row = counts[None]
        self._rows = rows

    def top(self, k: int) -> NDArray[np.int64]:
        """As `Query.top`."""
        return np.repeat(best(self._row, k), self._rows, axis=0)

    def scores(self, items: NDArray[np.int64]) -> NDArray[np.float32]:
        """As `Query.scores`."""
        return gathered(np.broadcast_to(self._row, (self._rows, self._row.shape[1])), items)


__all__ = ["DAY", "DenseQuery", "Popularity", "PopularityQuery"]
