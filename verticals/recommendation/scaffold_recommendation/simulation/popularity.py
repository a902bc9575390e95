"""What everybody takes at the moment: events count half after six weeks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

HALF_LIFE = 42 * 86_400.0
"""Seconds after which an event counts half."""


class Popularity:
    """Takings of each item, the older the less."""

    def __init__(self, items: int) -> None:
        self._taken = np.zeros(items)
        self._moment = -np.inf

    def add(self, item: int, now: float) -> None:
        """Somebody took an item; moments do not go back, an earlier one counts as the last that was seen."""
        self._move(now)
        self._taken[item] += 1

    def level(self, now: float) -> NDArray[np.float64]:
        """ln(1 + takings that still count) of each item, (items,)."""
        self._move(now)
        return np.log1p(self._taken)

    def _move(self, now: float) -> None:
        if now > self._moment:
            if np.isfinite(self._moment):
                self._taken *= 0.5 ** ((now - self._moment) / HALF_LIFE)
            self._moment = now
