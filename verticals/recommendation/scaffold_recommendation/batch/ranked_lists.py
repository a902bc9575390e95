"""Lists as the ranker orders them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold_recommendation.recommender import Ranked

if TYPE_CHECKING:
    from scaffold_recommendation.batch.user_shard import UserBlock
    from scaffold_recommendation.recommender import Recommender


@dataclass(frozen=True, eq=False)
class RankedLists:
    """The candidates of all retrievers, best first by the ranker.

    :ivar now: when the lists are for, in seconds since 1970 (UTC).
    """

    recommender: Recommender
    k: int
    now: float | None = None

    def of(self, block: UserBlock) -> Ranked:
        """As `Lists.of`."""
        found = self.recommender.rank(block.histories, block.seen, now=self.now, threads=1, factors=block.factors)
        return Ranked(found.items[:, : self.k], found.scores[:, : self.k], found.probability[:, : self.k])
