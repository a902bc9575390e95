"""Figures of heads whose labels stand in an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.evaluation.metrics import UNKNOWN
from scaffold.extras import need

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def ordinal_metrics(truth: ArrayLike, predicted: ArrayLike) -> dict[str, float]:
    """Agreement and distance in steps, by name; nothing without a text whose label the model has.

    :param truth: place of the true label in the order, `UNKNOWN` where the model lacks it, shape (n,); such a text
        is neither near nor far, it is left out.
    :param predicted: place of the predicted label, shape (n,).
    """
    y, p = np.asarray(truth, dtype=np.int64), np.asarray(predicted, dtype=np.int64)
    y, p = y[y != UNKNOWN], p[y != UNKNOWN]
    if not len(y):
        return {}
    steps = np.abs(y - p)
    varies = len(set(y.tolist()) | set(p.tolist())) > 1
    # Cohen 1968; texts that all are of one class, and are told so, agree by chance alone.
    kappa = need("sklearn.metrics").cohen_kappa_score(y, p, weights="quadratic") if varies else 0.0
    return {
        "quadratic_kappa": float(kappa),
        "within_one_step": float((steps <= 1).mean()),
        "mean_steps_off": float(steps.mean()),
    }
