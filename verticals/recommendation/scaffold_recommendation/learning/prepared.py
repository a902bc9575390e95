"""Candidates of many users with their features, and which of them were taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scaffold_recommendation.ranking.features import features
from scaffold_recommendation.ranking.ranker import Rows
from scaffold_recommendation.retrieval.candidates import retrieve
from scaffold_recommendation.retrieval.histories import Histories
from scaffold_recommendation.retrieval.hits import hits

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    from scaffold_recommendation.data.interactions import Interactions
    from scaffold_recommendation.ranking.item_facts import ItemFacts
    from scaffold_recommendation.retrieval.retrievers import Retrievers


@dataclass(frozen=True, eq=False)
class Asking:
    """Users who took something, with what they did before and what they had seen by then.

    :ivar histories: of n users.
    :ivar seen: what is left out, (n, items).
    :ivar truth: what they took, (n, items), a row has something.
    """

    users: NDArray[np.int64]
    histories: Histories
    seen: sparse.csr_matrix
    truth: sparse.csr_matrix

    @classmethod
    def of(
        cls,
        known: Interactions,
        asked: Interactions,
        limit: int,
        *,
        seen: sparse.csr_matrix | None = None,
        most: int | None = None,
        seed: int = 0,
    ) -> Asking:
        """The users of `asked`, who know `known`.

        :param limit: items of a history at most.
        :param seen: what is left out, (users, items); what stands in `known` if not given.
        :param most: users at most, drawn at random.
        """
        before = known.seen() if seen is None else seen
        truth = asked.matrix()
        # What was seen before is on no list, so it cannot be found.
        truth = truth - truth.multiply(before > 0)
        truth.eliminate_zeros()
        users = np.flatnonzero(np.diff(truth.indptr)).astype(np.int64)
        if most is not None and len(users) > most:
            users = np.sort(np.random.default_rng(seed).choice(users, most, replace=False))
        return cls(users, Histories.of(known, users, limit), before[users], truth[users])

    def __len__(self) -> int:
        return len(self.users)

    def some(self, most: int, seed: int = 0) -> Asking:
        """At most so many of the users, drawn at random."""
        if len(self) <= most:
            return self
        rows = np.sort(np.random.default_rng(seed).permutation(len(self))[:most])
        return Asking(self.users[rows], self.histories.of_users(rows), self.seen[rows], self.truth[rows])


@dataclass(frozen=True, eq=False)
class Prepared:
    """Candidates of n users.

    :ivar items: (n, c), -1 where there are fewer.
    :ivar columns: features, (n, c, f), and `names` of them.
    :ivar taken: (n, c).
    :ivar popularity: scores by popularity, (n, c).
    """

    items: NDArray[np.int64]
    columns: NDArray[np.float32]
    names: tuple[str, ...]
    taken: NDArray[np.bool_]
    popularity: NDArray[np.float32]

    @classmethod
    def of(cls, asking: Asking, retrievers: Retrievers, facts: ItemFacts, now: float | None, count: int) -> Prepared:
        """What the retrievers bring for each user.

        :param count: candidates of each.
        """
        found = retrieve(retrievers.query(asking.histories), asking.seen, count, cold=facts.is_cold)
        columns, names = features(found, asking.histories, facts, retrievers.names, now)
        taken = hits(found.items, asking.truth)
        return cls(found.items, columns, names, taken, found.scores["popularity"])

    @property
    def there(self) -> NDArray[np.bool_]:
        """Where there is a candidate, (n, c)."""
        return self.items >= 0

    @property
    def rows(self) -> Rows:
        """What a ranker learns from."""
        return Rows.of(self.columns, self.taken, self.there)
