"""Vectors of stories, grouped by the companies they are about."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scaffold_financial_sentiment.understanding.understood import Vector

Companies = tuple[str, ...]

CROWD = 2000
"""Stories about the same companies whose meaning is looked at: the newest."""

_STEPS = 2048


def coarse(vector: Vector) -> bytes:
    """A vector in steps of 1/2048 of its length, as int16; empty for one without direction.

    Sums of products of two such vectors are whole numbers below 2**24, which float32 holds exactly, so that a
    cosine is the same in whatever order a library adds up.
    """
    exact = np.asarray(vector, dtype=np.float64)
    length = float(np.sqrt(np.square(exact).sum()))
    if not 0 < length < np.inf:
        return b""
    return np.rint(exact * (_STEPS / length)).astype("<i2").tobytes()


class Meanings:
    """Finds stories about the same companies that mean the same; vectors of other lengths are kept apart."""

    def __init__(self) -> None:
        self._groups: dict[tuple[Companies, int], dict[str, bytes]] = {}

    def add(self, story: str, companies: Companies, vector: bytes) -> None:
        """Take in a story by its id."""
        self._groups.setdefault((companies, len(vector)), {})[story] = vector

    def remove(self, story: str, companies: Companies, vector: bytes) -> None:
        """Let a story be found no more."""
        key = companies, len(vector)
        group = self._groups[key]
        del group[story]
        if not group:
            del self._groups[key]

    def find(self, companies: Companies, vector: bytes, at_least: float) -> list[tuple[str, float]]:
        """Ids of stories about the same companies, and their cosine, where it is at least so much."""
        group = self._groups.get((companies, len(vector)))
        if not group:
            return []
        stories = list(islice(reversed(group), CROWD))
        rows = _steps(b"".join(group[story] for story in stories)).reshape(len(stories), -1)
        query = _steps(vector)
        squares = np.square(rows).sum(axis=1).astype(np.float64) * float(query @ query)
        cosines = (rows @ query).astype(np.float64) / np.sqrt(squares)
        return [(stories[i], float(cosines[i])) for i in np.flatnonzero(cosines >= at_least)]


def _steps(vectors: bytes) -> npt.NDArray[np.float32]:
    return np.frombuffer(vectors, dtype="<i2").astype(np.float32)
