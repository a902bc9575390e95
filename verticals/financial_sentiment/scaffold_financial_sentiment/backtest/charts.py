"""Where the marks of the charts go; the page draws them as inline SVG."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.evaluation.bootstrap import Interval
    from scaffold_financial_sentiment.backtest.curve import CurvePoint
    from scaffold_financial_sentiment.backtest.trials import Outcome

LEFT, RIGHT, TOP, BOTTOM = 42.0, 306.0, 26.0, 228.0
"""Edges of the plotting area in SVG units, y running down."""

DELAY_EDGES = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 24.0, 48.0, 96.0)
"""Hours at which the bars of the delay histogram begin; the last one is open."""


@dataclass(frozen=True)
class Tick:
    """A labelled place on an axis."""

    at: float
    text: str


@dataclass(frozen=True)
class Dot:
    """A mark with the ends of its whisker, and what it says.

    :ivar hint: shown when one points at it.
    """

    x: float
    y: float
    top: float
    bottom: float
    hint: str


@dataclass(frozen=True)
class LineChart:
    """Shares against something.

    :ivar dots: of what is asked for first; joined by a line.
    :ivar others: of what is asked for second, as `(x, y)`.
    :ivar mark: x of a vertical line; None for none.
    """

    x_ticks: Sequence[Tick]
    y_ticks: Sequence[Tick]
    dots: Sequence[Dot]
    others: Sequence[tuple[float, float]]
    mark: float | None = None

    @property
    def line(self) -> str:
        """Points of the line through the dots."""
        return " ".join(f"{dot.x},{dot.y}" for dot in self.dots)

    @property
    def other_line(self) -> str:
        """Points of the second line."""
        return " ".join(f"{x},{y}" for x, y in self.others)


@dataclass(frozen=True)
class Bar:
    """One bar of a histogram."""

    x: float
    y: float
    width: float
    height: float
    name: str
    count: int


@dataclass(frozen=True)
class Histogram:
    """Bars from left to right, and labelled heights."""

    bars: Sequence[Bar]
    y_ticks: Sequence[Tick]


def known_curve(points: Sequence[CurvePoint], declared: float) -> LineChart | None:
    """Recall of known incidents against measured false alarms a key and year, on a log axis; None without any."""
    pairs = [(point, point.companies.recall, None) for point in points if point.companies.recall is not None]
    return _curve(pairs, declared)


def injected_curve(points: Sequence[CurvePoint], declared: float) -> LineChart | None:
    """The same for made-up incidents found within the limit, and what the oracle finds; None without any."""
    pairs = [(point, point.injected.in_time, point.injected.bound) for point in points if point.injected is not None]
    return _curve(pairs, declared)


def _curve(pairs: Sequence[tuple[CurvePoint, Interval, float | None]], declared: float) -> LineChart | None:
    if not pairs:
        return None
    rates = [point.keys.false_a_year.value for point, _, _ in pairs]
    positive = [rate for rate in (*rates, declared) if rate > 0]
    # No false alarm at all has no place on a log axis; a decade further left stands for it.
    has_zero = min(rates) == 0
    low = math.floor(math.log10(min(positive)) - 0.001) - has_zero
    high = max(low + 1, math.ceil(math.log10(max(positive)) + 0.001))

    def x(rate: float) -> float:
        return _across((math.log10(rate) - low) / (high - low) if rate > 0 else 0.0)

    dots = [
        _dot(x(rate), share, f"declared {point.level:g}, measured {rate:.3g}")
        for (point, share, _), rate in zip(pairs, rates, strict=True)
    ]
    others = [(x(rate), _up(bound)) for (_, _, bound), rate in zip(pairs, rates, strict=True) if bound is not None]
    names = ["0" if power == low and has_zero else f"{10.0**power:g}" for power in range(low, high + 1)]
    ticks = [Tick(_across(at / (high - low)), name) for at, name in enumerate(names)]
    return LineChart(ticks, _shares(), sorted(dots, key=_place), sorted(others, key=_rising), x(declared))


def outcome_chart(outcomes: Sequence[Outcome], names: Sequence[str]) -> LineChart | None:
    """Recall within the limit, and that of the oracle, for some groups of made-up incidents; None without any."""
    if not outcomes:
        return None
    places = [_across((number + 0.5) / len(outcomes)) for number in range(len(outcomes))]
    dots = [
        _dot(place, outcome.in_time, f"{name}: {outcome.incidents} incidents")
        for place, outcome, name in zip(places, outcomes, names, strict=True)
    ]
    bounds = [(place, _up(outcome.bound)) for place, outcome in zip(places, outcomes, strict=True)]
    return LineChart([Tick(*pair) for pair in zip(places, names, strict=True)], _shares(), dots, bounds)


def delay_chart(hours: Sequence[float]) -> Histogram | None:
    """How many were found how late; None without any."""
    if not hours:
        return None
    ends = (*DELAY_EDGES[1:], math.inf)
    counts = [sum(low <= each < high for each in hours) for low, high in zip(DELAY_EDGES, ends, strict=True)]
    step = max(1, math.ceil(max(counts) / 4))
    most = step * math.ceil(max(counts) / step)
    width = (RIGHT - LEFT) / len(counts)
    bars = []
    for number, (low, high, count) in enumerate(zip(DELAY_EDGES, ends, counts, strict=True)):
        height = round((BOTTOM - TOP) * count / most, 1)
        name = f"{low:g} to {high:g}" if math.isfinite(high) else f"{low:g} and more"
        bars.append(
            Bar(round(LEFT + number * width + 1.5, 1), BOTTOM - height, round(width - 3, 1), height, name, count)
        )
    ticks = [Tick(round(BOTTOM - (BOTTOM - TOP) * value / most, 1), str(value)) for value in range(0, most + 1, step)]
    return Histogram(bars, ticks)


def _dot(x: float, share: Interval, hint: str) -> Dot:
    return Dot(x, _up(share.value), _up(share.high), _up(share.low), f"{hint}: {100 * share.value:.0f}%")


def _place(dot: Dot) -> tuple[float, float]:
    return dot.x, -dot.y


def _rising(point: tuple[float, float]) -> tuple[float, float]:
    return point[0], -point[1]


def _shares() -> list[Tick]:
    return [Tick(_up(share), f"{100 * share:.0f}") for share in (0, 0.25, 0.5, 0.75, 1)]


def _across(share: float) -> float:
    return round(LEFT + share * (RIGHT - LEFT), 1)


def _up(share: float) -> float:
    return round(BOTTOM - share * (BOTTOM - TOP), 1)
