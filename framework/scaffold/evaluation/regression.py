"""Figures of heads that give a text a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.extras import need

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def regression_metrics(predicted: ArrayLike, truth: ArrayLike, low: ArrayLike, high: ArrayLike) -> dict[str, float]:
    """Every figure of one split, by name.

    :param predicted: (n,); `truth` likewise.
    :param low: lower ends of the intervals, (n,); `high` the upper ones.
    """
    p, y, bottom, top = (np.asarray(values, dtype=np.float64) for values in (predicted, truth, low, high))
    off = p - y
    varies = len(y) > 1 and y.std() > 0
    ranks = need("scipy.stats").spearmanr(p, y).statistic if varies and p.std() > 0 else 0.0
    return {
        "r2": float(1 - (off**2).mean() / y.var()) if varies else 0.0,
        "spearman": float(ranks),
        "mean_absolute_error": float(np.abs(off).mean()),
        "root_mean_squared_error": float(np.sqrt((off**2).mean())),
        "interval_coverage": float(((bottom <= y) & (y <= top)).mean()),
        "interval_width": float(np.mean(top - bottom)),
        "rows": float(len(y)),
    }
