"""What is gained by answering only when sure: risk and coverage, and conformal sets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class CoveragePoint:
    """Answering the surest `coverage` of texts is right in `accuracy` of them.

    :ivar threshold: the confidence of the least sure text that is still answered.
    """

    coverage: float
    accuracy: float
    threshold: float


def area_under_risk_coverage(confidence: ArrayLike, correct: ArrayLike) -> float:
    """Mean error rate over all coverages, surest rows first (0 is best).

    Geifman and El-Yaniv 2017. Rows of one confidence count as in every order at once, so that the order of
    the data does not matter.
    """
    c, errors = _ordered(confidence, correct)
    if len(c) == 0:
        return 0.0
    _, group, counts = np.unique(-c, return_inverse=True, return_counts=True)
    expected = (np.bincount(group, weights=errors) / counts)[group]
    return float((np.cumsum(expected) / np.arange(1, len(c) + 1)).mean())


def coverage_curve(confidence: ArrayLike, correct: ArrayLike, *, points: int = 50) -> list[CoveragePoint]:
    """Accuracy against the share of texts answered, at most `points` of them, smallest share first.

    Only cut-offs that a confidence threshold can make are listed.
    """
    c, errors = _ordered(confidence, correct)
    if len(c) == 0:
        return []
    last_of_group = np.flatnonzero(np.append(c[1:] != c[:-1], True))
    picks = np.unique(np.linspace(0, len(last_of_group) - 1, points).round().astype(int))
    risk = np.cumsum(errors) / np.arange(1, len(c) + 1)
    return [CoveragePoint(float((i + 1) / len(c)), float(1 - risk[i]), float(c[i])) for i in last_of_group[picks]]


def holds_truth(sets: ArrayLike, truth: ArrayLike) -> NDArray[np.bool_]:
    """Whether each row's set holds the true class, shape (n,).

    :param sets: bool, shape (n, k).
    :param truth: column of the true class, shape (n,); -1 (a label the model lacks) is never held.
    """
    s, y = np.asarray(sets, dtype=bool), np.asarray(truth, dtype=np.int64)
    return (y >= 0) & s[np.arange(len(y)), y] if len(y) else np.empty(0, dtype=bool)


MANY = 100
"""Rows of a class from which its own coverage says something."""


def class_coverage(sets: ArrayLike, truth: ArrayLike) -> dict[int, tuple[float, int]]:
    """By column of a true class, the share of its rows whose set holds it, and the number of its rows."""
    held, columns = holds_truth(sets, truth), np.asarray(truth, dtype=np.int64)
    of_class = {int(column): held[columns == column] for column in np.unique(columns[columns >= 0])}
    return {column: (float(rows.mean()), len(rows)) for column, rows in of_class.items()}


def conformal_metrics(sets: ArrayLike, truth: ArrayLike) -> dict[str, float]:
    """How often the set holds the truth, of the class with the least of it, too, and how large it is.

    :param sets: bool, shape (n, k).
    :param truth: column of the true class, shape (n,); -1 (a label the model lacks) is never held.
    """
    held = holds_truth(sets, truth)
    if len(held) == 0:
        return {}
    sizes = np.asarray(sets, dtype=bool).sum(axis=1)
    large = [share for share, rows in class_coverage(sets, truth).values() if rows >= MANY]
    return {
        "conformal_coverage": float(held.mean()),
        "conformal_set_size": float(sizes.mean()),
        "conformal_single_share": float((sizes == 1).mean()),
        **({"conformal_coverage_least": min(large)} if large else {}),
    }


def _ordered(confidence: ArrayLike, correct: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    c = np.asarray(confidence, dtype=np.float64)
    order = np.argsort(-c, kind="stable")
    return c[order], 1 - np.asarray(correct, dtype=np.float64)[order]
