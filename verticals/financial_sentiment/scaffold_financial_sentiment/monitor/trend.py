"""How the news about companies is, hour by hour."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeVar

from scaffold_financial_sentiment.detection.key import ALL_TOPICS, Key
from scaffold_financial_sentiment.state.hourly import HOUR, SCORE_UNIT, Hour
from scaffold_financial_sentiment.understanding.understood import NEGATIVE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scaffold_financial_sentiment.copies.story import Story

Name = TypeVar("Name")

HOURS = 48
"""Hours that an incident shows."""


class Trend:
    """Counts stories by key and hour; the last hours of all companies are at hand.

    Scores are summed as whole numbers, so that sums do not depend on their order.
    """

    def __init__(self) -> None:
        self._recent: dict[int, dict[str, list[int]]] = {}
        self._new: dict[tuple[int, str, str], list[int]] = {}
        self._first = -(1 << 62)

    def add(self, story: Story) -> None:
        """Count a new story for all its companies and topics."""
        hour = math.floor(story.time / HOUR)
        for mention in story.understood.mentions:
            negative, score = int(mention.label == NEGATIVE), round(mention.score * SCORE_UNIT)
            for topic in (ALL_TOPICS, *story.understood.topics):
                _count(self._new, (hour, mention.company, topic), negative, 1, score)
            if hour >= self._first:
                _count(self._recent.setdefault(hour, {}), mention.company, negative, 1, score)

    def of_company(self, company: str, end: float) -> tuple[tuple[float, ...], tuple[int, ...]]:
        """Mean sentiment and number of negative stories of each of the last hours before `end`, the last one last."""
        last = math.ceil(end / HOUR) - 1
        hours = [self._recent.get(hour, {}).get(company) for hour in range(last - HOURS + 1, last + 1)]
        # The one not-a-number of the module: two of them would not be equal.
        means = tuple(math.nan if hour is None else round(hour[2] / (SCORE_UNIT * hour[1]), 4) for hour in hours)
        return means, tuple(0 if hour is None else hour[0] for hour in hours)

    def forget_before(self, time: float) -> None:
        """Let go of hours that no incident at this time or later shows."""
        first = math.floor(time / HOUR) - HOURS
        if first <= self._first:
            return
        self._first = first
        for hour in [hour for hour in self._recent if hour < first]:
            del self._recent[hour]

    def changed(self) -> list[Hour]:
        """What came since the last call, to be added to what is stored; by hour and key."""
        new = [Hour(hour, Key(company, topic), *sums) for (hour, company, topic), sums in sorted(self._new.items())]
        self._new = {}
        return new

    def restore(self, hours: Iterable[Hour], time: float) -> None:
        """Take up stored hours of all topics together.

        :param time: end of the last tick.
        """
        self.forget_before(time)
        for hour in hours:
            if hour.hour >= self._first:
                _count(self._recent.setdefault(hour.hour, {}), hour.key.company, hour.negative, hour.total, hour.score)


def _count(sums: dict[Name, list[int]], name: Name, negative: int, total: int, score: int) -> None:
    found = sums.get(name)
    if found is None:
        sums[name] = [negative, total, score]
    else:
        found[0] += negative
        found[1] += total
        found[2] += score
