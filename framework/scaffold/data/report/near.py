"""Texts of validation and test that train holds almost word for word.

MinHash signatures with locality-sensitive banding (Broder, "On the resemblance and containment of
documents", 1997; Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3) over runs of
three characters, which serves English and Chinese alike. Only signatures of the smaller side are kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from scaffold.text import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Words64 = npt.NDArray[np.uint64]

_BANDS, _ROWS = 16, 5
_BATCH = 1000
_BUCKET = 20


class NearPair(NamedTuple):
    """Positions of two texts that are nearly the same, and the Jaccard similarity of their shingles."""

    text: int
    other: int
    similarity: float


def shingles(texts: Sequence[str]) -> tuple[Words64, npt.NDArray[np.intp]]:
    """Hashes of all runs of three characters of each text, white space and case folded.

    :return: hashes of shape (total,), and the first position of each text, of shape (n,).
    """
    plain = [normalise(text).casefold().ljust(3) for text in texts]
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
    first, second = (set(shingles([text])[0].tolist()) for text in (one, other))
    return len(first & second) / len(first | second)


class NearTexts:
    """Finds, for texts that were kept, near-duplicates among texts that pass by.

    :param at_least: Jaccard similarity from which two texts are near-duplicates.
    """

    def __init__(self, texts: Sequence[str], at_least: float = 0.8) -> None:
        self._texts = texts
        self._at_least = at_least
        rng = np.random.Generator(np.random.PCG64(20))
        self._factors = rng.integers(0, 2**64, _BANDS * _ROWS, dtype=np.uint64) | np.uint64(1)
        self._mixers = rng.integers(0, 2**64, _ROWS, dtype=np.uint64) | np.uint64(1)
        kept = [self._signatures(batch) for batch in _batches(texts)] or [np.empty((0, _BANDS * _ROWS), np.uint32)]
        bands = np.concatenate([self._bands(batch) for batch in kept])
        self._kept = np.concatenate(kept)
        self._order = np.argsort(bands, axis=0, kind="stable")
        self._sorted = np.take_along_axis(bands, self._order, axis=0)

    def search(self, others: Iterable[str]) -> Iterator[NearPair]:
        """The first near-duplicate of each kept text; exact ones (after folding) count too."""
        found = np.zeros(len(self._texts), dtype=bool)
        offset = 0
        for batch in _batches(others):
            signatures = self._signatures(batch)
            for text, other in self._candidates(signatures):
                if found[text] or not self._likely(self._kept[text], signatures[other]):
                    continue
                similarity = jaccard(self._texts[text], batch[other])
                if similarity >= self._at_least:
                    found[text] = True
                    yield NearPair(text, offset + other, similarity)
            offset += len(batch)

    def _likely(self, one: npt.NDArray[np.uint32], other: npt.NDArray[np.uint32]) -> bool:
        """Whether the estimate is within two standard errors of the level."""
        return float((one == other).mean()) >= self._at_least - 0.1

    def _signatures(self, texts: Sequence[str]) -> npt.NDArray[np.uint32]:
        hashes, starts = shingles(texts)
        signatures = np.empty((len(texts), len(self._factors)), dtype=np.uint32)
        for column, factor in enumerate(self._factors):
            signatures[:, column] = np.minimum.reduceat((hashes * factor) >> np.uint64(32), starts)
        return signatures

    def _bands(self, signatures: npt.NDArray[np.uint32]) -> Words64:
        """One hash a band, of shape (n, bands)."""
        rows = signatures.astype(np.uint64).reshape(-1, _BANDS, _ROWS)
        bands: Words64 = np.bitwise_xor.reduce(rows * self._mixers ^ (rows * self._mixers) >> np.uint64(31), axis=2)
        return bands

    def _candidates(self, signatures: npt.NDArray[np.uint32]) -> list[tuple[int, int]]:
        """Pairs (kept, passing) that agree in a band; crowded buckets are cut."""
        pairs: set[tuple[int, int]] = set()
        for band, values in enumerate(self._bands(signatures).T):
            left = np.searchsorted(self._sorted[:, band], values, "left")
            right = np.minimum(np.searchsorted(self._sorted[:, band], values, "right"), left + _BUCKET)
            for other in np.flatnonzero(right > left):
                kept = self._order[left[other] : right[other], band]
                pairs.update((int(text), int(other)) for text in kept)
        return sorted(pairs)


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
