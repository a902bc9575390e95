"""The recommender: from histories to ranked candidates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from scaffold_recommendation.ranking.features import features
from scaffold_recommendation.retrieval.candidates import retrieve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from scipy import sparse

    from scaffold_recommendation.data.items import Catalogue
    from scaffold_recommendation.ordering.settings import VaryBy
    from scaffold_recommendation.ranking.item_facts import ItemFacts
    from scaffold_recommendation.ranking.ranking import Ranking
    from scaffold_recommendation.retrieval.candidates import Candidates
    from scaffold_recommendation.retrieval.histories import Histories
    from scaffold_recommendation.retrieval.retrievers import Retrievers
    from scaffold_recommendation.retrieval.shape import Shape

    Floats = NDArray[np.float32]
    Numbers = NDArray[np.int64]

Likeness = Literal["tags", "texts", "takers"]

CANDIDATES = 100
"""Items that are ranked for each history."""

_BLOCK = 512


@dataclass(frozen=True, eq=False)
class Ranked:
    """Candidates of n histories, best first.

    :ivar items: (n, c), -1 where there are fewer.
    :ivar scores: what they are ordered by, -inf where there is no candidate, (n, c).
    :ivar probability: that the item is taken, calibrated, (n, c); NaN without a ranker.
    """

    items: Numbers
    scores: Floats
    probability: Floats


@dataclass(frozen=True, eq=False)
class Recommender:
    """Retrievers, what is known of items, and the ranker; it keeps nothing about users.

    :ivar catalogue: items by number.
    :ivar now: when it was fitted, in seconds since 1970 (UTC); None where events have no times.
    """

    catalogue: Catalogue
    retrievers: Retrievers
    facts: ItemFacts
    ranking: Ranking
    shape: Shape
    now: float | None = None
    candidates: int = CANDIDATES

    def rank(
        self,
        histories: Histories,
        seen: sparse.csr_matrix,
        *,
        now: float | None = None,
        threads: int = 0,
        also: Sequence[int] = (),
        factors: Floats | None = None,
    ) -> Ranked:
        """Candidates of each history that were not seen, best first.

        :param seen: what to leave out, (n, items).
        :param now: when the lists are asked for, in seconds since 1970 (UTC); `self.now` if not given.
        :param threads: 0 for all cores; a single list is ranked faster by one.
        :param also: numbers of items that are candidates in any case, such as pinned ones.
        :param factors: of these users where they are known, (n, factors).
        """
        queries = self.retrievers.query(histories, factors)
        found = retrieve(queries, seen, self.candidates, cold=self.facts.is_cold, also=also)
        return self.ranked(found, histories, now=now, threads=threads)

    def ranked(self, found: Candidates, histories: Histories, *, now: float | None = None, threads: int = 0) -> Ranked:
        """Given candidates of each history, best first; arguments as for `rank`."""
        there = found.items >= 0
        at = self.now if now is None or self.now is None else max(now, self.now)
        columns, _ = features(found, histories, self.facts, self.retrievers.names, at)
        scores, probability = self.ranking.scores(columns, there, threads)
        order = np.argsort(-scores, axis=1, kind="stable")
        return Ranked(*(np.take_along_axis(each, order, axis=1) for each in (found.items, scores, probability)))

    def lists(self, histories: Histories, seen: sparse.csr_matrix, k: int) -> Numbers:
        """The `k` best items of each history, (n, k), -1 where there are fewer; users are taken in blocks."""
        rows = range(0, len(histories), _BLOCK)
        parts = [
            self.rank(histories.rows(at, min(at + _BLOCK, len(histories))), seen[at : at + _BLOCK]).items[:, :k]
            for at in rows
        ]
        return np.concatenate([np.zeros((0, k), np.int64), *parts])

    def with_items(self, catalogue: Catalogue, texts: Floats) -> Recommender:
        """The same with further items, which can be recommended at once.

        :param catalogue: all items, the further ones behind those of this recommender.
        :param texts: text vectors of the further ones, (new, d).
        """
        new = range(len(self.catalogue), len(catalogue))
        facts = self.facts.extended([catalogue[number] for number in new], self.now)
        return replace(self, catalogue=catalogue, retrievers=self.retrievers.extended(texts), facts=facts)

    def varied_by(self, wanted: VaryBy) -> Likeness:
        """What can say how alike items are: their tags, else their texts, else who takes them."""
        if wanted == "tags" and self.facts.tags.shape[1]:
            return "tags"
        return "takers" if self.retrievers.text is None else "texts"

    def item_vectors(self, items: Numbers, wanted: VaryBy) -> Floats:
        """Vectors of unit length that say how alike items are, (n, d), of what `varied_by` gives."""
        if self.varied_by(wanted) == "tags":
            return self.facts.tag_vectors(items)
        text = self.retrievers.text
        vectors = (self.retrievers.als.nearest if text is None else text.nearest).vectors
        known = items < len(vectors)
        found = np.where(known[:, None], vectors[np.where(known, items, 0)], np.float32(0))
        length = np.linalg.norm(found, axis=1, keepdims=True)
        return np.divide(found, length, out=np.zeros_like(found), where=length > 0)

    def none_seen(self, histories: Histories) -> sparse.csr_matrix:
        """What is left out where nothing but the history itself was seen, (n, items)."""
        seen = histories.matrix(len(self.catalogue))
        seen.data = np.ones_like(seen.data)
        return seen
