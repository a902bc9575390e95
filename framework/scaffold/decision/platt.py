"""Platt scaling: a sigmoid a label, for heads that give a text any number of labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.decision.calibration import FEW_ROWS
from scaffold.decision.scores import finite, multilabel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

_SLOPE_SPREAD = 0.15
_OFFSET_SPREAD = 0.3
_STEPS = 100
_HALVINGS = 30
_TOLERANCE = 1e-8


@dataclass(frozen=True, eq=False)
class PlattScaling:
    """Probability of label j: sigmoid(slope_j * logit_j + offset_j), slopes above 0.

    Platt 1999, "Probabilistic Outputs for Support Vector Machines", section 2.2, with its smoothed targets; Newton's
    method with step halving as in Lin, Lin & Weng 2007. Each label's two numbers have a normal prior around those of
    all labels together (the slope's in its logarithm), so a label with few positives keeps near to them.

    :ivar slopes: shape (k,).
    :ivar offsets: shape (k,).
    :ivar positives: validation rows that have the label, shape (k,).
    :ivar rows: validation rows it was fitted on; 0 means not fitted.
    """

    slopes: Floats
    offsets: Floats
    positives: NDArray[np.int64]
    rows: int = 0

    @classmethod
    def fit(cls, logits: ArrayLike, truth: ArrayLike) -> PlattScaling:
        """Fit on validation rows the model was not fitted on.

        :param logits: shape (n, k).
        :param truth: 1 where a row has the label, 0 where not, NaN where that is not known, shape (n, k).
        :raises ScaffoldError: for shapes or values that do not fit.
        """
        z, t = multilabel(logits, truth, "logits")
        labels = z.shape[1]
        positives = np.nansum(t, axis=0).astype(np.int64)
        if t.size == 0 or np.isnan(t).all():
            return cls(np.ones(labels), np.zeros(labels), positives)
        pooled = _fit(z.reshape(-1, 1), t.reshape(-1, 1), np.zeros((2, 1)))
        own = _fit(z, t, np.repeat(pooled, labels, axis=1))
        return cls(np.exp(own[0]), own[1], positives, rows=len(z))

    @property
    def note(self) -> str | None:
        """What to tell the user about the fit; None when there is nothing to tell."""
        if self.rows == 0:
            return "Probabilities are not calibrated: there were no labelled validation rows."
        few = int((self.positives < FEW_ROWS).sum())
        if few == 0:
            return None
        return (
            f"{few} of {len(self.positives)} labels have fewer than {FEW_ROWS} validation rows: "
            "their probabilities lean on the calibration of all labels together."
        )

    def probabilities(self, logits: ArrayLike) -> Floats:
        """Calibrated probability of each label, shape (n, k).

        :raises ScaffoldError: for logits that are not finite.
        """
        return _sigmoid(finite(logits, "logits") * self.slopes + self.offsets)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "slopes": self.slopes.tolist(),
            "offsets": self.offsets.tolist(),
            "positives": self.positives.tolist(),
            "rows": self.rows,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> PlattScaling:
        """Read back what `as_dict` wrote."""
        slopes, offsets = (np.array(values[name], dtype=np.float64) for name in ("slopes", "offsets"))
        return cls(slopes, offsets, np.array(values["positives"], dtype=np.int64), int(values["rows"]))


def _fit(z: Floats, t: Floats, centre: Floats) -> Floats:
    """Log slope and offset of each column, shape (2, k): the mode under a normal prior around `centre`."""
    known = ~np.isnan(t)
    ones, zeros = (t == 1).sum(axis=0), (t == 0).sum(axis=0)
    targets = np.where(t == 1, (ones + 1) / (ones + 2), 1 / (zeros + 2))
    at, loss = centre.copy(), _loss(z, targets, known, centre, centre)
    for _ in range(_STEPS):
        step = _newton_step(z, targets, known, at, centre)
        share = np.ones(z.shape[1])
        for _ in range(_HALVINGS):
            moved = _loss(z, targets, known, at - share * step, centre)
            worse = moved > loss
            if not worse.any():
                break
            share = np.where(worse, share / 2, share)
        share = np.where(moved > loss, 0.0, share)
        at, gain = at - share * step, loss - np.minimum(moved, loss)
        loss = loss - gain
        if gain.max(initial=0) < _TOLERANCE:
            break
    return at


def _newton_step(z: Floats, targets: Floats, known: NDArray[np.bool_], at: Floats, centre: Floats) -> Floats:
    """Fisher scoring: the curvature is the expected one, so that every step leads downhill; shape (2, k)."""
    scaled = np.exp(at[0]) * z
    p = _sigmoid(scaled + at[1])
    error = np.where(known, p - targets, 0.0)
    weight = np.where(known, p * (1 - p), 0.0)
    pull = (at - centre) / _spread() ** 2
    slope, offset = (error * scaled).sum(axis=0) + pull[0], error.sum(axis=0) + pull[1]
    ss = (weight * scaled**2).sum(axis=0) + 1 / _SLOPE_SPREAD**2
    so = (weight * scaled).sum(axis=0)
    oo = weight.sum(axis=0) + 1 / _OFFSET_SPREAD**2
    return np.asarray(np.stack([oo * slope - so * offset, ss * offset - so * slope]) / (ss * oo - so**2))


def _loss(z: Floats, targets: Floats, known: NDArray[np.bool_], at: Floats, centre: Floats) -> Floats:
    """Cross-entropy and prior of each column, shape (k,)."""
    x = np.exp(at[0]) * z + at[1]
    entropy = np.where(known, np.logaddexp(0, x) - targets * x, 0.0).sum(axis=0)
    return np.asarray(entropy + 0.5 * (((at - centre) / _spread()) ** 2).sum(axis=0))


def _spread() -> Floats:
    return np.array([[_SLOPE_SPREAD], [_OFFSET_SPREAD]])


def _sigmoid(x: Floats) -> Floats:
    """The logistic function, without overflow."""
    small = np.exp(-np.abs(x))
    return np.asarray(np.where(x >= 0, 1, small) / (1 + small))
