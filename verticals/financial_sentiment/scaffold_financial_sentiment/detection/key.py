"""What is watched: a company in a topic."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scaffold_financial_sentiment.understanding.understood import NEGATIVE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold_financial_sentiment.understanding.understood import Understood

ALL_TOPICS = "*"


class Key(NamedTuple):
    """A company and a topic; `*` stands for all topics together.

    >>> str(Key("ACME", "legal"))
    'ACME/legal'
    """

    company: str
    topic: str = ALL_TOPICS

    def __str__(self) -> str:
        return f"{self.company}/{self.topic}"


def keys_of(understood: Understood) -> Iterator[tuple[Key, bool]]:
    """The keys a story counts for, and whether it is negative for their company; none if a rule mutes it."""
    if understood.muted:
        return
    for mention in understood.mentions:
        for topic in dict.fromkeys((ALL_TOPICS, *understood.topics)):
            yield Key(mention.company, topic), mention.label == NEGATIVE
