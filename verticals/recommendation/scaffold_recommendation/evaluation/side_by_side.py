"""Figures of several lines on the same users, and on the same draws of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scaffold_recommendation.evaluation.lines import Difference
from scaffold_recommendation.evaluation.resampling import Resampling, percentiles

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scaffold.evaluation.bootstrap import Interval
    from scaffold_recommendation.evaluation.metrics import UserFigures

    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SideBySide:
    """Ours and the other lines.

    :ivar names: of the lines, ours first.
    :ivar metrics: names of the figures.
    :ivar means: by line and metric, of all users.
    :ivar drawn: by line and metric, of the users of each draw, (draws,).
    """

    names: tuple[str, ...]
    metrics: tuple[str, ...]
    means: Mapping[tuple[str, str], float]
    drawn: Mapping[tuple[str, str], Floats]

    @classmethod
    def of(cls, figures: Mapping[str, UserFigures], draws: int, seed: int) -> SideBySide:
        """Draw the users of all lines at once.

        :param figures: by line, ours first, all of the same users.
        """
        metrics = tuple(next(iter(figures.values())).figures)
        keys = [(name, metric) for name in figures for metric in metrics]
        stacked = np.stack([figures[name][metric] for name, metric in keys], axis=1)
        drawn = Resampling(len(stacked), draws, seed).means(stacked)
        means = {key: float(stacked[:, at].mean()) for at, key in enumerate(keys)}
        return cls(tuple(figures), metrics, means, {key: drawn[:, at] for at, key in enumerate(keys)})

    def intervals(self, name: str) -> dict[str, Interval]:
        """All figures of a line."""
        keys = [(name, metric) for metric in self.metrics]
        return {key[1]: percentiles(self.means[key], self.drawn[key]) for key in keys}

    def differences(self, metrics: tuple[str, ...]) -> tuple[Difference, ...]:
        """Ours less each other line."""
        ours, *others = self.names
        return tuple(
            Difference(
                other,
                metric,
                percentiles(
                    self.means[ours, metric] - self.means[other, metric],
                    self.drawn[ours, metric] - self.drawn[other, metric],
                ),
            )
            for other in others
            for metric in metrics
        )

    def ratio(self, other: str, metric: str) -> Interval | None:
        """Ours over another line; None where that is not there or finds nothing. Draws without a find are left out."""
        key = other, metric
        if not self.means.get(key):
            return None
        ours = self.names[0], metric
        below = np.where(self.drawn[key] > 0, self.drawn[key], np.nan)
        return percentiles(self.means[ours] / self.means[key], self.drawn[ours] / below)
