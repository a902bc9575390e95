"""A story with what its index needs to know of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from scaffold.text import folded_hash
from scaffold_financial_sentiment.copies.story import MOST_SOURCES, Story

if TYPE_CHECKING:
    from scaffold_financial_sentiment.copies.fingerprint import Fingerprint

MOST_PUBLISHERS = 1000
"""Publishers of a story that are told apart; further ones count as known."""


@dataclass(slots=True, eq=False)
class Entry:
    """A story in memory.

    :ivar story: as it is now.
    :ivar place: its number in the order in which stories began.
    :ivar publisher: of the first item.
    :ivar others: hashes of publishers that the story does not name.
    :ivar title: plain headline of the first item.
    :ivar address: plain address of the first item.
    :ivar facts: hash of its companies and figures.
    :ivar vector: coarse vector; empty if there is none.
    :ivar number: its number among the buckets.
    :ivar is_stored: whether the database has it.
    """

    story: Story
    place: int
    publisher: str
    others: tuple[int, ...]
    title: str
    address: str
    facts: int
    vector: bytes
    number: int = field(default=-1, init=False)
    is_stored: bool = field(default=False, init=False)

    @classmethod
    def of(cls, story: Story, place: int, publisher: str, fingerprint: Fingerprint) -> Entry:
        """A story that begins, or comes back from the database."""
        title, address = fingerprint.title, fingerprint.address
        return cls(story, place, publisher, (), title, address, fingerprint.facts, fingerprint.vector)

    @property
    def age(self) -> tuple[float, str]:
        """What stories are ordered by, the oldest first."""
        return self.story.time, self.story.id

    def join(self, source: str) -> bool:
        """Count a copy.

        :returns: whether its publisher is new to the story.
        """
        is_new = bool(source) and not self._knows(source)
        if is_new and len(self.story.sources) < MOST_SOURCES:
            sources = (*self.story.sources, source)
        else:
            sources = self.story.sources
            if is_new:
                self.others = (*self.others, _hash(source))
        publishers = self.story.publishers + is_new
        self.story = replace(self.story, copies=self.story.copies + 1, sources=sources, publishers=publishers)
        return is_new

    def _knows(self, source: str) -> bool:
        if self.story.publishers >= MOST_PUBLISHERS or source in self.story.sources:
            return True
        name = _hash(source)
        return name in self.others or any(_hash(known) == name for known in self.story.sources)


def _hash(source: str) -> int:
    return folded_hash(source) & 0xFFFFFFFF
