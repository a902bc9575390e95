"""What is usual at a key: rate, week and unevenness of negative stories, learned from its past and from all keys."""

from __future__ import annotations

import math
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from scaffold_financial_sentiment.detection.population import SHAPE
from scaffold_financial_sentiment.detection.season import HOURS, hour_of_week

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from scaffold_financial_sentiment.detection.key_state import KeyState
    from scaffold_financial_sentiment.detection.population import Population
    from scaffold_financial_sentiment.detection.season import Season

    Entry = tuple[int, int, int]
    Hours = npt.NDArray[np.float64]

# Hours that the knowledge of all keys is worth at most, as a busy key would be taken for less busy than it is.
_LONGEST_PRIOR = 24.0
# Stories that the share of all keys is worth.
_SHARE_STRENGTH = 8.0
# Unevenness beyond Poisson that is taken for granted, and how much evidence it outweighs.
_UNEVEN, _UNEVEN_ALL, _UNEVEN_OWN, _MOST = 0.2, 8.0, 4.0, 2000.0
# Weeks after which its shape is known so well that what differs from it is uneven.
_SURE_WEEKS = 3
# As long as the week is not known, every change of the day looks like a surge.
_UNEVEN_FIRST = 1.0
# Stories that a key needs for a week of its own, and how many weigh as much as the week of all keys.
_OWN_WEEK, _OWN_PRIOR = 100.0, 5.0
# How many times faster unevenness is forgotten: that of a time when the week was not known well does not last.
_FRESH = 3
# Standard deviations from which a block is a surge, of which only that much is learned.
_SURGE = 4.0


class Usual:
    """Learns what is usual, key by key. Rates are in stories an hour of usual business.

    A rate is the Gamma posterior of a Poisson rate whose past is discounted exponentially; its prior is that of all
    keys of the topic. What is more than `lag` hours old is the past, so that a surge is not compared with itself; a
    day of a surge counts no more in it than a day that is just unusual.

    :param windows: lengths in hours; the last one is the longest.
    :param memory: hours after which the past counts 37%.
    :param tick: hours of a tick.
    """

    def __init__(self, season: Season, windows: Sequence[float], memory: float, tick: float) -> None:
        self.season = season
        self.windows = windows
        self.memory = memory
        self.tick = tick
        self.lag = math.ceil(windows[-1])
        self.period = 24 * math.ceil(self.lag / 24)
        self.spread = np.zeros((len(windows), 2))
        self._sizes = [max(1, round(length)) for length in windows]

    @property
    def _knows_week(self) -> bool:
        return self.season.operating >= HOURS + 2 * self.period

    def hour_of(self, tick: int) -> int:
        """The hour since 1970 in which a tick begins."""
        return math.floor(tick * self.tick)

    def edge(self) -> int:
        """The hour before which everything is past: whole periods, at least `lag` hours ago."""
        return (self.season.hour - self.lag) // self.period * self.period

    def fold(self, state: KeyState, people: Population) -> None:
        """Move what is old enough into the past of a key."""
        edge = self.edge()
        worked, exposure = self.season.past(edge)
        old = state.recent.take_before(edge, self.hour_of)
        if worked <= state.worked and not old:
            return
        people.add(state, -1)
        if state.worked == 0.0:
            # A key that is met for the first time was silent from the start.
            state.spent = self.memory * -math.expm1(-worked / self.memory)
            state.worked, state.exposure = worked, exposure
        gap = worked - state.worked
        start = self._start(old, gap)
        negative, total = self._learn(state, people, old, start, gap, exposure - state.exposure)
        _age(state, self.memory, worked, exposure)
        state.negative += negative
        state.total += total
        people.add(state, 1)
        self._keep_week(state, old, start, gap)

    def rate(self, state: KeyState, people: Population) -> tuple[float, float]:
        """Mean negative stories an hour, and the shape of its Gamma distribution."""
        shape = SHAPE + state.negative
        return shape / (min(SHAPE / people.rate, _LONGEST_PRIOR) + state.spent), shape

    def share(self, state: KeyState, people: Population) -> tuple[float, float]:
        """Usual share of negative ones, and how many stories the knowledge of it is worth."""
        strength = _SHARE_STRENGTH + state.total
        return (_SHARE_STRENGTH * people.share + state.negative) / strength, strength

    def uneven(self, state: KeyState, window: int) -> float:
        """How far counts vary beyond Poisson: the variance of a count of mean m is `m + uneven * m**2`."""
        if not self._knows_week:
            return _UNEVEN_FIRST
        beyond, weight = self.spread[window].tolist()
        everybody = (beyond + _UNEVEN_ALL * _UNEVEN) / (weight + _UNEVEN_ALL)
        beyond, weight = state.spread[window].tolist()
        return max(0.01, float((beyond + _UNEVEN_OWN * everybody) / (weight + _UNEVEN_OWN)))

    def business(self, state: KeyState, start: float, end: float) -> float:
        """Seasonal hours of a key from `start` to `end`, in hours since 1970."""
        return self.busy(state, end, [end - start])[0]

    def busy(self, state: KeyState, end: float, lengths: Sequence[float]) -> list[float]:
        """Seasonal hours of a key in stretches that end at `end`, the longest one last."""
        first, last = math.floor(end - lengths[-1]), math.ceil(end)
        factors = self._factors(state, first, last)
        sums = list(accumulate(reversed(factors), initial=0.0))
        beyond = (last - end) * factors[-1] if last > end else 0.0
        found = []
        for length in lengths:
            start = end - length
            hour = math.floor(start)
            before = (start - hour) * factors[hour - first] if start > hour else 0.0
            found.append(sums[last - hour] - before - beyond)
        return found

    def _factors(self, state: KeyState, first: int, last: int) -> list[float]:
        """How busy the hours from `first` to `last` since 1970 are at a key; 1 is the mean of the week."""
        shape = self.season.between(first, last)
        if state.week is None:
            return shape
        start, end = hour_of_week(first), hour_of_week(first) + last - first
        week = state.week[:, start:end] if end <= HOURS else state.week[:, np.arange(start, end) % HOURS]
        return [
            each * (seen + _OWN_PRIOR) / (expected + _OWN_PRIOR)
            for each, seen, expected in zip(shape, *week.tolist(), strict=True)
        ]

    def _hours(self, worked: float) -> int:
        """How many hours of a stretch are looked at one by one: a week at most."""
        return min(self.period * max(1, math.ceil(worked / self.period)), HOURS)

    def _start(self, old: Sequence[Entry], worked: float) -> int:
        """The first of these hours: they end with what is past, or with the last stories before a long silence."""
        start = self.edge() - self._hours(worked)
        if not old or (last := self.hour_of(old[-1][0])) >= start:
            return start
        return (last // self.period + 1) * self.period - self._hours(worked)

    def _learn(
        self, state: KeyState, people: Population, old: Sequence[Entry], start: int, worked: float, spent: float
    ) -> tuple[float, float]:
        """Learn unevenness from blocks as long as the windows; returns negative and all stories, surges cut.

        :param start: the first of the hours that are looked at one by one.
        :param worked: hours that `old` covers; those that are not looked at were silent.
        :param spent: the same, weighted by the season.
        """
        rate, _ = self.rate(state, people)
        last = self._hours(worked)
        usual = rate * np.array(self._factors(state, start, start + last))
        negative, total = (float(sum(entry[place] for entry in old)) for place in (1, 2))
        seen = None
        if negative:
            hours = [max(0, self.hour_of(tick) - start) for tick, _, _ in old]
            seen = np.bincount(hours, [bad for _, bad, _ in old], last).astype(np.float64)
        cut = self._surge(state, usual, seen)
        if self.season.operating >= _SURE_WEEKS * HOURS:
            silent = rate * spent / max(worked, 1.0)
            spread = [
                self._spread_of(state, window, usual, seen, silent, max(0.0, worked - last))
                for window in range(len(self.windows))
            ]
            state.spread += spread
            self.spread += spread
            self.spread[self.spread[:, 1] > _MOST] /= 2
        return negative - cut, total - cut

    def _spread_of(
        self, state: KeyState, window: int, usual: Hours, seen: Hours | None, silent: float, before: float
    ) -> tuple[float, float]:
        """How far counts in blocks as long as a window are from what is usual, see `KeyState.spread`.

        :param usual: negative stories that are expected in each hour; `seen`: those that there were, if any.
        :param silent: how many are expected in each of the `before` hours that were silent.
        """
        mean, kept = self._blocks(state, window, usual, seen)
        size = min(self._sizes[window], len(usual))
        # Each block counts about alike, however busy.
        weight = 1 / (1 + mean)
        weight *= weight
        far = kept - mean
        silent *= size
        silent_weight = before / size / (1 + silent) ** 2
        return (
            float((far * far - mean) @ weight) + (silent * silent - silent) * silent_weight,
            float((mean * mean) @ weight) + silent * silent * silent_weight,
        )

    def _surge(self, state: KeyState, usual: Hours, seen: Hours | None) -> float:
        """How many negative stories are not learned, as they are a surge's."""
        if seen is None:
            return 0.0
        _, kept = self._blocks(state, len(self.windows) - 1, usual, seen)
        return float(seen.sum() - np.sum(kept))

    def _blocks(self, state: KeyState, window: int, usual: Hours, seen: Hours | None) -> tuple[Hours, Hours | float]:
        """What is expected and, without what is a surge's, was seen in blocks as long as a window."""
        cuts = np.arange(0, len(usual), self._sizes[window])
        mean = np.add.reduceat(usual, cuts)
        if seen is None:
            return mean, 0.0
        held = np.add.reduceat(seen, cuts)
        if not self._knows_week:
            # Before anything is known of a key, nothing is a surge.
            return mean, held
        return mean, np.minimum(held, mean + _SURGE * np.sqrt(mean + self.uneven(state, window) * mean * mean) + 3)

    def _keep_week(self, state: KeyState, old: Sequence[Entry], start: int, worked: float) -> None:
        """Note what each hour of the week had, and what it would have had in the week of all keys."""
        if state.week is None:
            if state.total < _OWN_WEEK or not self._knows_week:
                return
            state.week = np.zeros((2, HOURS), dtype=np.float32)
        for tick, _, every in old:
            state.week[0, hour_of_week(self.hour_of(tick))] += every
        weeks, rest = divmod(round(worked), HOURS)
        times = np.full(HOURS, float(weeks))
        times[(hour_of_week(start) + np.arange(rest)) % HOURS] += 1
        state.week[1] += state.total / max(state.spent, 1.0) * times * self.season.factors


def _age(state: KeyState, memory: float, worked: float, exposure: float) -> None:
    """Let the past of a key fade up to a later time."""
    gap = worked - state.worked
    if gap <= 0:
        return
    keep = math.exp(-gap / memory)
    state.negative *= keep
    state.total *= keep
    state.spent = state.spent * keep + (exposure - state.exposure) * (1 - keep) * memory / gap
    state.spread *= keep**_FRESH
    if state.week is not None:
        state.week *= keep
    state.worked, state.exposure = worked, exposure
