"""ItemKNN: items that the same users take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from scaffold_recommendation.retrieval.query import ColumnQuery, SparseQuery

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scaffold_recommendation.retrieval.histories import Histories

SHRINKAGE = 20.0

DENSE = 20_000
"""Items up to which scores are kept for all of them: then the best of many histories are found at once."""


@dataclass(frozen=True, eq=False)
class ItemKnn:
    """Scores are sums of similarities with the items of a history.

    Cosine of the columns, shrunk by co / (co + shrinkage) where co users took both (Bell & Koren 2007, section 3);
    the nearest neighbours are found by `implicit`.

    :ivar similar: what an item says for its neighbours, (items, items).
    """

    similar: sparse.csr_matrix
    name: str = "item_knn"

    @classmethod
    def fit(cls, taken: sparse.csr_matrix, neighbours: int, shrinkage: float = SHRINKAGE) -> ItemKnn:
        """Learn from (users, items).

        :param neighbours: kept of each item; memory is 12 bytes a neighbour.
        """
        from implicit.nearest_neighbours import all_pairs_knn

        took = taken.copy()
        took.data = np.ones_like(took.data, dtype=np.float64)
        counts = np.asarray(took.sum(axis=0)).ravel()
        norms = np.sqrt(np.maximum(counts, 1))
        unit = sparse.csr_matrix(took.multiply(1 / norms))
        # One more than wanted: the nearest neighbour of an item is itself.
        found = all_pairs_knn(unit, neighbours + 1, show_progress=False).tocoo()
        other = found.row != found.col
        row, column, cosine = found.row[other], found.col[other], found.data[other]
        both = cosine * norms[row] * norms[column]
        similarity = (cosine * both / (both + shrinkage)).astype(np.float32)
        similar = sparse.csr_matrix((similarity, (column, row)), shape=found.shape)
        similar.sort_indices()
        return cls(similar)

    def query(self, histories: Histories) -> ColumnQuery | SparseQuery:
        """Read histories."""
        items = self.similar.shape[0]
        if len(histories) > 1:
            scores = histories.matrix(items) @ self.similar
            return ColumnQuery(scores.toarray()) if items <= DENSE else SparseQuery(scores)
        # The product of matrices would take time with the size of the catalogue for each request.
        inside = histories.item < items
        near = self.similar[histories.item[inside]]
        weight = np.repeat(histories.weight[inside], np.diff(near.indptr))
        found, at = np.unique(near.indices, return_inverse=True)
        scores = np.bincount(at, near.data * weight, minlength=len(found)).astype(np.float32)
        return SparseQuery(sparse.csr_matrix((scores, found, [0, len(found)]), shape=(1, items)))

    def neighbours(self, item: int, k: int) -> list[tuple[int, float]]:
        """The items most like one, with their similarity, best first."""
        if not 0 <= item < self.similar.shape[0]:
            return []
        at = slice(self.similar.indptr[item], self.similar.indptr[item + 1])
        items, scores = self.similar.indices[at], self.similar.data[at]
        order = np.argsort(-scores, kind="stable")[:k]
        return [(int(items[i]), float(scores[i])) for i in order]

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """All that has to be kept."""
        return {"indptr": self.similar.indptr, "indices": self.similar.indices, "data": self.similar.data}
