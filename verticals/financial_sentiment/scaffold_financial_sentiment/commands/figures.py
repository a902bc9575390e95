"""The key figures of a backtest, as lines."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scaffold.cli.console import columns
from scaffold.evaluation.wording import plural
from scaffold_financial_sentiment.alerts.moments import for_people
from scaffold_financial_sentiment.durations import written

if TYPE_CHECKING:
    from scaffold.evaluation.bootstrap import Interval
    from scaffold_financial_sentiment.backtest.result import Backtest
    from scaffold_financial_sentiment.backtest.scoring import Score

_TITLE = 14
_MOST_MISSED = 5


def figures_of(backtest: Backtest) -> str:
    """What a person wants to know first; the 95% interval of each figure in brackets."""
    log = backtest.log
    lines = [
        ("News", f"{plural(len(log.stories), 'story', 'stories')}, {for_people(log.since)} to {for_people(log.until)}"),
        *_known(backtest),
        *_alerts(backtest),
        *_injected(backtest),
    ]
    text = "\n".join(f"{title:{_TITLE}}{value}" for title, value in lines)
    notes = "".join(f"\nNote: {note}" for note in backtest.notes)
    compared = f"\n\n{_compared(backtest)}" if backtest.compared else ""
    return f"{text}{compared}{notes}"


def _known(backtest: Backtest) -> list[tuple[str, str]]:
    score = backtest.judged.companies
    if not score.known:
        return [("Known", "no known incident, so every alert counts as false")]
    lines = [("Found", f"{score.found} of {plural(score.known, 'known incident')}, recall {_share(score.recall)}")]
    lines.append(("Precision", _share(score.precision)))
    if score.delay is not None and score.slow_delay is not None:
        slow = f"9 of 10 within {score.slow_delay.value:.1f} h"
        lines.append(("Delay", f"median {_range(score.delay, '.1f')} h, {slow} of the start"))
    missed = [known.title for known, match in backtest.matches() if match is None]
    lines += [("Missed", title) for title in missed[:_MOST_MISSED]]
    if len(missed) > _MOST_MISSED:
        lines.append(("", f"and {len(missed) - _MOST_MISSED} more"))
    return lines


def _alerts(backtest: Backtest) -> list[tuple[str, str]]:
    companies, keys = backtest.judged.companies, backtest.judged.keys
    declared = backtest.settings.false_alarms
    return [
        ("Alerts", f"{companies.alerts:,} in {companies.days:,.0f} days, of which {companies.false:,} are false"),
        ("", f"{companies.alerts_a_day.value:.2g} a day, {keys.alerts_a_day_and_unit.value:.2g} a day and key"),
        ("False alarms", f"{_range(keys.false_a_year, '.2g')} a year and key, {declared:g} declared"),
        ("", _between(keys)),
    ]


def _between(keys: Score) -> str:
    """How long it is from one false alarm to the next."""
    if not keys.false:
        return f"none in {keys.quiet_hours:,.0f} quiet hours of all keys together"
    return f"one in {_range(keys.hours_between, ',.0f')} quiet hours of a key"


def _injected(backtest: Backtest) -> list[tuple[str, str]]:
    limit = written(backtest.plan.limit)
    return [
        (
            f"Made up, {each.factor:g}x",
            f"{_share(each.in_time)} of {each.incidents} found within {limit} (an oracle: {each.bound:.0%}), "
            f"{each.ever.value:.0%} before they were over",
        )
        for each in backtest.injected
        if not each.rate
    ]


def _compared(backtest: Backtest) -> str:
    factors = [each.factor for each in backtest.compared[0].injected if not each.rate]
    header = ("DETECTOR", "SET TO", "FALSE/YEAR+KEY", "RECALL", *(f"{factor:g}x IN TIME" for factor in factors))
    rows = []
    for each in backtest.compared:
        recall = each.companies.recall
        in_time = [f"{one.in_time.value:.0%}" for one in each.injected if not one.rate]
        too_many = "" if each.keeps else " (too many)"
        false = f"{each.keys.false_a_year.value:.2g}{too_many}"
        found = "-" if recall is None else f"{recall.value:.0%}"
        rows.append((each.name, f"{each.setting} {each.level:g}", false, found, *in_time))
    return columns(header, rows)


def _share(interval: Interval | None) -> str:
    if interval is None:
        return "not defined"
    return f"{interval.value:.0%} ({interval.low:.0%} to {interval.high:.0%})"


def _range(interval: Interval, form: str) -> str:
    high = "no limit" if math.isinf(interval.high) else format(interval.high, form)
    return f"{interval.value:{form}} ({interval.low:{form}} to {high})"
