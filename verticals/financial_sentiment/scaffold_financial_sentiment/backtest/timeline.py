"""The busiest companies over time: bad news as bars, known incidents as bands, alerts as marks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from scaffold_financial_sentiment.backtest.charts import Tick
from scaffold_financial_sentiment.detection.key import ALL_TOPICS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scaffold_financial_sentiment.backtest.result import Backtest

WIDTH, NAMES, ROW, AXIS = 1000.0, 150.0, 46.0, 26.0
"""Width of the drawing, room for names, height of a company, and room for the dates, in SVG units."""
MOST = 12
_STRETCHES = 240
_BAR = 26.0
_LETTERS = 20
_DATE = 75.0
"""Room for one, in SVG units."""


@dataclass(frozen=True)
class Band:
    """A known incident.

    :ivar found: whether an alert was about it.
    """

    x: float
    width: float
    found: bool
    hint: str


@dataclass(frozen=True)
class Mark:
    """An alert.

    :ivar verdict: `found`, `repeated` or `false`.
    """

    x: float
    verdict: str
    hint: str


@dataclass(frozen=True)
class Row:
    """One company.

    :ivar short: the name, or as much of it as there is room for.
    :ivar top: upper edge of the row; `base` is the line on which its bars stand.
    :ivar bars: negative stories, as the path of an SVG.
    """

    name: str
    short: str
    top: float
    base: float
    bars: str
    most: int
    bands: Sequence[Band]
    marks: Sequence[Mark]


@dataclass(frozen=True)
class Timeline:
    """Rows from top to bottom, and the dates.

    :ivar stretch: seconds that a bar stands for.
    """

    rows: Sequence[Row]
    ticks: Sequence[Tick]
    height: float
    stretch: float


def timeline_of(backtest: Backtest) -> Timeline | None:
    """The companies with the most known incidents and alerts, then the most bad news; None for an empty log."""
    log = backtest.log
    if not log.keys or log.end <= log.begin:
        return None
    span = log.until - log.since

    def x(time: float) -> float:
        return round(NAMES + (WIDTH - NAMES) * min(1.0, max(0.0, (time - log.since) / span)), 1)

    rows = []
    for number, company in enumerate(_busiest(backtest)):
        top = number * ROW
        bars, most = _bars(backtest, company, top + ROW - 4)
        bands = [
            Band(
                x(each.start),
                max(2.5, round(x(each.end) - x(each.start), 1)),
                match is not None,
                f"{each.title}: {'found' if match else 'missed'}",
            )
            for each, match in backtest.matches()
            if each.company == company
        ]
        marks = [
            Mark(x(each.began), verdict, f"{_day(each.began)}, {each.key}: {verdict}")
            for each, verdict, _ in backtest.verdicts()
            if each.key.company == company
        ]
        name = backtest.name(company)
        rows.append(Row(name, _cut(name), top, top + ROW - 4, bars, most, bands, marks))
    ticks = [Tick(x(time), text) for time, text in _months(log.since, log.until)]
    return Timeline(rows, ticks, len(rows) * ROW + AXIS, span / _STRETCHES)


def _busiest(backtest: Backtest) -> list[str]:
    eventful = Counter(each.key.company for each in backtest.judged.alerts)
    known = Counter(each.company for each in backtest.known)
    bad: Counter[str] = Counter()
    totals = np.bincount(backtest.log.key_of, backtest.log.negative, minlength=len(backtest.log.keys))
    for key, total in zip(backtest.log.keys, totals.tolist(), strict=True):
        bad[key.company] = max(bad[key.company], int(total))
    names = sorted({*bad, *known})
    return sorted(names, key=lambda name: (-known[name], -eventful[name], -bad[name], name))[:MOST]


def _bars(backtest: Backtest, company: str, base: float) -> tuple[str, int]:
    """Negative stories of a company in equal stretches, as a path; and the most in one of them."""
    log = backtest.log
    numbers = [number for number, key in enumerate(log.keys) if key.company == company]
    whole = [number for number in numbers if log.keys[number].topic == ALL_TOPICS] or numbers
    rows = np.concatenate([log.rows(number) for number in whole]) if whole else np.zeros(0, dtype=np.int64)
    place = (log.tick_of[rows] - log.begin) * _STRETCHES // (log.end - log.begin)
    counts = np.bincount(place, log.negative[rows], minlength=_STRETCHES).astype(int).tolist()
    most = max(counts)
    step = (WIDTH - NAMES) / _STRETCHES
    path = [
        f"M{NAMES + at * step:.1f} {base:g}v-{max(1.0, _BAR * count / most):.1f}h{step * 0.8:.1f}V{base:g}z"
        for at, count in enumerate(counts)
        if count
    ]
    return "".join(path), most


def _months(since: float, until: float) -> Iterator[tuple[float, str]]:
    """The first days of months, or of years where months would be too many, with their names."""
    first = datetime.fromtimestamp(since, UTC)
    months = (until - since) / (30.4 * 86_400)
    step = next((each for each in (1, 2, 3, 6, 12, 24, 60) if months / each * _DATE <= WIDTH - NAMES), 120)
    count = first.year * 12 + first.month
    count += -count % step
    last = until - (until - since) * _DATE / (WIDTH - NAMES)
    while (time := datetime(count // 12, count % 12 + 1, 1, tzinfo=UTC).timestamp()) < last:
        date = datetime.fromtimestamp(time, UTC)
        yield time, f"{date:%Y}" if step >= 12 else f"{date:%b %Y}"
        count += step


def _cut(name: str) -> str:
    """As much of a name as there is room for; Chinese characters are wide."""
    room = _LETTERS
    for at, character in enumerate(name):
        room -= 2 if character >= "\u2e80" else 1
        if room < 0:
            return name[: at - 1].rstrip() + "…"
    return name


def _day(time: float) -> str:
    return f"{datetime.fromtimestamp(time, UTC):%d %b %Y %H:%M}"
