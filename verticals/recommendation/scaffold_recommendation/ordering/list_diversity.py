"""How much the items of lists differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BLOCK = 4096
"""Lists whose vectors are in memory at once."""


def intra_list_diversity(lists: NDArray[np.int64], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """The mean of 1 - cosine over all pairs of a list (Ziegler et al., WWW 2005), list by list.

    In O(k d) a list: the cosines of all pairs add up to the square of the sum of the vectors, less their own squares.

    :param lists: (users, k), numbers of items; -1 where a list is shorter.
    :param vectors: (items, d), of length 1, or 0 where there is none: such an item is unlike all others.
    :return: (users,), 0 to 2; NaN for a list without a pair.
    """
    found = np.full(len(lists), np.nan)
    squares = np.einsum("id,id->i", vectors, vectors, dtype=np.float64)
    for start in range(0, len(lists), _BLOCK):
        block = lists[start : start + _BLOCK]
        is_item = block >= 0
        total = np.einsum("ukd,uk->ud", vectors[np.where(is_item, block, 0)], is_item.astype(vectors.dtype))
        own = np.where(is_item, squares[block], 0.0).sum(axis=1)
        cosines = np.einsum("ud,ud->u", total, total, dtype=np.float64) - own
        count = is_item.sum(axis=1)
        pairs = count * (count - 1)
        some = pairs > 0
        found[start : start + _BLOCK][some] = 1.0 - cosines[some] / pairs[some]
    return found
