"""Conformal intervals: where the true number lies, at an error rate one chooses."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.decision.conformal import conformal_quantile, rows_needed
from scaffold.decision.scores import finite
from scaffold.errors import ScaffoldError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ConformalInterval:
    """Intervals that hold the true number in at least `1 - error_rate` of texts like the validation texts.

    Prediction plus and minus a quantile of the absolute errors on validation rows: Lei, G'Sell, Rinaldo, Tibshirani &
    Wasserman 2018, "Distribution-Free Predictive Inference for Regression", section 2.2.

    :ivar half: half the length of every interval; infinite with too few rows.
    :ivar error_rate: how often the interval may miss the truth.
    :ivar rows: validation rows it was fitted on.
    """

    half: float
    error_rate: float
    rows: int = 0

    @classmethod
    def fit(cls, predicted: ArrayLike, truth: ArrayLike, error_rate: float = 0.05) -> ConformalInterval:
        """Fit on validation rows that were not trained on.

        :param predicted: shape (n,).
        :param truth: true numbers, shape (n,); rows whose truth is NaN are left out.
        :raises ScaffoldError: for shapes that differ, or predictions that are not numbers.
        """
        p, t = finite(predicted, "predictions"), np.asarray(truth, dtype=np.float64)
        if p.shape != t.shape:
            raise ScaffoldError(f"predictions of shape {p.shape} do not fit a truth of shape {t.shape}")
        errors = np.abs(p - t)[~np.isnan(t)]
        return cls(conformal_quantile(errors, error_rate), error_rate, rows=len(errors))

    @property
    def expected(self) -> float:
        """Share of fresh texts whose interval should hold the truth."""
        return 1 - self.error_rate if math.isfinite(self.half) else 1.0

    @property
    def note(self) -> str | None:
        """What to tell the user about the fit; None when there is nothing to tell."""
        if math.isfinite(self.half):
            return None
        return (
            f"Intervals have no ends: an error rate of {self.error_rate:g} needs {rows_needed(self.error_rate)} "
            f"validation rows, there are {self.rows}."
        )

    def interval(self, predicted: ArrayLike) -> tuple[Floats, Floats]:
        """Lower and upper ends, shape (n,) each.

        :raises ScaffoldError: for predictions that are not numbers.
        """
        p = finite(predicted, "predictions")
        return p - self.half, p + self.half

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; an infinite half is null."""
        return {
            "half": self.half if math.isfinite(self.half) else None,
            "error_rate": self.error_rate,
            "rows": self.rows,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> ConformalInterval:
        """Read back what `as_dict` wrote."""
        half = values["half"]
        return cls(math.inf if half is None else float(half), float(values["error_rate"]), int(values["rows"]))
