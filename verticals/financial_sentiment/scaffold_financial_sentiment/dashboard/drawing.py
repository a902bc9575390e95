"""Where the marks of a trend go; the page draws them as inline SVG."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.evaluation.wording import plural
from scaffold_financial_sentiment.alerts.moments import for_people
from scaffold_financial_sentiment.dashboard.axis import Label, counts, times

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scaffold_financial_sentiment.dashboard.trend import Point, Trend

WIDTH, HEIGHT = 420.0, 196.0
LEFT, RIGHT = 34.0, 414.0
TOP, FLOOR = 12.0, 110.0
"""Upper and lower edge of the counts, in SVG units, y running down."""
HIGHEST, ZERO, LOWEST = 124.0, 149.0, 174.0
"""Where a mean sentiment of 1, 0 and -1 lies."""

_LEAST = 2.5
"""Width of the narrowest band, in SVG units."""


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of time in which an incident is open."""

    x: float
    width: float
    hint: str


@dataclass(frozen=True, slots=True)
class Column:
    """What is shown when one points at an hour or a day.

    :ivar hint: its figures in words.
    """

    x: float
    width: float
    hint: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A trend as paths.

    :ivar all_bars: all stories; the negative ones stand in front of them.
    :ivar good: mean sentiment where it is above zero; `bad` where it is below.
    :ivar said: the whole in one sentence, for those who do not see it.
    """

    all_bars: str
    negative_bars: str
    good: str
    bad: str
    columns: tuple[Column, ...]
    bands: tuple[Band, ...]
    x_labels: tuple[Label, ...]
    y_labels: tuple[Label, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time to be marked, in seconds since 1970 UTC.

    :ivar end: None as long as it lasts.
    """

    begin: float
    end: float | None
    hint: str


def drawing_of(trend: Trend, stretches: Iterable[Stretch] = ()) -> Drawing:
    """Draw a trend, with the incidents that lie in it."""
    labels = counts(max((point.total for point in trend.points), default=0))
    step = (RIGHT - LEFT) / max(1, len(trend.points))
    width = step * (0.82 if step > 4 else 0.9)
    scale = (FLOOR - TOP) / labels[-1]
    places = [(LEFT + number * step, point) for number, point in enumerate(trend.points)]
    return Drawing(
        all_bars="".join(_bar(x, width, FLOOR, -scale * point.total) for x, point in places),
        negative_bars="".join(_bar(x, width, FLOOR, -scale * point.negative) for x, point in places),
        good="".join(_bar(x, width, ZERO, _height(point)) for x, point in places if point.mean > 0),
        bad="".join(_bar(x, width, ZERO, _height(point)) for x, point in places if point.mean <= 0),
        columns=tuple(
            Column(round(x, 1), round(step, 2), _hint(point, trend.span.unit)) for x, point in places if point.total
        ),
        bands=tuple(_bands(trend, stretches)),
        x_labels=tuple(times(trend.span, LEFT, RIGHT)),
        y_labels=tuple(Label(round(FLOOR - scale * count, 1), f"{count:,}") for count in labels),
        said=_said(trend),
    )


def sentiment(mean: float) -> str:
    """A mean sentiment with its sign.

    >>> sentiment(-0.125), sentiment(0.0), sentiment(float("nan"))
    ('-0.12', '0.00', '–')
    """
    if math.isnan(mean):
        return "–"
    return "0.00" if abs(mean) < 0.005 else f"{mean:+.2f}"


def _bar(x: float, width: float, base: float, height: float) -> str:
    if not height:
        return ""
    return f"M{x:.1f} {base:g}v{height:.1f}h{width:.1f}V{base:g}z"


def _height(point: Point) -> float:
    """Nobody sees a bar without height, so that a neutral hour has a small one."""
    height = -point.mean * (LOWEST - ZERO)
    return math.copysign(max(0.8, abs(height)), height)


def _hint(point: Point, unit: str) -> str:
    when = for_people(point.time)
    when = when[:10] if unit == "day" else when
    return (
        f"{when}: {point.negative} negative of {plural(point.total, 'story', 'stories')}, mean {sentiment(point.mean)}"
    )


def _bands(trend: Trend, stretches: Iterable[Stretch]) -> Iterable[Band]:
    begin, end = trend.span.begin, trend.span.end
    scale = (RIGHT - LEFT) / (end - begin)
    for each in stretches:
        until = end if each.end is None else each.end
        if until < begin or each.begin > end:
            continue
        left, right = (LEFT + scale * (min(max(time, begin), end) - begin) for time in (each.begin, until))
        left = min(left, RIGHT - _LEAST)
        yield Band(round(left, 1), round(max(right - left, _LEAST), 1), each.hint)


def _said(trend: Trend) -> str:
    stories = f"{trend.negative:,} negative of {plural(trend.total, 'story', 'stories')}"
    if not trend.total:
        return f"No story, by the {trend.span.unit}."
    worst: Sequence[Point] = sorted(trend.points, key=lambda point: (-point.negative, point.time))[:1]
    most = "".join(f" Most of them at {for_people(point.time)}: {point.negative}." for point in worst if point.negative)
    return f"{stories}, by the {trend.span.unit}; mean sentiment {sentiment(trend.mean)}.{most}"
