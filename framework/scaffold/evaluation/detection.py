"""How well out-of-scope texts are told from in-scope ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def auroc(in_scope: ArrayLike, out_of_scope: ArrayLike) -> float:
    """Chance that an out-of-scope text scores higher than an in-scope one, ties counting half.

    :param in_scope: scores, shape (n,); higher means stranger.
    :param out_of_scope: scores, shape (m,).
    """
    inside = np.sort(np.asarray(in_scope, dtype=np.float64))
    outside = np.asarray(out_of_scope, dtype=np.float64)
    if len(inside) == 0 or len(outside) == 0:
        return float("nan")
    below = np.searchsorted(inside, outside, side="left")
    up_to = np.searchsorted(inside, outside, side="right")
    return float((below + up_to).mean() / (2 * len(inside)))


def fpr95(in_scope: ArrayLike, out_of_scope: ArrayLike) -> float:
    """Share of in-scope texts rejected at the threshold that rejects 95% of the out-of-scope ones."""
    inside, outside = np.asarray(in_scope, dtype=np.float64), np.sort(np.asarray(out_of_scope, dtype=np.float64))
    if len(inside) == 0 or len(outside) == 0:
        return float("nan")
    threshold = outside[int(np.floor(0.05 * len(outside)))]
    return float((inside >= threshold).mean())


def detection_metrics(in_scope: ArrayLike, out_of_scope: ArrayLike, threshold: float) -> dict[str, float]:
    """Out-of-scope figures by name, at a given threshold and over all of them; empty if either side is empty."""
    inside, outside = np.asarray(in_scope, dtype=np.float64), np.asarray(out_of_scope, dtype=np.float64)
    if len(inside) == 0 or len(outside) == 0:
        return {}
    return {
        "oos_auroc": auroc(inside, outside),
        "oos_fpr95": fpr95(inside, outside),
        "oos_recall": float((outside > threshold).mean()),
        "false_reject_rate": float((inside > threshold).mean()),
    }
