"""Few rows that stand for many: no two of them alike where it can be helped."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scaffold.extras import need

if TYPE_CHECKING:
    from scaffold.models.classifier import Matrix

ALIKE = 0.95
"""Cosine from which two texts count as near-duplicates."""

_BLOCK = 1024
_ROUNDS = 20


def nearest_cosine(features: Matrix, known: Matrix) -> Matrix:
    """Cosine of each row with the nearest known row, (n,); -1 where nothing is known.

    :param features: (n, d), rows of unit length.
    :param known: (m, d), rows of unit length.
    """
    nearest = np.full(len(features), -1.0, dtype=np.float32)
    if len(known):
        for start in range(0, len(features), _BLOCK):
            nearest[start : start + _BLOCK] = (features[start : start + _BLOCK] @ known.T).max(axis=1)
    return nearest


def representatives(
    features: Matrix, count: int, seed: int, *, weights: npt.NDArray[np.float64] | None = None
) -> npt.NDArray[np.int64]:
    """Rows that together cover all, at most `count` of them.

    Weighted k-means with `count` centres, and of each cluster the row nearest to its centre (Zhdanov 2019,
    "Diverse mini-batch Active Learning", section 3). Where two of those are near-duplicates, the row farthest from all
    that are taken comes instead of the second (k-center greedy: Sener & Savarese 2018, algorithm 1).

    :param features: (n, d), rows of unit length.
    :param weights: how much each row counts, (n,), above 0.
    """
    if count >= len(features):
        return np.arange(len(features), dtype=np.int64)
    kmeans = need("sklearn.cluster").KMeans(count, n_init=1, max_iter=_ROUNDS, random_state=seed)
    with warnings.catch_warnings():
        # Copies of a text make it find fewer clusters than asked for; the rest is filled below.
        warnings.simplefilter("ignore", need("sklearn.exceptions").ConvergenceWarning)
        clusters = kmeans.fit_predict(features, sample_weight=weights)
    cosines = (features * kmeans.cluster_centers_[clusters]).sum(axis=1)
    order = np.lexsort((-cosines, clusters))
    first = np.unique(clusters[order], return_index=True)[1]
    return _fill(features, _unlike(features, order[first]), count)


def _unlike(features: Matrix, rows: npt.NDArray[np.int64]) -> list[int]:
    """`rows` without those that are near-duplicates of one before."""
    kept: list[int] = []
    taken = np.empty_like(features[rows])
    for row in rows:
        if not kept or (taken[: len(kept)] @ features[row]).max() < ALIKE:
            taken[len(kept)] = features[row]
            kept.append(int(row))
    return kept


def _fill(features: Matrix, rows: list[int], count: int) -> npt.NDArray[np.int64]:
    nearest = nearest_cosine(features, features[rows])
    nearest[rows] = np.inf
    while len(rows) < count:
        row = int(nearest.argmin())
        rows.append(row)
        nearest = np.maximum(nearest, features @ features[row])
        nearest[row] = np.inf
    return np.array(rows, dtype=np.int64)
