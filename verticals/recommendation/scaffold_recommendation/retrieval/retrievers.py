"""All retrievers of a recommender."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from scaffold_recommendation.retrieval.als import Als
from scaffold_recommendation.retrieval.ease import Ease
from scaffold_recommendation.retrieval.item_knn import ItemKnn
from scaffold_recommendation.retrieval.nearest import Nearest
from scaffold_recommendation.retrieval.popularity import Popularity
from scaffold_recommendation.retrieval.text_map import TextMap
from scaffold_recommendation.retrieval.text_match import TextMatch

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from numpy.typing import NDArray

    from scaffold_recommendation.data.interactions import Interactions
    from scaffold_recommendation.retrieval.histories import Histories
    from scaffold_recommendation.retrieval.query import Query, Retriever
    from scaffold_recommendation.retrieval.shape import Shape

NAMES = ("ease", "als", "item_knn", "text", "text_map", "popularity")
"""Of all retrievers, in the order of the ranker's features."""


@dataclass(frozen=True)
class Retrievers:
    """Those that learn from what users take, and those that read texts; the latter only where items have texts."""

    ease: Ease
    als: Als
    item_knn: ItemKnn
    popularity: Popularity
    text: TextMatch | None = None
    text_map: TextMap | None = None

    @classmethod
    def fit(
        cls, events: Interactions, shape: Shape, texts: NDArray[np.float32] | None = None, now: float | None = None
    ) -> Retrievers:
        """Learn from events.

        :param texts: text vectors of unit length, (items, d), zeros for an item without text.
        :param now: when lists are asked for, in seconds since 1970 (UTC).
        """
        taken = events.taken()
        als = Als.fit(taken, shape.als, shape.seed)
        counts = np.asarray(taken.sum(axis=0), dtype=np.float64).ravel()
        return cls(
            Ease.fit(taken, shape.ease_l2, shape.ease_items),
            als,
            ItemKnn.fit(taken, shape.neighbours),
            Popularity.fit(events, shape.half_life, now),
            None if texts is None else TextMatch(Nearest(texts)),
            None if texts is None else TextMap.fit(als, texts, counts),
        )

    def __iter__(self) -> Iterator[Retriever]:
        for name in NAMES:
            found = getattr(self, name)
            if found is not None:
                yield found

    @property
    def names(self) -> tuple[str, ...]:
        """Of those there are."""
        return tuple(retriever.name for retriever in self)

    def query(
        self, histories: Histories, factors: NDArray[np.float32] | None = None, names: Container[str] = NAMES
    ) -> dict[str, Query]:
        """What each says about histories, by its name.

        :param factors: of these users where they are known, (n, factors), such as `Als.users` gives.
        :param names: of those that are asked.
        """
        found: dict[str, Query] = {}
        for retriever in self:
            if retriever.name not in names:
                continue
            if isinstance(retriever, Als | TextMap):
                # Both read the same factors, which take longer than all else here.
                factors = self.als.users(histories) if factors is None else factors
                found[retriever.name] = retriever.query_of(factors)
            else:
                found[retriever.name] = retriever.query(histories)
        return found

    def extended(self, texts: NDArray[np.float32]) -> Retrievers:
        """These with texts of further items, which are found from now on."""
        if self.text is None or self.text_map is None:
            return self
        return replace(self, text=self.text.extended(texts), text_map=self.text_map.extended(texts))
