"""A logistic regression over hashed traits, fitted by AdaGrad."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.privacy.names.learned import BUCKETS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_BATCH, _RATE, _PENALTY = 256, 0.08, 2e-6


def fit(rows: Sequence[Sequence[int]], right: Sequence[bool], *, rounds: int, seed: int) -> NDArray[np.float64]:
    """Weights of all buckets (AdaGrad: Duchi, Hazan and Singer, JMLR 2011, section 1), float64 of shape (BUCKETS,).

    :param rows: the buckets of each example.
    """
    table = _table(rows)
    target = np.asarray(right, dtype=np.float64)
    weights, seen = np.zeros(BUCKETS + 1), np.full(BUCKETS + 1, 1e-6)
    total, steps = np.zeros(BUCKETS + 1), 0
    rng = np.random.default_rng(seed)
    for turn in range(rounds):
        order = rng.permutation(len(rows))
        for first in range(0, len(order), _BATCH):
            part = order[first : first + _BATCH]
            chosen = table[part]
            off = 1 / (1 + np.exp(-weights[chosen].sum(axis=1))) - target[part]
            slope = np.bincount(chosen.ravel(), np.repeat(off, table.shape[1]), BUCKETS + 1) / len(part)
            slope += _PENALTY * weights
            seen += slope * slope
            weights -= _RATE * slope / np.sqrt(seen)
            weights[-1] = 0
        if turn >= rounds // 2:
            total += weights
            steps += 1
    return total[:-1] / steps


def _table(rows: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """Examples as rows of one width, filled up with a bucket that always weighs nothing."""
    table = np.full((len(rows), max(map(len, rows))), BUCKETS, dtype=np.int64)
    for at, row in enumerate(rows):
        table[at, : len(row)] = row
    return table
