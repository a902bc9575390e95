"""Rows that are the same as others, told by 64-bit keys, with little more memory than the keys themselves."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]

_BLOCK = 1 << 16


def repeated(keys: Keys) -> Keys:
    """The keys that occur more than once, each once, in order."""
    ordered = np.sort(keys)
    return np.unique(ordered[1:][ordered[1:] == ordered[:-1]])


def among(keys: Keys, ordered: Keys) -> npt.NDArray[np.bool_]:
    """For each key whether it is one of `ordered`, which are sorted; (n,)."""
    found = np.zeros(len(keys), dtype=bool)
    if not len(ordered):
        return found
    for start in range(0, len(keys), _BLOCK):
        block = keys[start : start + _BLOCK]
        places = np.minimum(np.searchsorted(ordered, block), len(ordered) - 1)
        found[start : start + _BLOCK] = ordered[places] == block
    return found
