"""Mutes: somebody does not want to hear of a company for some time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold_financial_sentiment.detection.key import ALL_TOPICS, Key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scaffold_financial_sentiment.copies.story import Story


@dataclass(frozen=True, slots=True)
class Mute:
    """What somebody has muted.

    :ivar topic: one topic; `*` for everything about the company.
    :ivar owner: who answers for it.
    :ivar expires: when it ends, in seconds since 1970 UTC.
    :ivar number: by which it is found again; 0 before it is stored.
    """

    company: str
    topic: str
    owner: str
    reason: str
    expires: float
    number: int = 0

    def covers(self, key: Key, time: float) -> bool:
        """Whether it keeps alerts about a key back at a time."""
        return time < self.expires and key.company == self.company and self.topic in (ALL_TOPICS, key.topic)


class Mutes:
    """The mutes in force, found by company."""

    def __init__(self, mutes: Iterable[Mute] = ()) -> None:
        self._of: dict[str, list[Mute]] = {}
        for mute in sorted(mutes, key=lambda each: (each.number, each.company, each.topic, each.expires)):
            self._of.setdefault(mute.company, []).append(mute)

    def on(self, company: str, time: float) -> list[Mute]:
        """Those of a company that are in force at a time."""
        return [mute for mute in self._of.get(company, ()) if time < mute.expires]

    def owner(self, keys: Sequence[Key], stories: Sequence[Story], time: float) -> str:
        """Who keeps an incident with these keys and stories from being told; empty if nobody does.

        All its keys must be covered. All topics together count as covered when at least half of the stories belong to
        a topic that is.
        """
        mutes = self.on(keys[0].company, time)
        if not mutes or not all(_is_covered(key, mutes, stories, time) for key in keys):
            return ""
        return mutes[0].owner


def _is_covered(key: Key, mutes: Sequence[Mute], stories: Sequence[Story], time: float) -> bool:
    if any(mute.covers(key, time) for mute in mutes):
        return True
    if key.topic != ALL_TOPICS or not stories:
        return False
    topics = {mute.topic for mute in mutes}
    covered = sum(not topics.isdisjoint(story.understood.topics) for story in stories)
    return 2 * covered >= len(stories)
