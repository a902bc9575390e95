"""How long keys were watched while nothing known was going on: what false alarms are divided by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scaffold_financial_sentiment.backtest.count_log import CountLog
    from scaffold_financial_sentiment.backtest.known import KnownIncident
    from scaffold_financial_sentiment.detection.key import Key

_HOUR, _DAY, _YEAR = 3600.0, 86_400.0, 365.25 * 86_400.0


@dataclass(frozen=True, slots=True)
class Exposure:
    """Time under watch.

    :ivar units: how many keys, or companies.
    :ivar quiet: seconds of all of them together from their first news on, known incidents left out.
    :ivar span: seconds from the beginning of the log to its end.
    """

    units: int
    quiet: float
    span: float

    @property
    def days(self) -> float:
        """Length of the log in days."""
        return self.span / _DAY

    @property
    def hours(self) -> float:
        """Quiet time in hours."""
        return self.quiet / _HOUR

    @property
    def years(self) -> float:
        """Quiet time in years."""
        return self.quiet / _YEAR


def exposures(log: CountLog, known: Sequence[KnownIncident], grace: float) -> tuple[Exposure, Exposure]:
    """The time under watch of the keys, and that of the companies, of a log.

    :param grace: seconds after the end of a known incident that still belong to it.
    """
    first = _first_times(log)
    incidents: dict[str, list[KnownIncident]] = {}
    for incident in known:
        incidents.setdefault(incident.company, []).append(incident)
    of_keys = 0.0
    companies: dict[str, float] = {}
    for key, begin in zip(log.keys, first, strict=True):
        concerning = [incident for incident in incidents.get(key.company, ()) if incident.concerns(key)]
        of_keys += _quiet(begin, log.until, concerning, grace)
        companies[key.company] = min(begin, companies.get(key.company, begin))
    quiet = sum(_quiet(begin, log.until, incidents.get(name, ()), grace) for name, begin in companies.items())
    span = log.until - log.since
    return Exposure(len(log.keys), of_keys, span), Exposure(len(companies), quiet, span)


def known_spans(known: Iterable[KnownIncident], key: Key, grace: float) -> list[tuple[float, float]]:
    """Stretches of time of a key's known incidents, apart from each other and in their order."""
    return _union((each.start, each.end + grace) for each in known if each.concerns(key))


def _first_times(log: CountLog) -> list[float]:
    first = np.full(len(log.keys), log.end, dtype=np.int64)
    np.minimum.at(first, log.key_of, log.tick_of)
    times: list[float] = (first * log.tick).tolist()
    return times


def _quiet(begin: float, end: float, known: Iterable[KnownIncident], grace: float) -> float:
    spans = _union((each.start, each.end + grace) for each in known)
    loud = sum(max(0.0, min(end, last) - max(begin, first)) for first, last in spans)
    return max(0.0, end - begin - loud)


def _union(spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    joined: list[tuple[float, float]] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined
