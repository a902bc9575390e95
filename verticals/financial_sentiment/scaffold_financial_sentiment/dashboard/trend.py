"""The news about a company over time: stories by the hour or by the day, and how they sounded."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold_financial_sentiment.detection.key import ALL_TOPICS
from scaffold_financial_sentiment.state.hourly import HOUR, SCORE_UNIT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scaffold_financial_sentiment.state.hourly import Hour

DAY_OF_HOURS = 24


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of whole hours.

    :ivar first: number of the first hour since 1970.
    :ivar last: number of the last hour, itself included.
    :ivar step: hours that are shown as one: 1 or 24.
    """

    first: int
    last: int
    step: int = 1

    @property
    def begin(self) -> float:
        """When it begins, in seconds since 1970 UTC."""
        return self.first * HOUR

    @property
    def end(self) -> float:
        """When it ends, in seconds since 1970 UTC."""
        return (self.last + 1) * HOUR

    @property
    def unit(self) -> str:
        """`hour` or `day`."""
        return "hour" if self.step == 1 else "day"

    @classmethod
    def of_days(cls, clock: float, days: int) -> Span:
        """The last days before a time: up to a week by the hour, more by the day.

        Days are those of the calendar in UTC, so that the first of them is whole.
        """
        last = math.ceil(clock / HOUR) - 1
        if days <= 7:
            return cls(last - DAY_OF_HOURS * days + 1, last)
        return cls((last // DAY_OF_HOURS - days + 1) * DAY_OF_HOURS, last, DAY_OF_HOURS)


@dataclass(frozen=True, slots=True)
class Point:
    """The stories of an hour or a day.

    :ivar time: when it begins, in seconds since 1970 UTC.
    :ivar negative: stories that are negative for the company.
    :ivar total: all of them.
    :ivar mean: mean sentiment, from -1 to 1; not-a-number where there is no story.
    """

    time: float
    negative: int
    total: int
    mean: float


@dataclass(frozen=True, slots=True)
class Trend:
    """The points of a stretch, without gaps.

    :ivar negative: negative stories of all points together; `total` and `mean` likewise.
    """

    span: Span
    points: tuple[Point, ...]
    negative: int
    total: int
    mean: float


def trend_of(hours: Iterable[Hour], span: Span) -> Trend:
    """The trend of what was counted by the hour, all of one key; hours outside of the stretch are left out."""
    steps = range(span.first // span.step, span.last // span.step + 1)
    sums = {number: [0, 0, 0] for number in steps}
    for each in hours:
        if span.first <= each.hour <= span.last:
            found = sums[each.hour // span.step]
            found[0] += each.negative
            found[1] += each.total
            found[2] += each.score
    points = tuple(Point(number * span.step * HOUR, *_figures(sums[number])) for number in steps)
    return Trend(span, points, *_figures([sum(each[at] for each in sums.values()) for at in range(3)]))


def topics_of(hours: Iterable[Hour]) -> dict[str, list[Hour]]:
    """Hours by topic: all together first, then the one with the most negative stories."""
    found: dict[str, list[Hour]] = {}
    for each in hours:
        found.setdefault(each.key.topic, []).append(each)

    def order(topic: str) -> tuple[bool, int, int, str]:
        mine = found[topic]
        return topic != ALL_TOPICS, -sum(each.negative for each in mine), -sum(each.total for each in mine), topic

    return {topic: found[topic] for topic in sorted(found, key=order)}


def _figures(sums: list[int]) -> tuple[int, int, float]:
    negative, total, score = sums
    return negative, total, score / (SCORE_UNIT * total) if total else math.nan
