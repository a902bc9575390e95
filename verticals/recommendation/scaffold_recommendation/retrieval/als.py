"""ALS: factors of users and items for implicit feedback, by `implicit`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    from scaffold_recommendation.retrieval.histories import Histories
    from scaffold_recommendation.retrieval.nearest import Nearest
    from scaffold_recommendation.retrieval.query import Query

_SWEEPS = 15


@dataclass(frozen=True)
class AlsShape:
    """Settings of a factorisation.

    :ivar l2: regularisation of every factor.
    :ivar alpha: confidence in what was taken, where that in all else is 1.
    """

    factors: int = 64
    l2: float = 30.0
    alpha: float = 4.0


class Als:
    """Scores are products of a user's factors with those of items.

    Hu, Koren & Volinsky 2008, "Collaborative Filtering for Implicit Feedback Datasets", equations 4 and 5. Factors of
    a user are solved for from the history whenever they are needed, so a new user needs no training.

    :ivar nearest: factors of items, (items, factors).
    """

    name = "als"

    def __init__(self, shape: AlsShape, nearest: Nearest) -> None:
        self.shape = shape
        self.nearest = nearest
        self._model = _model(shape, exact=True)
        self._model.item_factors = nearest.vectors

    @classmethod
    def fit(cls, taken: sparse.csr_matrix, shape: AlsShape, seed: int = 0) -> Als:
        """Learn from (users, items)."""
        from scaffold_recommendation.retrieval.nearest import Nearest

        model = _model(shape, seed)
        model.fit(taken.astype(np.float32), show_progress=False)
        return cls(shape, Nearest(np.ascontiguousarray(model.item_factors, dtype=np.float32)))

    def users(self, histories: Histories) -> NDArray[np.float32]:
        """Factors of users with these histories, (n, factors); zeros for an empty one."""
        if len(histories) == 1:
            return self._of_one(histories)
        taken = histories.matrix(len(self.nearest))
        taken.eliminate_zeros()
        taken.sort_indices()
        found = np.asarray(self._model.recalculate_user(np.arange(len(histories)), taken), dtype=np.float32)
        found[np.diff(taken.indptr) == 0] = 0
        return found

    def _of_one(self, histories: Histories) -> NDArray[np.float32]:
        """The same for a request, with what does not hang on the user kept from the last one."""
        inside = (histories.item < len(self.nearest)) & (histories.weight > 0)
        taken = self.nearest.vectors[histories.item[inside]].astype(np.float64)
        if not len(taken):
            return np.zeros((1, self.shape.factors), np.float32)
        confidence = self.shape.alpha * histories.weight[inside].astype(np.float64)
        gram = self._gram + (taken.T * (confidence - 1)) @ taken
        return np.linalg.solve(gram, confidence @ taken).astype(np.float32)[None]

    @cached_property
    def _gram(self) -> NDArray[np.float64]:
        items = self.nearest.vectors
        return (items.T @ items).astype(np.float64) + self.shape.l2 * np.eye(self.shape.factors)

    def query(self, histories: Histories) -> Query:
        """Read histories."""
        return self.query_of(self.users(histories))

    def query_of(self, users: NDArray[np.float32]) -> Query:
        """What is said to users with these factors, (n, factors)."""
        return self.nearest.query(users)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """All that has to be kept."""
        return {"items": self.nearest.vectors, **self.nearest.stored}


def _model(shape: AlsShape, seed: int = 0, *, exact: bool = False) -> Any:
    from implicit.als import AlternatingLeastSquares
    from threadpoolctl import threadpool_limits

    # implicit has threads of its own; with those of BLAS beside them it slows down, and says so.
    with threadpool_limits(1, "blas"):
        return AlternatingLeastSquares(
            factors=shape.factors,
            regularization=shape.l2,
            alpha=shape.alpha,
            iterations=_SWEEPS,
            random_state=seed,
            use_gpu=False,
            use_cg=not exact,
        )
