"""Where the labels of an axis go."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scaffold_financial_sentiment.state.hourly import HOUR

if TYPE_CHECKING:
    from scaffold_financial_sentiment.dashboard.trend import Span

_STEPS = (1, 3, 6, 12, 24, 48, 7 * 24, 14 * 24, 28 * 24, 56 * 24)
"""Hours between two labels of time."""

_TOPS = (10, 12, 16, 20, 24, 30, 40, 50, 60, 80, 100)
"""Round numbers, in tenths of a power of ten."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MONDAY = 4 * 24
"""Hours from the start of 1970, a Thursday, to the first Monday."""


@dataclass(frozen=True, slots=True)
class Label:
    """A text at a place of an axis, in units of the drawing."""

    at: float
    text: str


def times(span: Span, left: float, right: float, most: int = 6) -> list[Label]:
    """At most so many labels along a stretch of time: hours, days, or Mondays."""
    length = span.last - span.first + 1
    step = next((each for each in _STEPS if length / each <= most), math.ceil(length / most / 24) * 24)
    offset = _MONDAY if step % (7 * 24) == 0 else 0
    first = span.first + (offset - span.first) % step
    scale = (right - left) / length
    return [
        Label(round(left + (hour - span.first) * scale, 1), _written(hour, step))
        for hour in range(first, span.last + 1, step)
    ]


def counts(most: int) -> list[int]:
    """Round numbers for an axis of counts: nothing, the middle if it is whole, and at least the largest count.

    >>> counts(0), counts(3), counts(7), counts(22), counts(134)
    ([0, 1], [0, 2, 4], [0, 4, 8], [0, 12, 24], [0, 80, 160])
    """
    if most <= 1:
        return [0, 1]
    power = 10 ** (len(str(most)) - 1)
    tops = (each * power // 10 for each in _TOPS)
    top = next(each for each in tops if each % 2 == 0 and each >= most)
    return [0, top // 2, top]


def _written(hour: int, step: int) -> str:
    moment = _EPOCH + timedelta(seconds=hour * HOUR)
    return f"{moment.day} {moment:%b}" if step % 24 == 0 or moment.hour == 0 else f"{moment:%H:%M}"
