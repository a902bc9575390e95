"""Lists whose items differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold_recommendation.ordering.dpp import greedy_dpp
from scaffold_recommendation.ordering.mmr import mmr
from scaffold_recommendation.ordering.msd import msd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scaffold_recommendation.ordering.settings import OrderingSettings


METHODS = {"mmr": mmr, "msd": msd, "dpp": greedy_dpp}
"""By their name in the settings."""


def diversified(
    order: NDArray[np.intp],
    scores: NDArray[np.float64],
    vectors: NDArray[np.float32],
    picks: int,
    settings: OrderingSettings,
) -> NDArray[np.intp]:
    """The order in which the method of the settings picks among the best; the others follow as they stood.

    :param order: rows, the best first.
    :param scores: by row; relevance is where a score lies between the lowest and the highest of those looked at.
    :param vectors: by row.
    """
    if settings.diversity == "none" or settings.trade_off == 1.0:
        return order
    near = order[: settings.depth]
    relevance = _between(scores[near])
    picked = METHODS[settings.diversity](relevance, vectors[near], picks, settings.trade_off)
    rest = np.ones(len(near), dtype=bool)
    rest[picked] = False
    return np.concatenate([near[picked], near[rest], order[settings.depth :]])


def _between(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    if not len(scores):
        return scores
    low, high = scores.min(), scores.max()
    return (scores - low) / (high - low) if high > low else np.zeros(len(scores))
