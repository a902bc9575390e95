"""The hits by words and the hits by meaning made into one ranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

Ranking = Sequence[tuple[int, float]]
"""Row numbers of documents and their scores, best first."""


class Fusion(Protocol):
    """A way to make one score of two rankings."""

    @property
    def depth(self) -> int:
        """How many hits of each kind are looked at."""

    def fuse(self, by_words: Ranking, by_meaning: Ranking) -> dict[int, float]:
        """Score of every document in either ranking; `by_meaning` also holds every document of `by_words`."""


@dataclass(frozen=True)
class ReciprocalRanks:
    """Sum of `weight / (k + rank)` over both rankings.

    Source: Cormack, Clarke and Buettcher, "Reciprocal rank fusion outperforms Condorcet and individual rank
    learning methods", SIGIR 2009, section 2, whose k is 60.
    """

    words: float = 1.0
    meaning: float = 1.0
    k: float = 60.0
    depth: int = 100

    def fuse(self, by_words: Ranking, by_meaning: Ranking) -> dict[int, float]:
        """Fused score of every document in either ranking."""
        scores: dict[int, float] = {}
        for ranking, weight in ((by_words, self.words), (by_meaning[: self.depth], self.meaning)):
            for rank, (number, _) in enumerate(ranking, start=1):
                scores[number] = scores.get(number, 0.0) + weight / (self.k + rank)
        return scores


@dataclass(frozen=True)
class SimilarityAndRank:
    """The cosine, and on top the reciprocal rank by words, `words * (k + 1) / (k + rank)`.

    A cosine tells how near a document is, which its rank forgets; BM25 has no such scale, so its rank is taken.
    Where users say it in other words than the documents do, fusing two ranks loses much of what the vectors
    found, and this does not. Source for weighing scores rather than ranks: Bruch, Gai and Ingber, "An analysis
    of fusion functions for hybrid retrieval", ACM TOIS 2023. The defaults are the best on one half of BankFAQs
    (`benchmarks/bankfaqs.py`).
    """

    words: float = 0.1
    k: float = 10.0
    depth: int = 100

    def fuse(self, by_words: Ranking, by_meaning: Ranking) -> dict[int, float]:
        """Fused score of every document in either ranking."""
        scores = dict(by_meaning)
        for rank, (number, _) in enumerate(by_words, start=1):
            scores[number] = scores.get(number, 0.0) + self.words * (self.k + 1) / (self.k + rank)
        return scores


DEFAULT: Fusion = SimilarityAndRank()
