"""Histories as a retriever has read them: the best items, and the score of any item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    from scaffold_recommendation.retrieval.histories import Histories
    from scaffold_recommendation.retrieval.nearest import Nearest

    Floats = NDArray[np.float32]
    Numbers = NDArray[np.int64]

NONE = -1
"""In the place of an item where there is none."""


class Query(Protocol):
    """What a retriever says about n histories."""

    def top(self, k: int) -> Numbers:
        """Its best items of each history, best first, (n, k); -1 where it knows fewer. They may have been seen."""

    def scores(self, items: Numbers) -> Floats:
        """Its score of given items, (n, c); 0 for those that it does not know."""


class Retriever(Protocol):
    """Scores the items of a catalogue for histories."""

    @property
    def name(self) -> str:
        """One of `retrievers.NAMES`."""

    def query(self, histories: Histories) -> Query:
        """Read histories."""

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """All that has to be kept, by name."""


class ColumnQuery:
    """Scores of some items.

    :param scores: (n, m).
    :param columns: number of the item of each column, (m,).
    :param place: column of each item, -1 for those that have none, (items,).
    """

    def __init__(self, scores: Floats, columns: Numbers, place: Numbers) -> None:
        self._scores = scores
        self._columns = columns
        self._place = place

    def top(self, k: int) -> Numbers:
        """As `Query.top`; items of score 0 are no candidates."""
        found = best(self._scores, k)
        return np.where(found >= 0, self._columns[found], NONE)

    def scores(self, items: Numbers) -> Floats:
        """As `Query.scores`."""
        known = (items >= 0) & (items < len(self._place))
        return gathered(self._scores, np.where(known, self._place[np.where(known, items, 0)], NONE))


class SparseQuery:
    """Scores of the few items that have one.

    :param scores: (n, items), each row in the order of its columns.
    """

    def __init__(self, scores: sparse.csr_matrix) -> None:
        scores.sort_indices()
        self._scores = scores

    def top(self, k: int) -> Numbers:
        """As `Query.top`."""
        found = np.full((self._scores.shape[0], k), NONE, np.int64)
        for row in range(len(found)):
            items, scores = self._row(row)
            order = np.argsort(-scores, kind="stable")[:k]
            found[row, : len(order)] = items[order]
        return found

    def scores(self, items: Numbers) -> Floats:
        """As `Query.scores`."""
        found = np.zeros(items.shape, np.float32)
        for row, wanted in enumerate(items):
            known, scores = self._row(row)
            if len(known):
                at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
                found[row] = np.where(known[at] == wanted, scores[at], 0)
        return found

    def _row(self, row: int) -> tuple[Numbers, Floats]:
        at = slice(self._scores.indptr[row], self._scores.indptr[row + 1])
        return self._scores.indices[at], self._scores.data[at]


class VectorQuery:
    """Inner products with vectors of items.

    :param queries: (n, d).
    """

    def __init__(self, nearest: Nearest, queries: Floats) -> None:
        self._nearest = nearest
        self._queries = queries

    def top(self, k: int) -> Numbers:
        """As `Query.top`; a query of zeros finds nothing."""
        found = self._nearest.top(self._queries, k)
        found[~self._queries.any(axis=1)] = NONE
        return found

    def scores(self, items: Numbers) -> Floats:
        """As `Query.scores`."""
        return self._nearest.products(self._queries, items)


def best(scores: Floats, k: int) -> Numbers:
    """Columns of the highest scores of each row that are not 0, best first, (n, k); -1 where there are fewer."""
    k_found = min(k, scores.shape[1])
    if k_found < scores.shape[1]:
        at = np.argpartition(-scores, k_found - 1, axis=1)[:, :k_found]
    else:
        at = np.broadcast_to(np.arange(scores.shape[1]), scores.shape)
    values = np.take_along_axis(scores, at, axis=1)
    order = np.lexsort((at, -values), axis=1)
    at, values = np.take_along_axis(at, order, axis=1), np.take_along_axis(values, order, axis=1)
    found = np.full((len(scores), k), NONE, np.int64)
    found[:, :k_found] = np.where(values != 0, at, NONE)
    return found


def gathered(scores: Floats, items: Numbers) -> Floats:
    """Scores of given columns, (n, c); 0 for columns that there are not."""
    known = (items >= 0) & (items < scores.shape[1])
    values = np.take_along_axis(scores, np.where(known, items, 0), axis=1)
    return np.where(known, values, np.float32(0))
