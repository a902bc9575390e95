"""How often each rule fires in texts of each class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scaffold.rules.weak.firings import TINY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Rates:
    """Of the firings in a class, the part of each rule: one rate where the rule allows the class, one elsewhere.

    :ivar said: classes that a rule allows, shape (m, k).
    :ivar loose: the rates before they are made to sum to 1 in each class, shape (m, k).
    """

    said: NDArray[np.bool_]
    loose: Matrix

    @classmethod
    def start(cls, said: NDArray[np.bool_], counts: Matrix) -> Rates:
        """Near the most probable ones for the counts."""
        rates = cls(said, np.ones(said.shape))
        for _ in range(20):
            rates = rates.refit(counts)
        return rates

    def log(self) -> Matrix:
        """Log of the rates, summing to 1 over the rules in each class."""
        return np.asarray(np.log(np.maximum(self.loose / self._sums(), TINY)))

    def refit(self, counts: Matrix) -> Rates:
        """Rates that make the counts at least as likely as these ones do.

        A step of minorise and maximise, as for the Bradley-Terry model (Hunter 2004).

        :param counts: firings of each rule in texts of each class, shape (m, k).
        """
        exposure = counts.sum(axis=0) / self._sums()
        inside = np.where(self.said, counts, 0.0).sum(axis=1) / np.maximum(self.said @ exposure, TINY)
        outside = np.where(self.said, 0.0, counts).sum(axis=1) / np.maximum(~self.said @ exposure, TINY)
        loose = np.where(self.said, inside[:, None], outside[:, None])
        return Rates(self.said, loose / max(loose.max(initial=0.0), TINY))

    def _sums(self) -> Matrix:
        return np.asarray(np.maximum(self.loose.sum(axis=0), TINY))
