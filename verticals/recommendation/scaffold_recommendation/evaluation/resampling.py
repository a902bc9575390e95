"""The same users drawn again and again, for the intervals of many figures at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scaffold.evaluation.bootstrap import Interval

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

DRAWS = 1000
LEVEL = 0.95
_CELLS = 4_000_000
"""Counts that are in memory at once."""


@dataclass(frozen=True)
class Resampling:
    """Users drawn with repetition, `draws` times, always the same for one seed.

    Figures that are resampled together, or one after the other by the same object, are paired: draw d has the same
    users in all of them. This is `scaffold.evaluation.bootstrap.paired_bootstrap` for means, as products of matrices.
    """

    users: int
    draws: int = DRAWS
    seed: int = 0

    def means(self, figures: ArrayLike) -> Floats:
        """Means over the users of each draw, (draws, f).

        :param figures: (users, f).
        """
        values = np.asarray(figures, dtype=np.float64)
        parts = [counts @ values for counts in self._counts()]
        return np.concatenate(parts) / max(self.users, 1)

    def _counts(self) -> Iterator[Floats]:
        """How often each user is in some of the draws, (block, users)."""
        rng = np.random.default_rng(self.seed)
        block = max(1, _CELLS // max(self.users, 1))
        for first in range(0, self.draws, block):
            count = min(block, self.draws - first)
            drawn = rng.integers(0, self.users, (count, self.users))
            drawn += self.users * np.arange(count)[:, None]
            counted = np.bincount(drawn.ravel(), minlength=count * self.users)
            yield counted.reshape(count, self.users).astype(np.float64)


def percentiles(value: float, drawn: Floats, level: float = LEVEL) -> Interval:
    """The percentile interval of a figure (Efron & Tibshirani 1993, chapter 13).

    :param value: of all users.
    :param drawn: of the users of each draw, (draws,); draws without a value, NaN, are left out.
    """
    known = drawn[~np.isnan(drawn)]
    if not len(known):
        return Interval(value, value, value, level)
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return Interval(value, float(low), float(high), level)
