"""Does 80% mean 80%: reliability bins and calibration error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

BINS = 15


@dataclass(frozen=True)
class ReliabilityBin:
    """Rows of similar confidence.

    :ivar low: smallest confidence in the bin (its lower edge, for bins of equal width).
    :ivar high: largest confidence in the bin (its upper edge, for bins of equal width).
    :ivar confidence: mean probability of the predicted label.
    :ivar accuracy: share of these rows that were right.
    """

    low: float
    high: float
    confidence: float
    accuracy: float
    count: int


def reliability_bins(
    confidence: ArrayLike, correct: ArrayLike, *, bins: int = BINS, mass: bool = True
) -> list[ReliabilityBin]:
    """Group rows by confidence; empty bins are left out.

    :param confidence: probability of the predicted label, shape (n,).
    :param correct: whether it was the true one, shape (n,).
    :param mass: bins that hold equally many rows (equal mass) rather than bins of equal width. Rows of one
        confidence share a bin, so there may be fewer bins than asked for.
    """
    c = np.asarray(confidence, dtype=np.float64)
    r = np.asarray(correct, dtype=np.float64)
    order = np.argsort(c, kind="stable")
    c, r = c[order], r[order]
    edges = _mass_edges(c, bins) if mass else np.linspace(0, 1, bins + 1)
    # Bins are (low, high], so the last holds confidence 1; anything at the first edge joins the first bin.
    which = np.clip(np.searchsorted(edges, c, side="left") - 1, 0, len(edges) - 2) if len(c) else np.empty(0, int)
    out = []
    for i in np.unique(which):
        inside = which == i
        low, high = (c[inside].min(), c[inside].max()) if mass else (edges[i], edges[i + 1])
        mean, accuracy = c[inside].mean(), r[inside].mean()
        out.append(ReliabilityBin(float(low), float(high), float(mean), float(accuracy), int(inside.sum())))
    return out


def calibration_error(confidence: ArrayLike, correct: ArrayLike, *, bins: int = BINS, mass: bool = True) -> float:
    """Expected calibration error: mean gap between confidence and accuracy, weighted by rows.

    Guo et al. 2017, section 2, for equal width; Nixon et al. 2019 for equal mass, the default here because it
    is steadier where nearly all rows are confident.
    """
    found = reliability_bins(confidence, correct, bins=bins, mass=mass)
    total = sum(b.count for b in found)
    return sum(b.count * abs(b.confidence - b.accuracy) for b in found) / total if total else 0.0


def chance_error(confidence: ArrayLike, *, bins: int = BINS) -> float:
    """The calibration error that perfectly calibrated probabilities would show on so few rows, by chance alone.

    The mean absolute deviation of each bin's accuracy from its confidence, by the normal approximation of the
    binomial; the bias that Roelofs et al. 2022, "Mitigating Bias in Calibration Error Estimation", section 3,
    describe.
    """
    c = np.asarray(confidence, dtype=np.float64)
    found = reliability_bins(c, np.zeros(len(c)), bins=bins)
    deviations = [np.sqrt(2 / np.pi * b.count * b.confidence * (1 - b.confidence)) for b in found]
    return float(sum(deviations) / len(c)) if len(c) else 0.0


def _mass_edges(ordered: NDArray[np.float64], bins: int) -> NDArray[np.float64]:
    if len(ordered) == 0:
        return np.array([0.0, 1.0])
    ends = np.ceil(np.arange(1, bins + 1) * len(ordered) / bins).astype(int) - 1
    highs = np.unique(ordered[ends])
    return np.concatenate([[-np.inf], highs])
