"""What is taken most, counting what was taken lately more."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from scaffold_recommendation.retrieval.query import NONE, cells

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

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
        return PopularityQuery(self, len(histories))

    @cached_property
    def order(self) -> NDArray[np.int64]:
        """Items that anybody took, the most popular first."""
        order = np.argsort(-self.counts, kind="stable")
        return order[: int((self.counts != 0).sum())]

    @cached_property
    def place(self) -> NDArray[np.int64]:
        """Where each item stands in `order`; behind all of them where nobody took it, (items,)."""
        place = np.full(len(self.counts), len(self.order), np.int64)
        place[self.order] = np.arange(len(self.order))
        return place

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """All that has to be kept."""
        return {"counts": self.counts}


class PopularityQuery:
    """One row of scores that stands for all."""

    def __init__(self, popularity: Popularity, rows: int) -> None:
        self._popularity = popularity
        self._rows = rows

    def top(self, k: int, seen: sparse.csr_matrix | None = None) -> NDArray[np.int64]:
        """As `Query.top`."""
        order = self._popularity.order
        found = np.full((self._rows, k), NONE, np.int64)
        if seen is None:
            found[:, : min(k, len(order))] = order[:k]
            return found
        row, item = cells(seen)
        known = item < len(self._popularity.place)
        row, place = row[known], self._popularity.place[item[known]]
        # Looked at so far down that every user finds enough; those who have seen much look further down alone.
        left, depth = np.arange(self._rows), 2 * k
        while len(left):
            depth = min(depth, len(order))
            near = place < depth
            hidden = np.zeros((self._rows, depth), bool)
            hidden[row[near], place[near]] = True
            hidden = hidden[left]
            enough = ((depth - hidden.sum(axis=1)) >= k) | (depth == len(order))
            at = np.argsort(hidden[enough], axis=1, kind="stable")[:, :k]
            free = ~np.take_along_axis(hidden[enough], at, axis=1)
            found[left[enough], : at.shape[1]] = np.where(free, order[at], NONE)
            left, depth = left[~enough], 4 * depth
        return found

    def scores(self, items: NDArray[np.int64]) -> NDArray[np.float32]:
        """As `Query.scores`."""
        counts = self._popularity.counts
        known = (items >= 0) & (items < len(counts))
        return np.where(known, counts[np.where(known, items, 0)], np.float32(0))
