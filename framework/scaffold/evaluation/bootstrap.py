"""Is it better, or was it luck: intervals around figures and differences."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.errors import ScaffoldError
from scaffold.rules.weak.interval import share_bounds

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Interval:
    """A figure and the bounds it lies between at the given level."""

    value: float
    low: float
    high: float
    level: float = 0.95

    @property
    def excludes_zero(self) -> bool:
        """Whether a difference is clearly not zero."""
        return self.low > 0 or self.high < 0


def share_interval(right: int, rows: int, level: float = 0.95) -> Interval:
    """Interval of a share such as accuracy: Wilson 1927, sound for few rows and for shares near 0 or 1."""
    return Interval(right / rows if rows else 0.0, *share_bounds(right, rows, level), level)


def paired_bootstrap(
    metric: Callable[[NDArray[np.int64]], float],
    rows: int,
    baseline: Callable[[NDArray[np.int64]], float] | None = None,
    *,
    draws: int = 1000,
    level: float = 0.95,
    seed: int = 0,
) -> Interval:
    """Percentile bootstrap interval of a metric, or of its gain over a baseline on the same resampled rows.

    Efron and Tibshirani 1993, chapter 13; paired as in Koehn 2004.

    :param metric: takes row numbers, with repetition, and gives the figure on those rows.
    :param rows: how many rows there are.
    :param baseline: the other system's metric on the same rows; then the interval is of the difference.
    """

    def value(at: NDArray[np.int64]) -> float:
        return metric(at) - (baseline(at) if baseline else 0.0)

    rng = np.random.default_rng(seed)
    drawn = np.array([value(rng.integers(0, rows, size=rows)) for _ in range(draws)])
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return Interval(value(np.arange(rows)), float(low), float(high), level)


def f1_interval(
    right: ArrayLike, given: ArrayLike, wanted: ArrayLike, *, draws: int = 1000, level: float = 0.95, seed: int = 0
) -> Interval:
    """Percentile bootstrap interval of F1 over texts, which are drawn whole: what stands in one text errs together.

    Where all texts are right, or none is, the interval is that of a share of texts.

    :param right: found and true, a row a text; (n,) for the micro average, (n, labels) for the macro average over
        the labels that occur. `given` and `wanted` likewise.
    """
    parts = [np.asarray(each, dtype=np.float64) for each in (right, given, wanted)]
    counts = np.stack([part.reshape(len(part), -1).T for part in parts])
    rows = counts.shape[2]
    rng = np.random.default_rng(seed)

    def score(weights: NDArray[Any]) -> float:
        """F1 where each text counts as often as its weight says."""
        hit, found, true = counts @ weights
        occurs = found + true > 0
        return float((2 * hit[occurs] / (found + true)[occurs]).mean()) if occurs.any() else 0.0

    drawn = [score(np.bincount(rng.integers(0, rows, rows), minlength=rows)) for _ in range(draws)]
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    value = score(np.ones(rows))
    if low == high and value in (0.0, 1.0):
        # Where every text is alike, drawing them again tells nothing; how many there are does.
        return replace(share_interval(round(value * rows), rows, level), value=value)
    return Interval(value, float(low), float(high), level)


def accuracy_gain(
    correct: ArrayLike, baseline_correct: ArrayLike, *, draws: int = 1000, level: float = 0.95, seed: int = 0
) -> Interval:
    """Paired bootstrap interval of the gain in accuracy of one system over another on the same rows.

    :param correct: whether each row was right, shape (n,).
    :param baseline_correct: the same for the other system, shape (n,).
    :raises ScaffoldError: when the two were not measured on the same rows.
    """
    ours, theirs = np.asarray(correct, dtype=np.float64), np.asarray(baseline_correct, dtype=np.float64)
    if ours.shape != theirs.shape:
        raise ScaffoldError(f"systems must be compared on the same rows, not on {len(ours)} and {len(theirs)}")
    gain = ours - theirs
    return paired_bootstrap(lambda at: float(gain[at].mean()), len(gain), draws=draws, level=level, seed=seed)
