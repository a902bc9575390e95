"""The report of a backtest as one self-contained HTML page."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaffold.evaluation.environment import TEMPLATES, template_environment
from scaffold.evaluation.report import breakable, nested_rows
from scaffold.evaluation.wording import number, percent
from scaffold_financial_sentiment.backtest import charts, timeline
from scaffold_financial_sentiment.backtest.evidence import headlines_of_alert, headlines_of_known
from scaffold_financial_sentiment.durations import written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Environment

    from scaffold.evaluation.bootstrap import Interval
    from scaffold_financial_sentiment.backtest.episodes import Episode
    from scaffold_financial_sentiment.backtest.result import Backtest
    from scaffold_financial_sentiment.backtest.trials import Outcome

_OWN = Path(__file__).parent / "templates"
MOST_FALSE = 60
MOST_KNOWN = 300
"""Rows that the page shows of a long list; `incidents.jsonl` has all of them."""


def render_report(backtest: Backtest) -> str:
    """One HTML page with styles and charts inside it; it fetches nothing and runs nothing. Every text is escaped."""
    style = "\n".join(
        file.read_text(encoding="utf-8").strip() for file in (TEMPLATES / "report.css", _OWN / "backtest.css")
    )
    whole = [outcome for outcome in backtest.injected if not outcome.rate]
    middle = min(whole, key=lambda outcome: abs(outcome.factor - 3), default=None)
    binned = [each for each in backtest.injected if each.rate and middle and each.factor == middle.factor]
    return (
        _environment()
        .get_template("backtest.html.jinja")
        .render(
            backtest=backtest,
            style=style,
            companies=backtest.judged.companies,
            keys=backtest.judged.keys,
            middle=middle,
            whole=whole,
            binned=binned,
            matches=_matches(backtest),
            wrong=_wrong(backtest),
            timeline=timeline.timeline_of(backtest),
            known_curve=charts.known_curve(backtest.curve, backtest.settings.false_alarms),
            injected_curve=charts.injected_curve(backtest.curve, backtest.settings.false_alarms),
            factor_chart=charts.outcome_chart(whole, [f"{each.factor:g}×" for each in whole]),
            rate_chart=charts.outcome_chart(binned, [_short(each) for each in binned]),
            delays=_delays(backtest, middle),
        )
    )


def _matches(backtest: Backtest) -> list[dict[str, Any]]:
    """Known incidents with what found them and the headlines."""
    rows = []
    for known, match in backtest.matches():
        shown = headlines_of_alert(backtest.log, match.episode) if match else headlines_of_known(backtest.log, known)
        rows.append({"known": known, "match": match, "headlines": shown})
    return rows


def _wrong(backtest: Backtest) -> list[dict[str, Any]]:
    """The strongest false alarms, with their headlines."""
    strongest = sorted(backtest.judged.matching.false, key=lambda each: (each.strongest.p, each.began, each.key))
    return [{"episode": each, "headlines": headlines_of_alert(backtest.log, each)} for each in strongest[:MOST_FALSE]]


def _delays(backtest: Backtest, middle: Outcome | None) -> list[tuple[str, charts.Histogram]]:
    """Histograms of delays with their titles."""
    known = [match.delay / 3600 for match in backtest.judged.matching.found]
    drawn = [("Known incidents", charts.delay_chart(known))]
    if middle is not None:
        drawn.append((f"Made-up incidents of {middle.factor:g}×", charts.delay_chart(middle.hours)))
    return [(title, chart) for title, chart in drawn if chart is not None]


def _short(outcome: Outcome) -> str:
    return outcome.rate.replace(" and more", "+").replace("below ", "<").replace(" to ", "–")


def date(time: float) -> str:
    """A day and a time for people.

    >>> date(86_400.0)
    '2 Jan 1970 00:00'
    """
    moment = datetime.fromtimestamp(time, UTC)
    return f"{moment.day} {moment:%b %Y %H:%M}"


def day(time: float) -> str:
    """A day for people.

    >>> day(86_400.0)
    '2 Jan 1970'
    """
    return date(time)[:-6]


def share(value: float) -> str:
    """A share in whole percent; one below that with a decimal.

    >>> share(0.666), share(0.0012), share(0.0)
    ('67%', '0.1%', '0%')
    """
    return percent(value, 0 if value >= 0.01 else 1)


def shares(interval: Interval | None) -> str:
    """A share with its bounds.

    >>> shares(None)
    '–'
    """
    if interval is None:
        return "–"
    return f"{share(interval.value)} ({share(interval.low)} to {share(interval.high)})"


def figures(interval: Interval | None) -> str:
    """A number with its bounds."""
    if interval is None:
        return "–"
    return f"{short(interval.value)} ({short(interval.low)} to {short(interval.high)})"


def short(value: float) -> str:
    """A number in few characters.

    >>> short(0.1234), short(12.34), short(123456.0), short(0.0)
    ('0.12', '12.3', '123,456', '0')
    """
    if not math.isfinite(value) or abs(value) >= 100:
        return number(round(value)) if math.isfinite(value) else number(value)
    return f"{value:.3g}" if abs(value) >= 10 else f"{value:.2g}"


def stretch(seconds: float) -> str:
    """A stretch of time for people, to the minute.

    >>> stretch(90.0), stretch(600.0), stretch(7500.0), stretch(200_000.0)
    ('2 min', '10 min', '2 h 5 min', '2 days 7 h')
    """
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes // 1440} days {minutes % 1440 // 60} h"


def chance(probability: float) -> str:
    """A small probability; a dash where a detector gives none.

    >>> chance(0.000012), chance(1.0)
    ('1e-05', '–')
    """
    return "–" if not probability < 1 else f"{probability:.2g}" if probability >= 0.001 else f"{probability:.0e}"


def topics(episode: Episode) -> list[str]:
    """Topics of an alert, in the order in which they began; all topics together in words."""
    names = dict.fromkeys(key.topic for key, _ in episode.begins)
    return ["all topics" if name == "*" else name for name in names]


def settings_rows(backtest: Backtest) -> Sequence[tuple[str, str]]:
    """Settings of the monitor and choices of the backtest, as rows of name and value."""
    return nested_rows({**backtest.settings.model_dump(mode="json"), **backtest.plan.for_people()})


@cache
def _environment() -> Environment:
    environment = template_environment(html=True, folder=_OWN)
    environment.filters |= {
        "name": breakable,
        "date": date,
        "day": day,
        "share": share,
        "shares": shares,
        "figures": figures,
        "short": short,
        "chance": chance,
        "topics": topics,
        "length": len,
        "stretch": stretch,
        "written": written,
    }
    environment.globals |= {
        "settings_rows": settings_rows,
        "LEFT": charts.LEFT,
        "RIGHT": charts.RIGHT,
        "TOP": charts.TOP,
        "BOTTOM": charts.BOTTOM,
        "WIDTH": timeline.WIDTH,
        "NAMES": timeline.NAMES,
        "MOST_KNOWN": MOST_KNOWN,
    }
    return environment
