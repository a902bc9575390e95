"""Texts of validation and test that train holds almost word for word.

MinHash signatures find the pairs; their similarity is then counted. Only signatures of the smaller side are kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from scaffold.data.minhash import MinHash, jaccard

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_BANDS, _ROWS, _SEED = 16, 5, 20
_BATCH = 1000
_BUCKET = 20


class NearPair(NamedTuple):
    """Positions of two texts that are nearly the same, and the Jaccard similarity of their shingles."""

    text: int
    other: int
    similarity: float


class NearTexts:
    """Finds, for texts that were kept, near-duplicates among texts that pass by.

    :param at_least: Jaccard similarity from which two texts are near-duplicates.
    """

    def __init__(self, texts: Sequence[str], at_least: float = 0.8) -> None:
        self._texts = texts
        self._at_least = at_least
        self._minhash = MinHash(_BANDS, _ROWS, _SEED)
        kept = [self._minhash.signatures(batch) for batch in _batches(texts)] or [self._minhash.signatures([])]
        bands = np.concatenate([self._minhash.bands(batch) for batch in kept])
        self._kept = np.concatenate(kept)
        self._order = np.argsort(bands, axis=0, kind="stable")
        self._sorted = np.take_along_axis(bands, self._order, axis=0)

    def search(self, others: Iterable[str]) -> Iterator[NearPair]:
        """The first near-duplicate of each kept text; exact ones (after folding) count too."""
        found = np.zeros(len(self._texts), dtype=bool)
        offset = 0
        for batch in _batches(others):
            signatures = self._minhash.signatures(batch)
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

    def _candidates(self, signatures: npt.NDArray[np.uint32]) -> list[tuple[int, int]]:
        """Pairs (kept, passing) that agree in a band; crowded buckets are cut."""
        pairs: set[tuple[int, int]] = set()
        for band, values in enumerate(self._minhash.bands(signatures).T):
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
