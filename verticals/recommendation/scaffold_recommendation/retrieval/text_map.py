"""From the text of an item to the factors it would have: items that nobody took yet, scored as others are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold_recommendation.retrieval.nearest import Nearest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scaffold_recommendation.retrieval.als import Als
    from scaffold_recommendation.retrieval.histories import Histories
    from scaffold_recommendation.retrieval.query import Query

    Floats = NDArray[np.float32]

L2 = 10.0


class TextMap:
    """Scores are products of a user's factors with those that the item's text stands for.

    Ridge regression from text vectors to the factors of items, each weighed by how often it was taken, as Gantner et
    al. 2010, "Learning Attribute-to-Feature Mappings for Cold-Start Recommendations", section III.

    :ivar weights: (d, factors).
    :ivar nearest: factors by text, (items, factors).
    """

    name = "text_map"

    def __init__(self, als: Als, weights: Floats, nearest: Nearest) -> None:
        self._als = als
        self.weights = weights
        self.nearest = nearest

    @classmethod
    def fit(cls, als: Als, texts: Floats, counts: NDArray[np.float64], l2: float = L2) -> TextMap:
        """Learn from items that were taken and have a text.

        :param texts: vectors of unit length, (items, d); zeros for an item without text.
        :param counts: users who took each item, (items,).
        """
        weight = np.sqrt(np.where(texts.any(axis=1), counts, 0.0))[:, None]
        weighted = texts * weight
        gram = weighted.T @ texts
        gram[np.diag_indices(len(gram))] += l2
        weights = np.linalg.solve(gram, weighted.T @ als.nearest.vectors).astype(np.float32)
        return cls.of(als, weights, texts)

    @classmethod
    def of(cls, als: Als, weights: Floats, texts: Floats, stored: NDArray[np.uint8] | None = None) -> TextMap:
        """With weights that are known.

        :param stored: index of the vectors that this gives.
        """
        return cls(als, weights, Nearest((texts @ weights).astype(np.float32), stored))

    def query(self, histories: Histories) -> Query:
        """Read histories."""
        return self.query_of(self._als.users(histories))

    def query_of(self, users: NDArray[np.float32]) -> Query:
        """What is said to users with these factors, (n, factors)."""
        return self.nearest.query(users)

    def extended(self, texts: Floats) -> TextMap:
        """The same with texts of further items."""
        return TextMap(self._als, self.weights, self.nearest.extended((texts @ self.weights).astype(np.float32)))

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """All that has to be kept."""
        return {"weights": self.weights, **self.nearest.stored}
