"""The most likely list of a determinantal point process, found greedily."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NOTHING = 1e-10
"""Squared volume that an item adds, below which it is a copy of what is there."""


def greedy_dpp(
    relevance: NDArray[np.float64], vectors: NDArray[np.float32], picks: int, trade_off: float
) -> NDArray[np.intp]:
    """Pick items one by one, each the one that makes the determinant of the kernel of all picks largest.

    The kernel is `q_i * cosine(i, j) * q_j` with `q = exp(a * relevance)` and `a = trade_off / (2 * (1 - trade_off))`,
    so that `trade_off` weighs the sum of relevance against the logarithm of the determinant of the cosines. By
    incremental Cholesky updates, O(picks^2 n): Chen, Zhang & Zhou, NeurIPS 2018, algorithm 1 and section 5.

    :param relevance: (n,), 0 to 1.
    :param vectors: (n, d), of length 1, or 0 where there is none: such an item is unlike all others.
    :param trade_off: below 1.
    :return: the picked rows in their order; fewer than `picks` where all others lie in the space that is spanned.
    """
    count = len(relevance)
    most = min(picks, count)
    # The logarithm of the squared quality; of the cosines the rows of the Cholesky factor, and what is left of the
    # diagonal.
    quality = trade_off / (1.0 - trade_off) * relevance
    factors = np.zeros((most, count))
    left = np.ones(count)
    picked: list[int] = []
    for place in range(most):
        gain = np.where(left > _NOTHING, quality + np.log(np.maximum(left, _NOTHING)), -np.inf)
        row = int(np.argmax(gain))
        if gain[row] == -np.inf:
            break
        picked.append(row)
        similar = vectors @ vectors[row] - factors[:place, row] @ factors[:place]
        factors[place] = similar / np.sqrt(left[row])
        left -= factors[place] ** 2
        left[picked] = 0.0
    return np.asarray(picked, dtype=np.intp)
