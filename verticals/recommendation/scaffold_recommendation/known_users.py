"""What is kept of the users a recommender was fitted on: their histories, and what else is known of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold_recommendation.retrieval.histories import Histories

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    from scaffold_recommendation.data.ids import Ids
    from scaffold_recommendation.data.interactions import Interactions

    Numbers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class KnownUsers:
    """Users by number, as they were when the recommender was fitted.

    :ivar histories: of all users, cut to their newest items.
    :ivar older: items that were cut off, as (user, item) pairs, (2, m): they are not recommended again either.
    :ivar people: by user id, what else is known.
    :ivar factors: of all users, (users, factors), so that lists for everybody need not solve for them; None before the
        model was written.
    """

    ids: Ids
    histories: Histories
    older: Numbers
    people: Mapping[str, Mapping[str, Any]]
    factors: NDArray[np.float32] | None = None

    @classmethod
    def of(cls, events: Interactions, people: Mapping[str, Mapping[str, Any]], limit: int) -> KnownUsers:
        """Users of `events`.

        :param limit: items of a history that are read at most.
        """
        everyone = np.arange(len(events.users), dtype=np.int64)
        histories = Histories.of(events, everyone, limit)
        row = np.repeat(everyone, histories.lengths)
        kept = np.unique(row * len(events.items) + histories.item)
        pairs = np.unique(events.user * len(events.items) + events.item)
        cut = pairs[~np.isin(pairs, kept, assume_unique=True)]
        return cls(events.users, histories, np.stack([cut // len(events.items), cut % len(events.items)]), people)

    def history(self, number: int) -> Histories:
        """Of one user."""
        return self.histories.rows(number, number + 1)

    def seen(self, items: int) -> sparse.csr_matrix:
        """What every user had to do with, as 0 or 1 in (users, items)."""
        from scipy import sparse

        row = np.r_[np.repeat(np.arange(len(self.ids)), self.histories.lengths), self.older[0]]
        column = np.r_[self.histories.item, self.older[1]]
        shape = (len(self.ids), items)
        return sparse.csr_matrix((np.ones(len(row), np.float32), (row, column)), shape=shape)

    def seen_by(self, number: int) -> Numbers:
        """Items that one user had to do with."""
        # Pairs are sorted by user.
        first, last = np.searchsorted(self.older[0], [number, number + 1])
        return np.r_[self.history(number).item, self.older[1, first:last]]
