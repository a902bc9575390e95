"""F1 of a label as its threshold moves, and over labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

NEUTRAL = 0.5
"""The threshold where nothing speaks for another one."""


def best_threshold(probabilities: Floats, truth: Floats) -> float:
    """The threshold with the highest F1 on one label, half way between the rows it divides; the highest of equals.

    :param probabilities: shape (n,).
    :param truth: 1 or 0, shape (n,).
    """
    if not truth.any():
        return NEUTRAL
    order = np.argsort(-probabilities, kind="stable")
    p, right = probabilities[order], truth[order].cumsum()
    f1 = 2 * right / (np.arange(1, len(p) + 1) + right[-1])
    below = np.append(p[1:], 0.0)
    at = int(np.where(p > below, f1, -1.0).argmax())
    return float((p[at] + below[at]) / 2)


def expected_threshold(probabilities: Floats) -> float:
    """The threshold with the highest expected F1 if each row is positive with its probability; the highest of equals.

    :param probabilities: shape (n,).
    """
    if len(probabilities) == 0:
        return NEUTRAL
    p = np.sort(probabilities)[::-1]
    f1 = 2 * p.cumsum() / (np.arange(1, len(p) + 1) + p.sum())
    at = int(f1.argmax())
    return float((p[at] + np.append(p[1:], 0.0)[at]) / 2)


def macro_f1(given: NDArray[np.bool_], truth: Floats) -> float:
    """F1 averaged over the labels that occur as truth; rows whose truth is not known do not count.

    :param given: shape (n, k).
    :param truth: 1, 0 or NaN, shape (n, k).
    """
    right = (given & (truth == 1)).sum(axis=0)
    positives = (truth == 1).sum(axis=0)
    f1 = 2 * right / np.maximum((given & ~np.isnan(truth)).sum(axis=0) + positives, 1)
    return float(f1[positives > 0].mean()) if positives.any() else 0.0
