"""How good the alerts were: precision, recall, delay, and how often they come."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.evaluation.bootstrap import Interval, f1_interval, share_interval
from scaffold_financial_sentiment.backtest.intervals import between_interval, poisson_interval, quantile_interval

if TYPE_CHECKING:
    from scaffold_financial_sentiment.backtest.exposure import Exposure
    from scaffold_financial_sentiment.backtest.matching import Matching

_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Score:
    """Figures of one way of counting alerts: by key, or by company.

    An alert about an incident that was found before is neither right nor false; it counts in `alerts` and `repeated`.

    :ivar known: known incidents.
    :ivar found: known incidents that an alert was about.
    :ivar precision: found, of found and false; None where there was neither, or nothing is known.
    :ivar recall: found, of those known; None where none is known.
    :ivar f1: None where nothing is known; its interval by a bootstrap over companies.
    :ivar delay: median hours from start to alert; None where nothing was found. `slow_delay` is the 90% quantile.
    :ivar alerts_a_day: all alerts together.
    :ivar alerts_a_day_and_unit: the same for one key, or company.
    :ivar false_a_year: false alarms of one key, or company, in a quiet year.
    :ivar hours_between: quiet hours of one key, or company, from one false alarm to the next: average run length.
    """

    units: int
    quiet_hours: float
    days: float
    known: int
    found: int
    alerts: int
    repeated: int
    false: int
    precision: Interval | None
    recall: Interval | None
    f1: Interval | None
    delay: Interval | None
    slow_delay: Interval | None
    alerts_a_day: Interval
    alerts_a_day_and_unit: Interval
    false_a_year: Interval
    hours_between: Interval


def score(matching: Matching, exposure: Exposure, *, seed: int = 0) -> Score:
    """The figures of a matching. The intervals hold the true figure 95 times of 100."""
    found, false = len(matching.found), len(matching.false)
    known = found + len(matching.missed)
    alerts = found + len(matching.repeated) + false
    delays = [each.delay / _HOUR for each in matching.found]
    return Score(
        units=exposure.units,
        quiet_hours=exposure.hours,
        days=exposure.days,
        known=known,
        found=found,
        alerts=alerts,
        repeated=len(matching.repeated),
        false=false,
        precision=share_interval(found, found + false) if known and found + false else None,
        recall=share_interval(found, known) if known else None,
        f1=_f1(matching, seed) if known else None,
        delay=quantile_interval(delays, 0.5, seed=seed),
        slow_delay=quantile_interval(delays, 0.9, seed=seed),
        alerts_a_day=poisson_interval(alerts, exposure.days),
        alerts_a_day_and_unit=poisson_interval(alerts, exposure.days * exposure.units),
        false_a_year=poisson_interval(false, exposure.years),
        hours_between=between_interval(false, exposure.hours),
    )


def _f1(matching: Matching, seed: int) -> Interval:
    """F1, with companies drawn anew as wholes: what happens to one company hangs together."""
    right = Counter(each.known.company for each in matching.found)
    given = right + Counter(each.key.company for each in matching.false)
    wanted = right + Counter(each.company for each in matching.missed)
    names = sorted(given | wanted)
    return f1_interval(*([counts[name] for name in names] for counts in (right, given, wanted)), seed=seed)
