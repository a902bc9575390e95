"""The shape of a week: how busy each of its 168 hours is, learned from all news together."""

from __future__ import annotations

import math
from collections import deque
from itertools import chain, cycle, islice
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Week = npt.NDArray[np.float64]

HOURS = 168

# Stories that an hour must have had to be believed half, against the same hour of the other working days or of the
# other day of the weekend; and those that such an hour must have had, against an even day.
_PRIOR, _PRIOR_DAY = 10.0, 5.0


def hour_of_week(hour: int) -> int:
    """Number of an hour in its week, Monday 0:00 UTC being 0, of hours since 1970-01-01, a Thursday."""
    return (hour + 72) % HOURS


class Season:
    """Factors of mean about 1 by hour of the week; an exponentially weighted mean with a Gamma prior.

    It knows what time is worth: `exposure` counts hours of usual business, so that a quiet night is short. Time in
    which nothing at all came for longer than `outage` hours is no time: the monitor was off.

    :param memory: hours after which what was counts 37%.
    :param lag: how many hours back `past` is asked for.
    :ivar hour: the hour it stands in, in hours since 1970.
    :ivar operating: hours that went by, outages left out.
    :ivar exposure: the same, weighted by the season.
    """

    def __init__(self, memory: float, lag: int, outage: int = 72) -> None:
        self._lag = lag
        self._marks: deque[tuple[int, float, float]] = deque()
        self._keep = math.exp(-1 / memory)
        self._outage = outage
        self._counts = np.zeros(HOURS)
        self._visits = np.zeros(HOURS)
        self._pending = 0
        self.hour = 0
        self.operating = 0.0
        self.exposure = 0.0
        self.factors: Week = np.ones(HOURS)
        self._listed = [1.0] * (2 * HOURS)
        self._asked: tuple[int, tuple[float, float]] | None = None

    def advance(self, hour: int, arrived: int) -> int:
        """Go on to an hour, and note what arrived in it; hours in which nothing did are to be left out.

        :returns: how many hours went by, outages left out.
        """
        if not self._marks:
            self.hour = hour
            self._mark()
        gap = hour - self.hour
        if gap > self._outage:
            self._close_hour()
            self.hour = hour
            self._mark()
            gap = 1
        else:
            for _ in range(gap):
                self._close_hour()
        self._pending += arrived
        return gap

    def past(self, hour: int) -> tuple[float, float]:
        """`operating` and `exposure` as they were at the beginning of an hour, at most `lag` hours ago."""
        if self._asked is None or self._asked[0] != hour:
            earlier = (mark for mark in reversed(self._marks) if mark[0] <= hour)
            _, worked, spent = next(earlier, self._marks[0] if self._marks else (hour, 0.0, 0.0))
            self._asked = hour, (worked, spent)
        return self._asked[1]

    def between(self, first: int, last: int) -> list[float]:
        """Factors of the hours from `first` up to `last`, without it, in hours since 1970."""
        start = hour_of_week(first)
        if start + last - first <= 2 * HOURS:
            return self._listed[start : start + last - first]
        return list(islice(cycle(self._listed), start, start + last - first))

    def state(self) -> bytes:
        """Everything it knows."""
        numbers = [self.hour, self.operating, self.exposure, self._pending, *self._counts, *self._visits]
        return np.array([*numbers, *chain.from_iterable(self._marks)], dtype=np.float64).tobytes()

    def restore(self, content: bytes) -> None:
        """Take up what `state` gave."""
        numbers = np.frombuffer(content, dtype=np.float64)
        self.hour, self._pending = int(numbers[0]), int(numbers[3])
        self.operating, self.exposure = float(numbers[1]), float(numbers[2])
        self._counts, self._visits, marks = (part.copy() for part in np.split(numbers[4:], [HOURS, 2 * HOURS]))
        self._marks = deque((int(hour), float(worked), float(spent)) for hour, worked, spent in marks.reshape(-1, 3))
        self._asked = None
        self._weigh()

    def _close_hour(self) -> None:
        slot = hour_of_week(self.hour)
        self.operating += 1
        self.exposure += self._listed[slot]
        self._counts *= self._keep
        self._visits *= self._keep
        self._counts[slot] += self._pending
        self._visits[slot] += 1
        self._pending = 0
        self.hour += 1
        self._weigh()
        self._mark()

    def _mark(self) -> None:
        self._asked = None
        self._marks.append((self.hour, self.operating, self.exposure))
        while len(self._marks) > 1 and self._marks[1][0] <= self.hour - self._lag:
            self._marks.popleft()

    def _weigh(self) -> None:
        visits = self._visits.sum()
        mean = self._counts.sum() / visits if visits else 0.0
        counts, expected = self._counts, mean * self._visits
        alike = np.empty((7, 24))
        alike[:5] = _day(counts[:120], expected[:120])
        alike[5:] = _day(counts[120:], expected[120:])
        factors = (counts + _PRIOR * alike.ravel()) / (expected + _PRIOR)
        self.factors = factors / factors.mean()
        self._listed = self.factors.tolist() * 2


def _day(counts: Week, expected: Week) -> Week:
    """The day that days of one kind have in common, (24,)."""
    seen, usual = counts.reshape(-1, 24).sum(0), expected.reshape(-1, 24).sum(0)
    return np.asarray((seen + _PRIOR_DAY) / (usual + _PRIOR_DAY))
