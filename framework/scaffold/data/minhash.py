"""How alike texts are: runs of three characters, and MinHash signatures of them that find near-duplicates.

MinHash signatures with locality-sensitive banding (Broder, "On the resemblance and containment of
documents", 1997; Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3) over runs of
three characters, which serves English and Chinese alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scaffold.text import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

Words32 = npt.NDArray[np.uint32]
Words64 = npt.NDArray[np.uint64]

_AT_ONCE = 1 << 15


def shingles(texts: Sequence[str]) -> tuple[Words64, npt.NDArray[np.intp]]:
    """Hashes of all runs of three characters of each text, white space and case folded.

    :return: hashes of shape (total,), and the first position of each text, of shape (n,).
    """
    plain = [_folded(text) for text in texts]
    sizes = np.array([len(text) for text in plain], dtype=np.intp)
    codes = np.frombuffer("".join(plain).encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    runs = codes[:-2] * np.uint64(0x9E3779B97F4A7C15) ^ codes[1:-1] * np.uint64(0xC2B2AE3D27D4EB4F)
    runs ^= codes[2:] * np.uint64(0x165667B19E3779F9)
    runs ^= runs >> np.uint64(29)
    runs *= np.uint64(0xBF58476D1CE4E5B9)
    ends = np.cumsum(sizes)
    inside = np.ones(len(runs), dtype=bool)
    inside[ends[:-1] - 1] = inside[ends[:-1] - 2] = False
    starts = np.concatenate([[0], np.cumsum(sizes - 2)[:-1]]).astype(np.intp)
    return runs[inside], starts


def jaccard(one: str, other: str) -> float:
    """Share of the shingles of both texts that both have.

    >>> jaccard("lost card", "Lost  card")
    1.0
    """
    return similarities(one, [other])[0]


def similarities(text: str, others: Sequence[str]) -> list[float]:
    """`jaccard` of a text and each of others, faster than one by one."""
    own = _runs(text)
    found = []
    for other in others:
        runs = _runs(other)
        both = len(own & runs)
        found.append(both / (len(own) + len(runs) - both))
    return found


def _folded(text: str) -> str:
    return normalise(text).casefold().ljust(3)


def _runs(text: str) -> set[str]:
    """The shingles themselves, which for few texts are faster than their hashes."""
    plain = _folded(text)
    return {plain[i : i + 3] for i in range(len(plain) - 2)}


class MinHash:
    """Signatures of texts, and bands of them: texts that share a band are likely to be alike.

    Two texts of Jaccard similarity `s` share a band with probability `1 - (1 - s**rows) ** bands`.

    :param bands: number of bands.
    :param rows: hashes a band is made of.
    :param seed: signatures of the same seed, and number of bands and rows, can be compared.
    """

    def __init__(self, bands: int, rows: int, seed: int) -> None:
        self._bands, self._rows = bands, rows
        rng = np.random.Generator(np.random.PCG64(seed))
        self._factors = rng.integers(0, 2**64, bands * rows, dtype=np.uint64) | np.uint64(1)
        self._mixers = rng.integers(0, 2**64, rows, dtype=np.uint64) | np.uint64(1)

    def signatures(self, texts: Sequence[str]) -> Words32:
        """The least hash of each text under each function, of shape (n, bands * rows)."""
        signatures = np.empty((len(texts), len(self._factors)), dtype=np.uint32)
        if texts:
            hashes, starts = shingles(texts)
            step = max(1, _AT_ONCE // len(hashes))
            for column in range(0, len(self._factors), step):
                mixed = hashes * self._factors[column : column + step, None] >> np.uint64(32)
                signatures[:, column : column + step] = np.minimum.reduceat(mixed, starts, axis=1).T
        return signatures

    def bands(self, signatures: Words32) -> Words64:
        """One hash a band, of shape (n, bands)."""
        rows = signatures.astype(np.uint64).reshape(-1, self._bands, self._rows)
        bands: Words64 = np.bitwise_xor.reduce(rows * self._mixers ^ (rows * self._mixers) >> np.uint64(31), axis=2)
        return bands
