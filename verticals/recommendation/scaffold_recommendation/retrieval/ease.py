"""EASE: a linear model from items to items, in closed form."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import lapack

from scaffold.errors import ScaffoldError
from scaffold_recommendation.retrieval.query import ColumnQuery

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    from scaffold_recommendation.retrieval.histories import Histories

DROPOUT = 0.33
"""Share of a history that the denoising of Steck 2020 imagines away; keeps popular items from copying each other."""


@dataclass(frozen=True, eq=False)
class Ease:
    """Scores are history times weights, whose diagonal is 0.

    Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data", equation 8, with the denoising regularisation of
    Steck 2020, "Autoencoders that don't overfit towards the Identity", section 3.

    :ivar columns: numbers of the items it covers, (m,): the most taken ones, since time grows with m^3.
    :ivar weights: what an item in a history says for another one, (m, m).
    :ivar items: size of the catalogue.
    """

    columns: NDArray[np.int64]
    weights: NDArray[np.float32]
    items: int
    name: str = "ease"

    @classmethod
    def fit(cls, taken: sparse.csr_matrix, l2: float, most: int, dropout: float = DROPOUT) -> Ease:
        """Learn from (users, items).

        :param l2: added to the diagonal of the Gram matrix.
        :param most: items covered at most; memory is 16 bytes times its square.
        """
        counts = np.asarray((taken > 0).sum(axis=0)).ravel()
        columns = np.sort(np.argsort(-counts, kind="stable")[: min(most, int((counts > 0).sum()))])
        covered = taken[:, columns]
        gram = np.asarray((covered.T @ covered).todense(), dtype=np.float64, order="F")
        diagonal = np.diag_indices(len(gram))
        gram[diagonal] += l2 + dropout / (1 - dropout) * gram[diagonal]
        inverse = _inverse(gram)
        weights = (inverse / -inverse[diagonal]).astype(np.float32)
        weights[diagonal] = 0
        return cls(columns.astype(np.int64), weights, taken.shape[1])

    def query(self, histories: Histories) -> ColumnQuery:
        """Read histories."""
        taken = histories.matrix(len(self.columns), self._place)
        return ColumnQuery(np.asarray(taken @ self.weights, np.float32), self.columns, self._place)

    def because(self, item: int, history: NDArray[np.int64]) -> NDArray[np.float32]:
        """What each item of a history says for `item`; 0 where one of both is not covered."""
        place = self._place
        if not 0 <= item < self.items or place[item] < 0:
            return np.zeros(len(history), np.float32)
        known = (history >= 0) & (history < self.items)
        at = np.where(known, place[np.where(known, history, 0)], -1)
        return np.where(at >= 0, self.weights[np.maximum(at, 0), place[item]], np.float32(0))

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """All that has to be kept."""
        return {"columns": self.columns, "weights": self.weights}

    @cached_property
    def _place(self) -> NDArray[np.int64]:
        """Column of each item, -1 for those that are not covered."""
        place = np.full(self.items, -1, np.int64)
        place[self.columns] = np.arange(len(self.columns))
        return place


def _inverse(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """Inverse of a symmetric positive definite matrix, by Cholesky."""
    factor, failed = lapack.dpotrf(matrix, lower=0, clean=0, overwrite_a=1)
    if failed:
        raise ScaffoldError("the Gram matrix of the items has no inverse")
    inverse, _ = lapack.dpotri(factor, lower=0, overwrite_c=1)
    upper = np.triu(inverse)
    return upper + np.triu(upper, 1).T
