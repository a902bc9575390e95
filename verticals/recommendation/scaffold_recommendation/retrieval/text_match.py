"""Items whose texts are near to those of the last items of a history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scaffold_recommendation.retrieval.histories import Histories
    from scaffold_recommendation.retrieval.nearest import Nearest
    from scaffold_recommendation.retrieval.query import Query

LAST = 30
HALF = 15.0
"""Newest items that are read, and how many of them it takes until one counts half."""


class TextMatch:
    """Scores are cosines of item texts with the mean of the last 30, of which the newest count most.

    :ivar nearest: text vectors of unit length, (items, d); zeros for an item without text.
    """

    name = "text"

    def __init__(self, nearest: Nearest) -> None:
        self.nearest = nearest

    @property
    def vectors(self) -> NDArray[np.float32]:
        """(items, d)."""
        return self.nearest.vectors

    def profiles(self, histories: Histories) -> NDArray[np.float32]:
        """What each history is about, of unit length, (n, d); zeros where nothing in it has a text."""
        items, weights = histories.newest(LAST)
        weights = weights * (0.5 ** (np.arange(LAST, dtype=np.float32) / HALF))
        known = (items >= 0) & (items < len(self.nearest))
        read = self.vectors[np.where(known, items, 0)]
        found = np.einsum("nk,nkd->nd", np.where(known, weights, 0), read).astype(np.float32)
        length = np.linalg.norm(found, axis=1, keepdims=True)
        return np.divide(found, length, out=np.zeros_like(found), where=length > 0)

    def query(self, histories: Histories) -> Query:
        """Read histories."""
        return self.nearest.query(self.profiles(histories))

    def extended(self, vectors: NDArray[np.float32]) -> TextMatch:
        """The same with texts of further items."""
        return TextMatch(self.nearest.extended(vectors))

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """All that has to be kept."""
        return {"vectors": self.vectors, **self.nearest.stored}
