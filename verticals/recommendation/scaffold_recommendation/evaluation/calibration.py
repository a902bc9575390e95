"""Whether items that are given a probability are taken that often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.evaluation.reliability import calibration_error, reliability_bins
from scaffold_recommendation.evaluation.resampling import DRAWS, Resampling, percentiles

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scaffold.evaluation.bootstrap import Interval

BINS = 15


@dataclass(frozen=True)
class CalibrationBin:
    """Candidates of similar probability.

    :ivar low: smallest probability in the bin, and `high` the largest.
    :ivar probability: their mean.
    :ivar taken: share of the candidates that were taken; candidates of a user err together, so the interval is one
        over users.
    """

    low: float
    high: float
    probability: float
    taken: Interval
    count: int


@dataclass(frozen=True)
class Calibration:
    """What was said, and what was taken.

    :ivar error: expected calibration error, mean gap of a bin weighted by candidates.
    :ivar probability: mean of what was said.
    :ivar taken: share of the candidates that were taken.
    """

    bins: Sequence[CalibrationBin]
    error: float
    probability: float
    taken: float
    count: int

    def as_metrics(self) -> dict[str, Any]:
        """For `metrics.json`."""
        return {
            "ece": round(self.error, 6),
            "mean_probability": round(self.probability, 6),
            "share_taken": round(self.taken, 6),
            "candidates": self.count,
        }


def calibration(
    probabilities: NDArray[np.floating],
    taken: NDArray[np.bool_],
    there: NDArray[np.bool_] | None = None,
    *,
    bins: int = BINS,
    draws: int = DRAWS,
    seed: int = 0,
) -> Calibration | None:
    """Bins of equal mass and the calibration error (Guo et al. 2017; Nixon et al. 2019) of given probabilities.

    :param probabilities: of candidates of n users, (n, c).
    :param taken: which of them were taken, (n, c).
    :param there: where there is a candidate, (n, c); where the probability is not NaN if not given.
    :return: None where no candidate has a probability.
    """
    known = ~np.isnan(probabilities)
    if there is not None:
        known &= there
    if not known.any():
        return None
    said, was = probabilities[known].astype(np.float64), taken[known].astype(np.float64)
    found = reliability_bins(said, was, bins=bins)
    user = np.nonzero(known)[0]
    which = np.searchsorted([each.high for each in found], said, side="left")
    cell = user * len(found) + which
    shape = (len(probabilities), len(found))
    counts = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)
    hits = np.bincount(cell, was, minlength=shape[0] * shape[1]).reshape(shape)
    drawn = Resampling(len(probabilities), draws, seed).means(np.concatenate([hits, counts], axis=1))
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = drawn[:, : len(found)] / drawn[:, len(found) :]
    parts = [
        CalibrationBin(each.low, each.high, each.confidence, percentiles(each.accuracy, shares[:, at]), each.count)
        for at, each in enumerate(found)
    ]
    return Calibration(parts, calibration_error(said, was, bins=bins), float(said.mean()), float(was.mean()), len(said))
