"""Maximal marginal relevance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def mmr(relevance: NDArray[np.float64], vectors: NDArray[np.float32], picks: int, trade_off: float) -> NDArray[np.intp]:
    """Pick items one by one: relevant, and unlike those already picked (Carbonell & Goldstein, SIGIR 1998).

    Each pick has the largest `trade_off * relevance - (1 - trade_off) * cosine with the most similar pick`. A cosine
    below 0 counts as 0, so that an item without a vector is as unlike the others as can be.

    :param relevance: (n,), 0 to 1.
    :param vectors: (n, d), of length 1, or 0 where there is none.
    :return: the picked rows in their order; of equal ones the first comes first.
    """
    gain = trade_off * relevance
    nearest = np.zeros(len(relevance))
    picked = np.empty(min(picks, len(relevance)), dtype=np.intp)
    taken = np.zeros(len(relevance))
    for place in range(len(picked)):
        row = int(np.argmax(gain - (1.0 - trade_off) * nearest - taken))
        picked[place] = row
        taken[row] = np.inf
        np.maximum(nearest, vectors @ vectors[row], out=nearest)
    return picked
