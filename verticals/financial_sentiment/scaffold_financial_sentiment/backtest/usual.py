"""The usual rate of bad news of each key in each hour of the week, over the whole of a log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold_financial_sentiment.backtest.exposure import known_spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from scaffold_financial_sentiment.backtest.count_log import CountLog
    from scaffold_financial_sentiment.backtest.known import KnownIncident

    Floats = npt.NDArray[np.float64]
    Longs = npt.NDArray[np.int64]

WEEK = 168
_HOUR = 3600.0
_FIRST_HOUR = 72
"""1970 began on a Thursday; the week begins on Monday, UTC."""
_PRIOR_WEEKS = 4.0


def hour_of_week(time: npt.NDArray[np.floating[Any]]) -> Longs:
    """0 for the hour from Monday 00:00 UTC on, up to 167."""
    hour: Longs = (np.floor_divide(time, _HOUR).astype(np.int64) + _FIRST_HOUR) % WEEK
    return hour


@dataclass(frozen=True, eq=False)
class UsualRates:
    """Long-run means, known incidents left out.

    The mean of an hour of the week is drawn towards the mean of the key times the week's shape over all keys, as if
    that had been seen for four more weeks: of few stories alone it would be all noise.

    :ivar rates: negative stories an hour, float64 (keys, 168).
    :ivar first: when each key was first heard of, in seconds since 1970 UTC, float64 (keys,).
    """

    rates: Floats
    first: Floats

    @classmethod
    def of(cls, log: CountLog, known: Sequence[KnownIncident] = (), grace: float = 0.0) -> UsualRates:
        """Learn the rates of a log.

        :param grace: seconds after the end of a known incident that still belong to it.
        """
        first = np.full(len(log.keys), log.until)
        np.minimum.at(first, log.key_of, log.tick_of * log.tick)
        hours = _hours_watched(first, log.until)
        counts = np.zeros((len(log.keys), WEEK))
        np.add.at(counts, (log.key_of, hour_of_week(log.tick_of * log.tick)), log.negative)
        _leave_out(log, known, grace, counts, hours)
        mean = counts.sum(axis=1) / np.maximum(hours.sum(axis=1), 1.0)
        expected = np.maximum((hours * mean[:, None]).sum(axis=0), 1e-9)
        shape = np.where(counts.sum() > 0, counts.sum(axis=0) / expected, 1.0)
        rates = (counts + _PRIOR_WEEKS * mean[:, None] * shape) / (hours + _PRIOR_WEEKS)
        return cls(rates, first)

    def expected(self, key: int, ticks: Longs, tick: float) -> Floats:
        """How many negative stories the key of this number usually has in each of `ticks`."""
        found: Floats = self.rates[key][hour_of_week(ticks * tick)] * (tick / _HOUR)
        return found


def _hours_watched(first: Floats, until: float) -> Floats:
    """How often each hour of the week came from a key's first news on; (keys, 168)."""
    begin = np.floor_divide(first, _HOUR).astype(np.int64)
    length = np.maximum(np.ceil(until / _HOUR) - begin, 0).astype(np.int64)
    behind = (np.arange(WEEK) - (begin[:, None] + _FIRST_HOUR)) % WEEK
    watched: Floats = (length // WEEK)[:, None] + (behind < (length % WEEK)[:, None]).astype(np.float64)
    return watched


def _leave_out(log: CountLog, known: Sequence[KnownIncident], grace: float, counts: Floats, hours: Floats) -> None:
    """Take the hours of known incidents, and what was counted in them, out again."""
    companies = {incident.company for incident in known}
    for number, key in enumerate(log.keys):
        if key.company not in companies:
            continue
        own = log.rows(number)
        times = log.tick_of[own] * log.tick
        for since, until in known_spans(known, key, grace):
            begin, end = since // _HOUR * _HOUR, np.ceil(until / _HOUR) * _HOUR
            inside = own[(times >= begin) & (times < end)]
            np.subtract.at(counts[number], hour_of_week(log.tick_of[inside] * log.tick), log.negative[inside])
            passed = np.arange(max(begin, log.since // _HOUR * _HOUR), min(end, log.until), _HOUR)
            np.subtract.at(hours[number], hour_of_week(passed), 1.0)
    np.maximum(counts, 0.0, out=counts)
    np.maximum(hours, 0.0, out=hours)
