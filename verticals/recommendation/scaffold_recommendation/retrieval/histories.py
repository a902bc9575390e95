"""What each of several users did before, newest last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from scaffold_recommendation.data.interactions import Interactions


@dataclass(frozen=True, eq=False)
class Histories:
    """Items of n users, each item once a user; those of user u stand from `start[u]` to `start[u + 1]`.

    :ivar item: numbers of items, the oldest first.
    :ivar weight: how much each says for its item; 0 where it speaks against it.
    :ivar time: when it was last taken, in seconds since 1970 (UTC), NaN where that is not known.
    """

    start: NDArray[np.int64]
    item: NDArray[np.int64]
    weight: NDArray[np.float32]
    time: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.start) - 1

    @classmethod
    def of(cls, events: Interactions, users: NDArray[np.int64], limit: int) -> Histories:
        """What `users` did, by their numbers; an empty history for those who did nothing.

        :param limit: so many items at most of each, the newest.
        """
        place = np.full(len(events.users), -1, dtype=np.int64)
        place[users] = np.arange(len(users))
        rows = np.flatnonzero(place[events.user] >= 0)
        user, item, time = place[events.user[rows]], events.item[rows], events.time[rows]
        order = np.lexsort((events.weight[rows], time, item, user))
        user, item, time, weight = user[order], item[order], time[order], events.weight[rows][order]
        last = np.r_[(user[1:] != user[:-1]) | (item[1:] != item[:-1]), True] if len(user) else np.zeros(0, bool)
        first = np.flatnonzero(np.r_[True, last[:-1]]) if len(user) else np.zeros(0, np.int64)
        strongest = np.maximum.reduceat(weight, first) if len(first) else weight
        user, item, time = user[last], item[last], time[last]
        order = np.lexsort((np.nan_to_num(time, nan=-np.inf), user))
        counts = np.bincount(user, minlength=len(users))
        start = np.r_[0, np.cumsum(counts)]
        # Counted from the newest: its place is 0.
        age = np.repeat(start[1:], counts) - 1 - np.arange(len(user))
        kept = order[age < limit]
        return cls(np.r_[0, np.cumsum(np.minimum(counts, limit))], item[kept], strongest[kept], time[kept])

    @classmethod
    def of_one(cls, items: Sequence[int], weights: Sequence[float], times: Sequence[float]) -> Histories:
        """The history of one user; arguments as the columns, each item once."""
        return cls(
            np.array([0, len(items)], np.int64),
            np.array(items, np.int64),
            np.array(weights, np.float32),
            np.array(times, np.float64),
        )

    def rows(self, first: int, last: int) -> Histories:
        """Those of users `first` to `last`, the last one left out."""
        at = slice(self.start[first], self.start[last])
        return Histories(
            self.start[first : last + 1] - self.start[first], self.item[at], self.weight[at], self.time[at]
        )

    def of_users(self, users: NDArray[np.int64]) -> Histories:
        """Those of some users, by their place here."""
        lengths = self.lengths[users]
        start = np.r_[0, np.cumsum(lengths)]
        at = np.arange(start[-1]) + np.repeat(self.start[:-1][users] - start[:-1], lengths)
        return Histories(start, self.item[at], self.weight[at], self.time[at])

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Items of each, (n,)."""
        return np.diff(self.start)

    def matrix(self, columns: int, place: NDArray[np.int64] | None = None) -> sparse.csr_matrix:
        """Weights as (n, columns).

        :param place: column of each item number, -1 for items that have none; the number itself if not given.
        """
        at = self.item
        if place is not None:
            at = np.where(self.item < len(place), place[np.minimum(self.item, len(place) - 1)], -1)
        known = (at >= 0) & (at < columns)
        if known.all():
            return sparse.csr_matrix((self.weight, at, self.start), shape=(len(self), columns))
        kept = np.r_[0, np.cumsum(known)]
        return sparse.csr_matrix((self.weight[known], at[known], kept[self.start]), shape=(len(self), columns))

    def newest(self, most: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Items and weights of the newest events, the newest first, (n, most) each; -1 and 0 where there are fewer."""
        at = self.start[1:, None] - 1 - np.arange(most)[None, :]
        there = at >= self.start[:-1, None]
        safe = np.where(there, at, 0)
        if not len(self.item):
            return np.full(at.shape, -1, np.int64), np.zeros(at.shape, np.float32)
        return np.where(there, self.item[safe], -1), np.where(there, self.weight[safe], np.float32(0))
