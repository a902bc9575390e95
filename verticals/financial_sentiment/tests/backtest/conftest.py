"""Small made-up logs of counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from scaffold_financial_sentiment.backtest.count_log import CountLog
from scaffold_financial_sentiment.backtest.episodes import Episode
from scaffold_financial_sentiment.backtest.replay import Alarm
from scaffold_financial_sentiment.detection.detector import Count, Signal
from scaffold_financial_sentiment.detection.key import Key

HOUR = 3600.0
WEEK = 604_800.0
MONDAY = 2_000 * WEEK + 4 * 86_400.0
"""The beginning of a week, UTC."""


@pytest.fixture
def monday() -> float:
    return MONDAY


@pytest.fixture
def signal() -> Callable[..., Signal]:
    def make(company: str = "A", topic: str = "*", *, p: float = 0.001, window: float = HOUR) -> Signal:
        return Signal(Key(company, topic), True, False, 3, 0.1, window, p, "burst")

    return make


@pytest.fixture
def alarm(signal: Callable[..., Signal]) -> Callable[..., Alarm]:
    def make(time: float, company: str = "A", topic: str = "*", **more: float) -> Alarm:
        return Alarm(time, signal(company, topic, **more))

    return make


@pytest.fixture
def episode(signal: Callable[..., Signal]) -> Callable[..., Episode]:
    def make(began: float, company: str = "A", topic: str = "*") -> Episode:
        return Episode(((Key(company, topic), began),), began, began + HOUR, 1, signal(company, topic))

    return make


@pytest.fixture
def quiet_log() -> Callable[..., CountLog]:
    """Companies with Poisson news: by day three times as much as by night, in two topics."""

    def make(
        rates: Mapping[str, float], *, weeks: float = 8, share: float = 0.3, tick: float = HOUR, seed: int = 0
    ) -> CountLog:
        rng = np.random.default_rng(seed)
        first, count = int(MONDAY // tick), int(weeks * WEEK // tick)
        hour = (np.arange(count) * tick // HOUR) % 24
        shape = np.where((hour >= 8) & (hour < 20), 1.5, 0.5)
        counts: dict[int, dict[Key, Count]] = {}
        for company, rate in rates.items():
            for topic, part in (("legal", 0.5), ("results", 0.5)):
                expected = rate * part * shape * tick / HOUR
                bad, other = rng.poisson(share * expected), rng.poisson((1 - share) * expected)
                for at in np.flatnonzero(bad + other):
                    row = counts.setdefault(first + int(at), {})
                    for key in (Key(company, topic), Key(company)):
                        before = row.get(key, Count(0, 0))
                        row[key] = Count(before.negative + int(bad[at]), before.total + int(bad[at] + other[at]))
        return CountLog.of_counts(tick, counts, first + count)

    return make
