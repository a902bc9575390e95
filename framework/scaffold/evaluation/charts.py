"""Where the marks of a chart go; the page draws them as inline SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.evaluation.bootstrap import share_interval

if TYPE_CHECKING:
    from scaffold.evaluation.reliability import ReliabilityBin
    from scaffold.evaluation.selective import CoveragePoint

_NICE_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25)


@dataclass(frozen=True)
class Box:
    """The plotting area of a chart in SVG units, y running down."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.top + self.height

    def x(self, share: float) -> float:
        """Where a share of the width lies."""
        return round(self.left + share * self.width, 1)

    def y(self, share: float, low: float = 0.0) -> float:
        """Where a value between `low` and 1 lies."""
        return round(self.bottom - (share - low) / (1 - low) * self.height, 1)


@dataclass(frozen=True)
class Dot:
    """A bin of the reliability diagram: its dot, whisker ends, and bar of the histogram below."""

    x: float
    y: float
    whisker_top: float
    whisker_bottom: float
    bar_x: float
    bar_width: float
    bar_height: float
    bin: ReliabilityBin


@dataclass(frozen=True)
class ReliabilityChart:
    """The diagram's area, the histogram's area, and the dots."""

    box: Box
    histogram: Box
    dots: Sequence[Dot]


@dataclass(frozen=True)
class CoverageChart:
    """Accuracy against the share answered: area, line, and labelled heights."""

    box: Box
    line: str
    ticks: Sequence[tuple[float, float]]
    low: float
    points: Sequence[tuple[float, float, CoveragePoint]]


def reliability_chart(bins: Sequence[ReliabilityBin]) -> ReliabilityChart:
    """Dots at mean confidence and accuracy with 95% whiskers, over a histogram of how many texts each bin has."""
    box, histogram = Box(40, 10, 270, 230), Box(40, 262, 270, 38)
    most = max((b.count for b in bins), default=1)
    dots = []
    for b in bins:
        around = share_interval(round(b.accuracy * b.count), b.count)
        dots.append(
            Dot(
                x=box.x(b.confidence),
                y=box.y(b.accuracy),
                whisker_top=box.y(around.high),
                whisker_bottom=box.y(around.low),
                bar_x=histogram.x(b.low) + 1,
                bar_width=round((b.high - b.low) * histogram.width - 2, 1),
                bar_height=round(max(1.0, histogram.height * b.count / most), 1),
                bin=b,
            )
        )
    return ReliabilityChart(box, histogram, dots)


def coverage_chart(curve: Sequence[CoveragePoint]) -> CoverageChart:
    """The line from the surest texts to all of them; its lower edge is the nearest round value below."""
    box = Box(46, 10, 264, 290)
    lowest = min((p.accuracy for p in curve), default=0.0)
    step = next((s for s in _NICE_STEPS if (1 - lowest) / s <= 5), _NICE_STEPS[-1])
    low = max(0.0, math.floor(round(lowest / step, 6)) * step)
    low = low if low < 1 else 1 - step
    ticks = [(round(low + i * step, 4), box.y(low + i * step, low)) for i in range(round((1 - low) / step) + 1)]
    points = [(box.x(p.coverage), box.y(p.accuracy, low), p) for p in curve]
    return CoverageChart(box, " ".join(f"{x},{y}" for x, y, _ in points), ticks, low, points)
