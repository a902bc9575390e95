"""Users whose lists are made together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from scaffold.sharding.shard import Shard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from scaffold_recommendation.known_users import KnownUsers
    from scaffold_recommendation.retrieval.histories import Histories

_MOST = 512
_LEAST = 16
_CELLS = 2**24


@dataclass(frozen=True)
class UserShard(Shard):
    """Users in the order of their numbers.

    :ivar first: number of the first one.
    """

    first: int

    def blocks(self, items: int) -> Iterator[tuple[int, int]]:
        """First and last number, the last one left out, of users whose scores of all items are in memory at once.

        The number of workers changes nothing about them, so that every float is computed in the same way.
        """
        size = min(_MOST, max(_LEAST, _CELLS // max(items, 1)))
        end = self.first + self.rows
        for at in range(self.first, end, size):
            yield at, min(at + size, end)


def shards_of(users: int, size: int) -> list[UserShard]:
    """All users, in shards of `size`."""
    return [UserShard(number, min(size, users - first), first) for number, first in enumerate(range(0, users, size))]


@dataclass(frozen=True, eq=False)
class UserBlock:
    """Some of the users that a model knows.

    :ivar first: number of the first one.
    :ivar histories: what they did, (n).
    :ivar seen: what they had to do with, as 0 or 1 in (n, items).
    :ivar factors: (n, factors), None where the model does not have them.
    """

    first: int
    histories: Histories
    seen: sparse.csr_matrix
    factors: NDArray[np.float32] | None = None

    def __len__(self) -> int:
        return len(self.histories)

    @classmethod
    def of(cls, users: KnownUsers, items: int, first: int, last: int) -> UserBlock:
        """Users `first` to `last`, the last one left out."""
        histories = users.histories.rows(first, last)
        # Pairs are sorted by user.
        start, end = np.searchsorted(users.older[0], [first, last])
        column = np.r_[histories.item, users.older[1, start:end]]
        ends = histories.start
        if end > start:
            row = np.r_[np.repeat(np.arange(last - first), histories.lengths), users.older[0, start:end] - first]
            column = column[np.argsort(row, kind="stable")]
            ends = np.r_[0, np.cumsum(np.bincount(row, minlength=last - first))]
        # From rows as they are: to put their columns in order takes as long as to find the best of them.
        ones = np.ones(len(column), np.float32)
        seen = sparse.csr_matrix((ones, column, ends), shape=(last - first, items))
        return cls(first, histories, seen, None if users.factors is None else users.factors[first:last])
