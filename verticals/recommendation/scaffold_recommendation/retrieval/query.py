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

_CELLS = 2**17
"""Scores that are compared at once: they stay in the cache of a core, and so does the memory they are compared in."""


class Query(Protocol):
    """What a retriever says about n histories."""

    def top(self, k: int, seen: sparse.csr_matrix | None = None) -> Numbers:
        """Its best items of each history, best first, (n, k); -1 behind them where it knows fewer.

        :param seen: items to leave out, (n, items).
        """

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
    """Scores of all items, or of some.

    :param scores: (n, m).
    :param columns: number of the item of each column, (m,); the number of the column if not given.
    :param place: column of each item, -1 for those that have none, (items,).
    """

    def __init__(self, scores: Floats, columns: Numbers | None = None, place: Numbers | None = None) -> None:
        self._scores = scores
        self._columns = columns
        self._place = place

    def top(self, k: int, seen: sparse.csr_matrix | None = None) -> Numbers:
        """As `Query.top`; items of score 0 are no candidates."""
        hidden = None
        if seen is not None:
            row, item = cells(seen)
            column = self._column(item)
            known = (column >= 0) & (column < self._scores.shape[1])
            hidden = (row[known], column[known])
        found = best(self._scores, k, hidden)
        return found if self._columns is None else np.where(found >= 0, self._columns[found], NONE)

    def scores(self, items: Numbers) -> Floats:
        """As `Query.scores`."""
        return gathered(self._scores, self._column(items))

    def _column(self, items: Numbers) -> Numbers:
        if self._place is None:
            return items
        known = (items >= 0) & (items < len(self._place))
        return np.where(known, self._place[np.where(known, items, 0)], NONE)


class SparseQuery:
    """Scores of the few items that have one.

    :param scores: (n, items), each row in the order of its columns.
    """

    def __init__(self, scores: sparse.csr_matrix) -> None:
        scores.sort_indices()
        self._scores = scores

    def top(self, k: int, seen: sparse.csr_matrix | None = None) -> Numbers:
        """As `Query.top`."""
        found = np.full((self._scores.shape[0], k), NONE, np.int64)
        hidden = np.zeros(0 if seen is None else seen.shape[1], bool)
        for row in range(len(found)):
            items, scores = self._row(row)
            if seen is not None:
                out = seen.indices[seen.indptr[row] : seen.indptr[row + 1]]
                hidden[out] = True
                items, scores = items[~hidden[items]], scores[~hidden[items]]
                hidden[out] = False
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
    """Inner products with very many vectors of items, of which an index finds the best.

    :param queries: (n, d).
    """

    def __init__(self, nearest: Nearest, queries: Floats) -> None:
        self._nearest = nearest
        self._queries = queries

    def top(self, k: int, seen: sparse.csr_matrix | None = None) -> Numbers:
        """As `Query.top`; a query of zeros finds nothing."""
        found = self._nearest.top(self._queries, k, seen)
        found[~self._queries.any(axis=1)] = NONE
        return found

    def scores(self, items: Numbers) -> Floats:
        """As `Query.scores`."""
        return self._nearest.products(self._queries, items)


def best(scores: NDArray[np.floating], k: int, hidden: tuple[Numbers, Numbers] | None = None) -> Numbers:
    """Columns of the highest scores of each row that are not 0, best first, (n, k); -1 behind them.

    Of equal ones the first column comes first. The k-th highest score is found first: comparing with it takes a tenth
    of the time that sorting the columns takes.

    :param hidden: rows, ascending, and columns of scores that do not count.
    """
    found = np.full((len(scores), k), NONE, np.int64)
    step = max(1, _CELLS // max(scores.shape[1], 1))
    left = np.empty((min(step, len(scores)), scores.shape[1]), scores.dtype)
    for first in range(0, len(scores), step):
        part = scores[first : first + step]
        open_ = left[: len(part)]
        open_[...] = part
        np.copyto(open_, -np.inf, where=part == 0)
        if hidden is not None:
            at = slice(*np.searchsorted(hidden[0], [first, first + len(part)]))
            open_[hidden[0][at] - first, hidden[1][at]] = -np.inf
        _put_best(open_, found[first : first + step])
    return found


def _put_best(scores: NDArray[np.floating], found: Numbers) -> None:
    """Write the columns of the highest finite scores of a few rows into `found`, (n, k), which holds -1."""
    width, k = scores.shape[1], found.shape[1]
    # NaN is never above anything.
    least = np.full((len(scores), 1), -np.inf) if k >= width else np.partition(scores, width - k)[:, width - k, None]
    chosen = np.flatnonzero((scores >= least) & (scores > -np.inf))
    row, column = np.divmod(chosen, max(width, 1))
    number = np.bincount(row, minlength=len(scores))
    place = np.arange(len(row)) - np.repeat(np.cumsum(number) - number, number)
    values = np.full((len(scores), int(number.max(initial=0))), -np.inf, scores.dtype)
    columns = np.full(values.shape, NONE, np.int64)
    values[row, place], columns[row, place] = scores[row, column], column
    # Stable: of equal scores, of which there may be too many, the first columns stay.
    order = np.argsort(-values, axis=1, kind="stable")[:, :k]
    found[:, : order.shape[1]] = np.take_along_axis(columns, order, axis=1)


def gathered(scores: Floats, items: Numbers) -> Floats:
    """Scores of given columns, (n, c); 0 for columns that there are not."""
    known = (items >= 0) & (items < scores.shape[1])
    values = np.take_along_axis(scores, np.where(known, items, 0), axis=1)
    return np.where(known, values, np.float32(0))


def cells(matrix: sparse.csr_matrix) -> tuple[Numbers, Numbers]:
    """Rows and columns of what is in a matrix."""
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr)), matrix.indices
