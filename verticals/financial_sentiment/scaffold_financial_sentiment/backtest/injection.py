"""Made-up incidents in real quiet news: how small a surge is still found, and how soon.

Only counts are added, to a copy of the log: negative stories drawn from a Poisson distribution, so that the negative
rate is a chosen factor times the usual one in that hour of the week.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scaffold_financial_sentiment.detection.key import ALL_TOPICS, Key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from scaffold_financial_sentiment.backtest.count_log import CountLog
    from scaffold_financial_sentiment.backtest.episodes import Episode
    from scaffold_financial_sentiment.backtest.placing import Place
    from scaffold_financial_sentiment.backtest.usual import UsualRates

    Longs = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Injected:
    """One made-up incident.

    :ivar place: where and when.
    :ivar keys: keys whose counts it raised: its own, and that of all topics of the company.
    :ivar factor: negative rate in the incident, as a multiple of the usual one.
    :ivar end: in seconds since 1970 UTC.
    :ivar added: negative stories that were added.
    """

    place: Place
    keys: tuple[Key, ...]
    factor: float
    end: float
    added: int


def delays(injected: Sequence[Injected], episodes: Iterable[Episode]) -> list[float | None]:
    """Seconds from the start of each incident to the first episode that begins in it at one of its keys; None without.

    :param episodes: those of keys.
    """
    begins: defaultdict[Key, list[float]] = defaultdict(list)
    for episode in episodes:
        begins[episode.key].append(episode.began)
    found: list[float | None] = []
    for each in injected:
        start = each.place.start
        times = [at - start for key in each.keys for at in begins[key] if start < at <= each.end]
        found.append(min(times, default=None))
    return found


def inject(
    log: CountLog,
    usual: UsualRates,
    places: Sequence[Place],
    factor: float,
    *,
    duration: float,
    ramp: float = 0.0,
    seed: int = 0,
) -> tuple[CountLog, list[Injected]]:
    """A new log with an incident at each place; the old one stays as it is.

    :param factor: above 1; the rate rises to so many times the usual one.
    :param duration: seconds of an incident.
    :param ramp: seconds over which the rate rises evenly from the usual one; at once if 0.
    :param seed: the same places and seed give the same stories.
    """
    rng = np.random.default_rng([seed, round(factor * 1000)])
    ticks: list[Longs] = []
    numbers: list[Longs] = []
    stories: list[Longs] = []
    made = []
    for place in places:
        when = np.arange(round(place.start / log.tick), round((place.start + duration) / log.tick))
        middle = (when + 0.5) * log.tick - place.start
        rise = np.minimum(1.0, middle / ramp) if ramp else np.ones(len(when))
        drawn = rng.poisson(usual.expected(place.number, when, log.tick) * (factor - 1) * rise)
        keys = tuple(dict.fromkeys((place.key, Key(place.key.company, ALL_TOPICS))))
        for key in keys:
            number = log.number(key)
            if number is not None:
                some = drawn > 0
                ticks.append(when[some])
                numbers.append(np.full(int(some.sum()), number, dtype=np.int64))
                stories.append(drawn[some])
        made.append(Injected(place, keys, factor, place.start + duration, int(drawn.sum())))
    if not ticks:
        return log, made
    return log.plus(np.concatenate(ticks), np.concatenate(numbers), np.concatenate(stories)), made
