"""The items whose vectors have the highest inner product with a query."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.extras import need
from scaffold_recommendation.retrieval.query import NONE, best

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Numbers = NDArray[np.int64]

EXACT = 50_000
"""Vectors up to which all of them are looked at; more go into an index that looks at the likely ones."""

_PROBES = 16
_SAMPLE = 100


class Nearest:
    """Vectors of items, (items, d), exact for few of them and by FAISS for many.

    Many vectors are sorted into about 4 sqrt(n) cells and kept there with 8 bits a number; a query looks into the
    nearest 16 cells (Jegou, Douze & Schmid 2011, inverted file).
    """

    def __init__(self, vectors: Floats) -> None:
        self.vectors = vectors

    def __len__(self) -> int:
        return len(self.vectors)

    def top(self, queries: Floats, k: int) -> Numbers:
        """Numbers of the nearest vectors, best first, (n, k); -1 where there are fewer."""
        if len(self.vectors) <= EXACT:
            return best(queries @ self.vectors.T, k)
        _, found = self._index.search(np.ascontiguousarray(queries), k)
        return np.asarray(found, dtype=np.int64)

    def products(self, queries: Floats, items: Numbers) -> Floats:
        """Inner products of each query with given items, (n, c); 0 for items without a vector."""
        known = (items >= 0) & (items < len(self.vectors))
        if len(queries) > 1 and len(self.vectors) <= EXACT:
            found = np.take_along_axis(queries @ self.vectors.T, np.where(known, items, 0), axis=1)
        else:
            found = np.stack(
                [self.vectors[wanted] @ query for query, wanted in zip(queries, np.where(known, items, 0), strict=True)]
            )
        return np.where(known, found, np.float32(0))

    def extended(self, vectors: Floats) -> Nearest:
        """These vectors with further ones behind them."""
        return Nearest(np.concatenate([self.vectors, vectors]))

    @cached_property
    def _index(self) -> Any:
        faiss = need("faiss")
        cells = int(4 * np.sqrt(len(self.vectors)))
        index = faiss.index_factory(self.vectors.shape[1], f"IVF{cells},SQ8", faiss.METRIC_INNER_PRODUCT)
        chosen = np.random.default_rng(0).permutation(len(self.vectors))[: _SAMPLE * cells]
        index.train(self.vectors[np.sort(chosen)])
        index.add(self.vectors)
        index.nprobe = _PROBES
        return index


__all__ = ["EXACT", "NONE", "Nearest"]
