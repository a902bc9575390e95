"""Max-sum diversification."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def msd(relevance: NDArray[np.float64], vectors: NDArray[np.float32], picks: int, trade_off: float) -> NDArray[np.intp]:
    """Pick items one by one: relevant, and unlike those already picked on the whole (Borodin, Lee & Ye, PODS 2012).

    Each pick has the largest `trade_off * relevance - (1 - trade_off) * mean cosine with the picks`. Where `mmr` looks
    at the most similar pick, this raises what intra-list diversity measures, the mean over all pairs.

    :param relevance: (n,), 0 to 1.
    :param vectors: (n, d), of length 1, or 0 where there is none.
    :return: the picked rows in their order; of equal ones the first comes first.
    """
    gain = trade_off * relevance
    alike = np.zeros(len(relevance))
    picked = np.empty(min(picks, len(relevance)), dtype=np.intp)
    taken = np.zeros(len(relevance))
    for place in range(len(picked)):
        row = int(np.argmax(gain - (1.0 - trade_off) * alike / max(place, 1) - taken))
        picked[place] = row
        taken[row] = np.inf
        alike += vectors @ vectors[row]
    return picked
