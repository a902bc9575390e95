"""Between which bounds rates and delays lie."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from scaffold.evaluation.bootstrap import Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

_DRAWS = 1000


def poisson_interval(events: int, exposure: float, level: float = 0.95) -> Interval:
    """Events per unit of `exposure` with the exact interval of a Poisson mean (Garwood 1936).

    Without any exposure the rate is 0 between 0 and infinity.
    """
    from scipy.special import gammaincinv

    if exposure <= 0:
        return Interval(0.0, 0.0, math.inf, level)
    outside = (1 - level) / 2
    low = float(gammaincinv(events, outside)) if events else 0.0
    high = float(gammaincinv(events + 1, 1 - outside))
    return Interval(events / exposure, low / exposure, high / exposure, level)


def between_interval(events: int, exposure: float, level: float = 0.95) -> Interval:
    """Exposure from one event to the next, infinite without any; bounds as of `poisson_interval`."""
    rate = poisson_interval(events, exposure, level)
    value, low, high = (1 / each if each else math.inf for each in (rate.value, rate.high, rate.low))
    return Interval(value, low, high, level)


def quantile_interval(values: Sequence[float], share: float, *, seed: int = 0, level: float = 0.95) -> Interval | None:
    """A quantile of some values with its percentile bootstrap interval (Efron and Tibshirani 1993, chapter 13).

    :param share: which quantile, such as 0.5 for the median.
    :returns: None without values.
    """
    if not values:
        return None
    given = np.asarray(values, dtype=np.float64)
    drawn = np.random.default_rng(seed).choice(given, size=(_DRAWS, len(given)))
    low, high = np.quantile(np.quantile(drawn, share, axis=1), [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(np.quantile(given, share)), float(low), float(high), level)
