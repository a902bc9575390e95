"""The items whose vectors have the highest inner product with a query."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.extras import need
from scaffold_recommendation.retrieval.hits import hits
from scaffold_recommendation.retrieval.query import NONE, ColumnQuery, VectorQuery

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    from scaffold_recommendation.retrieval.query import Query

    Floats = NDArray[np.float32]
    Numbers = NDArray[np.int64]

EXACT = 50_000
"""Vectors up to which all of them are looked at; more go into an index that looks at the likely ones."""

_PROBES = 16
_SAMPLE = 100
_MOST_SEEN = 1000
_CELLS = 2**26


class Nearest:
    """Vectors of items, (items, d), exact for few of them and by FAISS for many.

    Many vectors are sorted into about 4 sqrt(n) cells and kept there with 8 bits a number; a query looks into the
    nearest 16 cells (Jegou, Douze & Schmid 2011, inverted file).

    :param stored: the index of these vectors as bytes, such as `stored` gives; without it, it is made when it is first
        wanted, which takes minutes for a million vectors.
    """

    def __init__(self, vectors: Floats, stored: NDArray[np.uint8] | None = None) -> None:
        self.vectors = vectors
        if stored is not None:
            self._index = need("faiss").deserialize_index(stored)

    def __len__(self) -> int:
        return len(self.vectors)

    def query(self, queries: Floats) -> Query:
        """What the products with queries say, (n, d) of them."""
        few = len(self.vectors) <= EXACT and len(queries) * len(self.vectors) <= _CELLS
        return ColumnQuery(queries @ self.vectors.T) if few else VectorQuery(self, queries)

    def top(self, queries: Floats, k: int, seen: sparse.csr_matrix | None = None) -> Numbers:
        """Numbers of the nearest vectors, best first, (n, k); -1 behind them where there are fewer.

        :param seen: items to leave out, (n, items). Of very many vectors, whoever has seen the nearest thousand or
            more gets fewer.
        """
        if len(self.vectors) <= EXACT:
            return self._exact(queries, k, seen)
        more = 0 if seen is None else min(int(np.diff(seen.indptr).max(initial=0)), _MOST_SEEN)
        _, found = self._index.search(np.ascontiguousarray(queries), k + more)
        numbers = np.asarray(found, dtype=np.int64)
        if not more:
            return numbers
        numbers[hits(numbers, seen)] = NONE
        order = np.argsort(numbers < 0, axis=1, kind="stable")[:, :k]
        return np.take_along_axis(numbers, order, axis=1)

    def _exact(self, queries: Floats, k: int, seen: sparse.csr_matrix | None) -> Numbers:
        step = max(1, _CELLS // max(len(self.vectors), 1))
        parts = [np.zeros((0, k), np.int64)]
        for at in range(0, len(queries), step):
            rows = slice(at, at + step)
            parts.append(ColumnQuery(queries[rows] @ self.vectors.T).top(k, None if seen is None else seen[rows]))
        return np.concatenate(parts)

    def products(self, queries: Floats, items: Numbers) -> Floats:
        """Inner products of each query with given items, (n, c); 0 for items without a vector."""
        known = (items >= 0) & (items < len(self.vectors))
        found = np.zeros(items.shape, np.float32)
        for row, wanted in enumerate(np.where(known, items, 0)):
            found[row] = self.vectors[wanted] @ queries[row]
        return np.where(known, found, np.float32(0))

    def extended(self, vectors: Floats) -> Nearest:
        """These vectors with further ones behind them, put into the cells that there are."""
        more = Nearest(np.concatenate([self.vectors, vectors]))
        if len(self.vectors) > EXACT:
            more._index = need("faiss").clone_index(self._index)
            more._index.add(np.ascontiguousarray(vectors))
        return more

    @property
    def stored(self) -> dict[str, NDArray[np.uint8]]:
        """The index as bytes, to be kept; nothing where all vectors are looked at."""
        return {"index": need("faiss").serialize_index(self._index)} if len(self.vectors) > EXACT else {}

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
