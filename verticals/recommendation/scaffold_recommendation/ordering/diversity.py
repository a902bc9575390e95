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
    length: int,
    settings: OrderingSettings,
    *,
    picks: int | None = None,
) -> NDArray[np.intp]:
    """What the method of the settings picks among the best comes first; the others follow as they stood.

    Which items are on a list makes it varied, whatever their order: the first `length` picks keep the order of scores.

    :param order: rows, the best first.
    :param scores: by row; relevance is where a score lies between the lowest and the highest of those looked at.
    :param vectors: by row.
    :param length: of the list.
    :param picks: where some of them may not come on the list; `length` if not given.
    """
    if settings.diversity == "none" or settings.trade_off == 1.0:
        return order
    near = order[: settings.depth]
    relevance = _between(scores[near])
    picked = METHODS[settings.diversity](relevance, vectors[near], picks or length, settings.trade_off)
    rest = np.ones(len(near), dtype=bool)
    rest[picked] = False
    places = np.concatenate([picked, np.flatnonzero(rest)])
    places[:length].sort()
    return np.concatenate([near[places], order[settings.depth :]])


def _between(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    if not len(scores):
        return scores
    low, high = scores.min(), scores.max()
    return (scores - low) / (high - low) if high > low else np.zeros(len(scores))
