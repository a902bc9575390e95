"""Conformal sets: the labels that are still possible, at an error rate one chooses."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.decision.scores import finite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray


def conformal_quantile(scores: ArrayLike, error_rate: float) -> float:
    """The value that a fresh score exceeds with probability `error_rate` at most; infinite with too few scores.

    The ceil((n + 1)(1 - error_rate))-th smallest of n exchangeable scores: Vovk, Gammerman and Shafer 2005;
    Angelopoulos and Bates 2021, "A Gentle Introduction to Conformal Prediction", section 1.
    """
    if not 0 < error_rate < 1:
        raise ValueError(f"an error rate lies between 0 and 1, not {error_rate!r}")
    s = np.sort(np.asarray(scores, dtype=np.float64))
    # The tiny subtraction keeps 20 * (1 - 0.05) at rank 19 where floating point says 19.000000000000004.
    rank = math.ceil((len(s) + 1) * (1 - error_rate) - 1e-9)
    return float(s[rank - 1]) if rank <= len(s) else math.inf


def rows_needed(error_rate: float) -> int:
    """The fewest rows with which `conformal_quantile` is finite."""
    return math.ceil(1 / error_rate - 1 - 1e-9)


def truth_scores(probabilities: ArrayLike, truth: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """1 - probability of the true class, and whether that class is the likeliest; shape (n,) each.

    :param probabilities: shape (n, k).
    :param truth: column of the true class, shape (n,); -1 (a label the model lacks) has score 1.
    :raises ScaffoldError: for probabilities that are not numbers.
    """
    p, y = finite(probabilities, "probabilities"), np.asarray(truth, dtype=np.int64)
    if len(y) == 0:
        return np.empty(0), np.empty(0, dtype=bool)
    return np.where(y >= 0, 1 - p[np.arange(len(y)), y], 1.0), np.asarray(p.argmax(axis=1) == y)


def labels_within(probabilities: ArrayLike, quantiles: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Labels whose 1 - probability is not above their quantile, shape (n, k); the likeliest one always is inside.

    :param quantiles: one for all classes, or one a class.
    """
    p = finite(probabilities, "probabilities")
    inside = np.asarray(1 - p <= quantiles)
    if len(p):
        inside[np.arange(len(p)), p.argmax(axis=1)] = True
    return inside


def expected_coverage(held: int, rows: int, error_rate: float) -> float:
    """Share of fresh rows whose set should hold the truth, given in how many of the fitted ones it does."""
    return max(1 - error_rate, held / (rows + 1))


@dataclass(frozen=True)
class ConformalSets:
    """Sets of labels that hold the true one in at least `1 - error_rate` of texts like the validation texts.

    The smallest such sets on average: Sadinle, Lei and Wasserman 2019, "Least Ambiguous Set-Valued Classifiers
    With Bounded Error Levels". The promise is over all texts together, not for each class or each text.

    :ivar quantile: a label is in the set if 1 - its probability is not above this.
    :ivar error_rate: how often the set may miss the truth.
    :ivar rows: validation rows it was fitted on.
    :ivar expected: share of fresh texts whose set should hold the truth. It is above `1 - error_rate` where the
        likeliest label alone is right more often than that, because no set is empty.
    """

    quantile: float
    error_rate: float
    rows: int = 0
    expected: float = 0.0

    @classmethod
    def fit(cls, probabilities: ArrayLike, truth: ArrayLike, error_rate: float = 0.05) -> ConformalSets:
        """Fit on validation rows that were not trained on.

        :param probabilities: shape (n, k).
        :param truth: column of the true class, shape (n,); -1 (a label the model lacks) counts as missed.
        :raises ScaffoldError: for probabilities that are not numbers.
        """
        scores, first = truth_scores(probabilities, truth)
        quantile = min(conformal_quantile(scores, error_rate), 1.0)
        held = int(((scores <= quantile) | first).sum())
        return cls(quantile, error_rate, len(scores), expected_coverage(held, len(scores), error_rate))

    @property
    def note(self) -> str | None:
        """What to tell the user about the fit; None when there is nothing to tell."""
        needed = rows_needed(self.error_rate)
        if self.rows >= needed:
            return None
        return (
            f"Sets hold every label: an error rate of {self.error_rate:g} needs {needed} validation rows, "
            f"there are {self.rows}."
        )

    def sets(self, probabilities: ArrayLike) -> NDArray[np.bool_]:
        """Which labels are in each row's set, shape (n, k); the likeliest label always is."""
        return labels_within(probabilities, np.asarray(self.quantile))

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        values = (self.quantile, self.error_rate, self.rows, self.expected)
        return dict(zip(("quantile", "error_rate", "rows", "expected"), values, strict=True))

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> ConformalSets:
        """Read back what `as_dict` wrote."""
        rate = float(values["error_rate"])
        return cls(float(values["quantile"]), rate, int(values["rows"]), float(values.get("expected", 1 - rate)))
