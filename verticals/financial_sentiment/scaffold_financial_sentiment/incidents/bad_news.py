"""The negative stories of every company: the evidence that incidents are made of."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING

from scaffold_financial_sentiment.detection.key import ALL_TOPICS
from scaffold_financial_sentiment.understanding.understood import NEGATIVE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scaffold_financial_sentiment.copies.story import Story
    from scaffold_financial_sentiment.understanding.understood import Mention


class BadNews:
    """Finds the negative stories of a company in a stretch of time; those that a rule has muted are left out.

    It holds ids only: a story that is forgotten where it is kept is forgotten here.

    :param get: gives the story of an id as it is now, or None once it is forgotten.
    """

    def __init__(self, get: Callable[[str], Story | None]) -> None:
        self._get = get
        self._of: dict[str, list[tuple[float, str]]] = {}
        self._entries = 0
        self._sweep_at = 1000
        self._horizon = float("-inf")

    def add(self, story: Story) -> None:
        """Take in a new story, whatever it says."""
        for company in negative_for(story):
            insort(self._of.setdefault(company, []), (story.time, story.id))
            self._entries += 1
        if self._entries > self._sweep_at:
            self._sweep()

    def of(self, company: str, since: float, until: float) -> list[Story]:
        """Its negative stories of `[since, until)`, by time and id."""
        entries = self._of.get(company, [])
        # What is let go is not shown even where it is still held: it may not be after a restart.
        first, end = bisect_left(entries, (max(since, self._horizon), "")), bisect_left(entries, (until, ""))
        found = (self._get(name) for _, name in entries[first:end])
        return [story for story in found if story is not None]

    def forget_before(self, time: float) -> None:
        """Let go of older stories."""
        self._horizon = max(self._horizon, time)

    def restore(self, stories: Iterable[str]) -> None:
        """Take in stories by their ids, after a restart."""
        for name in stories:
            story = self._get(name)
            if story is not None:
                self.add(story)

    def __len__(self) -> int:
        return self._entries

    def _sweep(self) -> None:
        """Drop what is too old or forgotten; done whenever twice as much has come together."""
        for company in list(self._of):
            entries = self._of[company]
            kept = [(time, name) for time, name in entries if time >= self._horizon and self._get(name) is not None]
            if kept:
                self._of[company] = kept
            else:
                del self._of[company]
        self._entries = sum(map(len, self._of.values()))
        self._sweep_at = 2 * self._entries + 1000


def mention_of(story: Story, company: str) -> Mention | None:
    """What a story says of a company; None if nothing."""
    return next((mention for mention in story.understood.mentions if mention.company == company), None)


def negative_for(story: Story) -> list[str]:
    """The companies a story is bad news for; none if a rule has muted it."""
    if story.understood.muted:
        return []
    mentions = story.understood.mentions
    return list(dict.fromkeys(mention.company for mention in mentions if mention.label == NEGATIVE))


def is_about(story: Story, topics: Iterable[str]) -> bool:
    """Whether a story belongs to one of the topics; all belong to `*`."""
    return any(topic == ALL_TOPICS or topic in story.understood.topics for topic in topics)


def publishers(stories: Iterable[Story]) -> int:
    """How many different publishers there are, their copies among them; all unknown ones are one."""
    names: set[str] = set()
    most = 0
    for story in stories:
        names.update(source.strip().casefold() for source in story.sources or ("",))
        most = max(most, story.publishers)
    return max(len(names), most)
