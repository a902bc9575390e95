"""From items to counts: what is one story is counted once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scaffold_financial_sentiment.detection.detector import Count
from scaffold_financial_sentiment.detection.key import Key, keys_of
from scaffold_financial_sentiment.incidents.bad_news import negative_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold_financial_sentiment.copies.stories import Stories
    from scaffold_financial_sentiment.copies.story import Story
    from scaffold_financial_sentiment.incidents.bad_news import BadNews
    from scaffold_financial_sentiment.monitor.trend import Trend
    from scaffold_financial_sentiment.state.waiting import WaitingItem


@dataclass(slots=True)
class Counted:
    """What some items came to.

    :ivar counts: new stories by key.
    :ivar touched: bad news that is new or got copies, by company, each story once as it is now.
    :ivar stories: how many new stories there are.
    :ivar copies: how many items were copies.
    """

    counts: dict[Key, Count] = field(default_factory=dict)
    touched: dict[str, list[Story]] = field(default_factory=dict)
    stories: int = 0
    copies: int = 0


class Counting:
    """Puts items to their stories and counts the new ones for every key they concern.

    A story that a rule has muted is shown in the trend, and counts for no key.
    """

    def __init__(self, stories: Stories, bad_news: BadNews, trend: Trend) -> None:
        self._stories = stories
        self._bad_news = bad_news
        self._trend = trend

    def count(self, items: Sequence[WaitingItem]) -> Counted:
        """Count items, given in the order of their time."""
        counted = Counted()
        if not items:
            return counted
        marks = [each.fingerprint for each in items if each.fingerprint is not None]
        placed = self._stories.add_many(
            [each.item for each in items],
            [each.understood for each in items],
            marks if len(marks) == len(items) else None,
        )
        sums: dict[Key, list[int]] = {}
        touched: dict[str, Story] = {}
        for story, is_new, _ in placed:
            touched[story.id] = story
            if is_new:
                counted.stories += 1
                self._trend.add(story)
                self._bad_news.add(story)
                for key, is_negative in keys_of(story.understood):
                    count = sums.setdefault(key, [0, 0])
                    count[0] += is_negative
                    count[1] += 1
            else:
                counted.copies += 1
        counted.counts = {key: Count(negative, total) for key, (negative, total) in sums.items()}
        for story in touched.values():
            for company in negative_for(story):
                counted.touched.setdefault(company, []).append(story)
        return counted
