"""Where the marks of the charts go; the page draws them as inline SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.evaluation.charts import Box
from scaffold.evaluation.wording import percent
from scaffold_recommendation.evaluation.lines import figure

if TYPE_CHECKING:
    from scaffold_recommendation.evaluation.calibration import Calibration
    from scaffold_recommendation.evaluation.curve import CurvePoint, DiversityCurve
    from scaffold_recommendation.evaluation.lines import Line

_ROW = 34.0
_STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5)
_SHARES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0)
_APART = 0.12
"""Share of an axis between two labels, at least."""

METHODS = {"mmr": "MMR", "msd": "max-sum", "dpp": "DPP"}


@dataclass(frozen=True)
class Tick:
    """A labelled place on an axis."""

    at: float
    text: str


@dataclass(frozen=True)
class Bar:
    """A line's bar, with its whisker and its figure."""

    y: float
    end: float
    low: float
    high: float
    title: str
    text: str
    is_ours: bool


@dataclass(frozen=True)
class BarChart:
    """Bars one below the other."""

    box: Box
    bars: Sequence[Bar]
    ticks: Sequence[Tick]

    @property
    def height(self) -> float:
        """Of the whole drawing."""
        return self.box.bottom + 30


@dataclass(frozen=True)
class Mark:
    """A dot, and what it says when one points at it."""

    x: float
    y: float
    hint: str


@dataclass(frozen=True)
class Trail:
    """The dots of one method, joined by a line that begins at the lists as ranked."""

    method: str
    title: str
    line: str
    marks: Sequence[Mark]


@dataclass(frozen=True)
class CurveChart:
    """NDCG@10 against diversity.

    :ivar allowed: y of the lowest NDCG@10 that is accepted.
    """

    box: Box
    x_ticks: Sequence[Tick]
    y_ticks: Sequence[Tick]
    trails: Sequence[Trail]
    ranked: Mark
    chosen: Mark | None
    allowed: float


@dataclass(frozen=True)
class Dot:
    """A bin of the reliability diagram with its whisker."""

    x: float
    y: float
    top: float
    bottom: float
    hint: str


@dataclass(frozen=True)
class ReliabilityChart:
    """What is taken against what was said, both on square-root axes, for most probabilities are small."""

    box: Box
    ticks: Sequence[tuple[float, float, str]]
    dots: Sequence[Dot]


def line_chart(lines: Sequence[Line], metric: str = "ndcg@10") -> BarChart:
    """One figure of all lines, with 95% whiskers."""
    box = Box(124, 6, 250, _ROW * len(lines))
    step, top = _scale(max(line.figures[metric].high for line in lines))

    def across(value: float) -> float:
        return box.x(min(max(value, 0.0), top) / top)

    bars = []
    for number, line in enumerate(lines):
        found = line.figures[metric]
        y = round(box.top + _ROW * (number + 0.5), 1)
        ends = across(found.value), across(found.low), across(found.high)
        bars.append(Bar(y, *ends, line.title, figure(found.value), number == 0))
    ticks = [Tick(across(at * step), f"{at * step:g}") for at in range(round(top / step) + 1)]
    return BarChart(box, bars, ticks)


def curve_chart(curve: DiversityCurve) -> CurveChart:
    """From the lists as ranked, on the left, to the most varied ones."""
    box = Box(46, 22, 262, 220)
    points = [curve.ranked, *curve.points]
    left, right, x_ticks = _axis([each.diversity for each in points])
    allowed = curve.ranked.ndcg * (1 - curve.most_lost)
    low, high, y_ticks = _axis([*(each.ndcg for each in points), allowed])

    def up(value: float) -> float:
        return box.y((value - low) / (high - low))

    def mark(point: CurvePoint) -> Mark:
        return Mark(box.x((point.diversity - left) / (right - left)), up(point.ndcg), _hint(curve, point))

    trails = []
    for method in dict.fromkeys(each.method for each in curve.points):
        own = [mark(each) for each in curve.points if each.method == method]
        start = mark(curve.ranked)
        line = " ".join(f"{each.x},{each.y}" for each in (start, *own))
        trails.append(Trail(method, METHODS[method], line, own))
    return CurveChart(
        box,
        [Tick(box.x((value - left) / (right - left)), f"{value:g}") for value in x_ticks],
        [Tick(up(value), f"{value:g}") for value in y_ticks],
        trails,
        mark(curve.ranked),
        mark(curve.chosen) if curve.chosen else None,
        up(allowed),
    )


def reliability_chart(calibration: Calibration) -> ReliabilityChart:
    """Dots at mean probability and share taken, with 95% whiskers."""
    box = Box(46, 22, 262, 262)
    most = max(max(each.probability, each.taken.high) for each in calibration.bins)
    top = next((share for share in _SHARES if share >= most), 1.0)

    def place(share: float) -> float:
        return math.sqrt(min(max(share, 0.0), top) / top)

    dots = [
        Dot(
            box.x(place(each.probability)),
            box.y(place(each.taken.value)),
            box.y(place(each.taken.high)),
            box.y(place(each.taken.low)),
            f"{each.count:,} candidates at {percent(each.probability)}: {percent(each.taken.value)} taken",
        )
        for each in calibration.bins
    ]
    shares = [top]
    for share in reversed(_SHARES):
        if share < top and min(place(shares[-1]) - place(share), place(share)) >= _APART:
            shares.append(share)
    shares.append(0.0)
    ticks = [(box.x(place(share)), box.y(place(share)), f"{100 * share:g}") for share in shares]
    return ReliabilityChart(box, ticks, dots)


def bars_of(values: Mapping[str, float], most: int = 12) -> list[tuple[str, float, float]]:
    """The largest values as name, value and length of a bar in percent of the longest."""
    rows = sorted(values.items(), key=lambda each: -each[1])[:most]
    longest = max((value for _, value in rows), default=0.0) or 1.0
    return [(name, value, round(100 * max(value, 0.0) / longest, 1)) for name, value in rows]


def _hint(curve: DiversityCurve, point: CurvePoint) -> str:
    if point is curve.ranked:
        return f"as ranked: NDCG@10 {figure(point.ndcg)}, diversity {figure(point.diversity)}"
    name = f"{METHODS[point.method]}, trade-off {point.trade_off:g}"
    return f"{name}: NDCG@10 {figure(point.ndcg)}, diversity {figure(point.diversity)}"


def _scale(most: float) -> tuple[float, float]:
    """A round step, and the multiple of it, of at most six, that has room for a value."""
    step = next((each for each in _STEPS if each * 6 >= most), 0.5)
    return step, step * max(1, math.ceil(round(most / step, 6)))


def _axis(values: Sequence[float]) -> tuple[float, float, list[float]]:
    """Round ends of an axis around values, and the ticks on it."""
    low, high = min(values), max(values)
    step = next((each for each in _STEPS if each * 5 >= high - low), 0.5)
    first, last = math.floor(round(low / step, 6)), math.ceil(round(high / step, 6))
    last = max(last, first + 1)
    return first * step, last * step, [round(at * step, 6) for at in range(first, last + 1)]
