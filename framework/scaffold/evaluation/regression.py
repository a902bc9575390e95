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
    :param low: lower ends of the intervals, (n,); `high` the upper ones. Where they have no ends, their width is no
        figure.
    """
    p, y, bottom, top = (np.asarray(values, dtype=np.float64) for values in (predicted, truth, low, high))
    off = p - y
    varies = len(y) > 1 and y.std() > 0
    ranks = need("scipy.stats").spearmanr(p, y).statistic if varies and p.std() > 0 else 0.0
    covered = float(((bottom <= y) & (y <= top)).mean())
    figures = {
        "r2": float(1 - (off**2).mean() / y.var()) if varies else 0.0,
        "spearman": float(ranks),
        "mean_absolute_error": float(np.abs(off).mean()),
        "root_mean_squared_error": float(np.sqrt((off**2).mean())),
        "interval_coverage": covered,
        "rows": float(len(y)),
    }
    width = float(np.mean(top - bottom))
    if np.isfinite(width):
        # What holds as many of the numbers when no text is read: the middle of them all.
        ends = np.quantile(y, [(1 - covered) / 2, (1 + covered) / 2])
        figures |= {"interval_width": width, "unread_width": float(np.ptp(ends))}
    return figures
