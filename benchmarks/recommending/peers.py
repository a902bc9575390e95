"""Models of `implicit` and `cornac`, each with the best of a few settings on validation data."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scaffold_recommendation.evaluation.metrics import user_figures
from scaffold_recommendation.retrieval.query import best

if TYPE_CHECKING:
    from scipy import sparse

    from scaffold_recommendation.learning.prepared import Asking

Scores = NDArray[np.float32]

LENGTH = 20


@dataclass(frozen=True)
class Peer:
    """A model of another library.

    :ivar make: fits one setting on (users, items) and gives scores of users for all items.
    :ivar grid: settings to choose from.
    :ivar most_users: it is left out where there are more, as it takes a quarter of an hour there.
    """

    title: str
    make: Callable[[sparse.csr_matrix, Mapping[str, Any]], Callable[[NDArray[np.int64]], Scores]]
    grid: tuple[Mapping[str, Any], ...]
    most_users: float = math.inf


def lists_of(scores: Scores, seen: sparse.csr_matrix, k: int = LENGTH) -> NDArray[np.int64]:
    """The best items that were not seen, (n, k)."""
    shifted = scores - scores.min() + 1
    shifted[seen.nonzero()] = 0
    return best(shifted, k)


def chosen(peer: Peer, taken: sparse.csr_matrix, validation: Asking) -> tuple[Any, Mapping[str, Any]]:
    """The model of the setting with the best NDCG@10 on validation data, and that setting."""

    def tried() -> Iterator[tuple[float, int, Any]]:
        for at, setting in enumerate(peer.grid):
            model = peer.make(taken, setting)
            lists = lists_of(model(validation.users), validation.seen)
            yield float(user_figures(lists, validation.truth, (10,))["ndcg@10"].mean()), -at, model

    _, at, model = max(tried(), key=lambda each: each[:2])
    return model, peer.grid[-at]


def _als(taken: sparse.csr_matrix, setting: Mapping[str, Any]) -> Callable[[NDArray[np.int64]], Scores]:
    from implicit.als import AlternatingLeastSquares

    return _factors(AlternatingLeastSquares(**setting, iterations=15, random_state=1, use_gpu=False), taken)


def _bpr(taken: sparse.csr_matrix, setting: Mapping[str, Any]) -> Callable[[NDArray[np.int64]], Scores]:
    from implicit.bpr import BayesianPersonalizedRanking

    return _factors(BayesianPersonalizedRanking(**setting, random_state=1, use_gpu=False), taken)


def _logistic(taken: sparse.csr_matrix, setting: Mapping[str, Any]) -> Callable[[NDArray[np.int64]], Scores]:
    from implicit.lmf import LogisticMatrixFactorization

    return _factors(LogisticMatrixFactorization(**setting, random_state=1), taken)


def _factors(model: Any, taken: sparse.csr_matrix) -> Callable[[NDArray[np.int64]], Scores]:
    model.fit(taken, show_progress=False)
    return lambda users: np.asarray(model.user_factors[users] @ model.item_factors.T, np.float32)


def _neighbours(name: str) -> Callable[[sparse.csr_matrix, Mapping[str, Any]], Callable[[NDArray[np.int64]], Scores]]:
    def make(taken: sparse.csr_matrix, setting: Mapping[str, Any]) -> Callable[[NDArray[np.int64]], Scores]:
        from implicit import nearest_neighbours

        model = getattr(nearest_neighbours, name)(**setting)
        model.fit(taken, show_progress=False)
        return lambda users: np.asarray((taken[users] @ model.similarity).todense(), np.float32)

    return make


def _cornac(name: str) -> Callable[[sparse.csr_matrix, Mapping[str, Any]], Callable[[NDArray[np.int64]], Scores]]:
    def make(taken: sparse.csr_matrix, setting: Mapping[str, Any]) -> Callable[[NDArray[np.int64]], Scores]:
        # cornac looks for a newer release of itself on the network otherwise.
        os.environ.setdefault("CORNAC_OFFLINE", "1")
        import cornac
        from cornac.data import Dataset

        rows, columns = taken.nonzero()
        data = Dataset.from_uir([(str(u), str(i), 1.0) for u, i in zip(rows, columns, strict=True)], seed=1)
        model = getattr(cornac.models, name)(**setting, seed=1, verbose=False)
        model.fit(data)
        items = np.array([int(name) for name in data.iid_map], np.int64)

        def scores(users: NDArray[np.int64]) -> Scores:
            found = np.zeros((len(users), taken.shape[1]), np.float32)
            for row, user in enumerate(users):
                number = data.uid_map.get(str(user))
                if number is not None:
                    said = np.asarray(model.score(number), np.float32)
                    found[row, items] = said - said.min() + 1e-6
            return found

        return scores

    return make


_ALS = ((16, 10, 2), (32, 10, 2), (64, 30, 4), (64, 5, 10), (128, 40, 5), (64, 0.01, 1))
_BPR = ((64, 0.01, 100), (64, 0.05, 150))
_BM25 = ((100, 0.2), (400, 0.8))

PEERS: dict[str, Peer] = {
    "implicit_als": Peer(
        "implicit: ALS", _als, tuple({"factors": f, "regularization": l2, "alpha": alpha} for f, l2, alpha in _ALS)
    ),
    "implicit_bpr": Peer(
        "implicit: BPR", _bpr, tuple({"factors": f, "learning_rate": rate, "iterations": n} for f, rate, n in _BPR)
    ),
    "implicit_lmf": Peer("implicit: logistic MF", _logistic, ({"factors": 30}, {"factors": 16, "regularization": 2.0})),
    "implicit_bm25": Peer(
        "implicit: BM25 neighbours", _neighbours("BM25Recommender"), tuple({"K": k, "B": b} for k, b in _BM25)
    ),
    "implicit_cosine": Peer("implicit: cosine neighbours", _neighbours("CosineRecommender"), ({"K": 50}, {"K": 200})),
    "cornac_ease": Peer(
        "cornac: EASE", _cornac("EASE"), tuple({"lamb": l2, "posB": False} for l2 in (50, 150, 300, 500))
    ),
    "cornac_bpr": Peer(
        "cornac: BPR", _cornac("BPR"), ({"k": 50, "max_iter": 200, "learning_rate": 0.05, "lambda_reg": 0.01},)
    ),
    "cornac_vae": Peer(
        "cornac: VAECF", _cornac("VAECF"), ({"k": 50, "autoencoder_structure": [200], "n_epochs": 80},), 5000
    ),
}
