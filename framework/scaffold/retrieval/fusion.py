"""Several rankings of the same documents made into one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Ranking = Sequence[tuple[int, float]]
"""Row numbers of documents and their scores, best first."""


def reciprocal_rank_fusion(
    rankings: Sequence[Ranking], weights: Sequence[float] | None = None, k: float = 60.0
) -> dict[int, float]:
    """Score each document by the sum of `weight / (k + rank)` over the rankings that hold it.

    Source: Cormack, Clarke and Buettcher, "Reciprocal rank fusion outperforms Condorcet and individual rank
    learning methods", SIGIR 2009, section 2, whose k is 60.

    :param weights: one for each ranking; equal if not given.
    """
    scores: dict[int, float] = {}
    for ranking, weight in zip(rankings, weights or [1.0] * len(rankings), strict=True):
        for rank, (number, _) in enumerate(ranking, start=1):
            scores[number] = scores.get(number, 0.0) + weight / (k + rank)
    return scores


@dataclass(frozen=True)
class Fusion:
    """How the hits by words and the hits by meaning become one list.

    :ivar depth: how many hits of each kind are looked at.
    """

    depth: int = 100
    words: float = 1.0
    meaning: float = 1.0
    k: float = 60.0

    def fuse(self, by_words: Ranking, by_meaning: Ranking) -> dict[int, float]:
        """Fused score of every document in either ranking."""
        return reciprocal_rank_fusion((by_words, by_meaning), (self.words, self.meaning), self.k)


DEFAULT = Fusion()
