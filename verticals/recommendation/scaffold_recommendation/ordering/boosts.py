"""Scores that rules raise and lower."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from scaffold_recommendation.ordering.business_rules import Fired
    from scaffold_recommendation.ordering.trace import Trace


def boost(trace: Trace, scores: NDArray[np.float64], fired: Sequence[Fired]) -> NDArray[np.float64]:
    """Add to the scores what rules say, one rule after the other, and order by them.

    :param scores: by row; the standard deviation is that of the rows in the trace, and 1 where all are equal.
    :return: the new scores, by row.
    """
    start = trace.order
    unit = deviation(scores[start])
    for each in fired:
        if each.then.boost:
            scores = scores + each.then.boost * unit * each.rows
            trace.change(each.id, "boost", start[np.argsort(-scores[start], kind="stable")], each.rows)
    return scores


def deviation(scores: NDArray[np.float64]) -> float:
    """The standard deviation of scores; 1 where they do not differ."""
    return float(np.std(scores)) if len(scores) and scores.min() < scores.max() else 1.0
