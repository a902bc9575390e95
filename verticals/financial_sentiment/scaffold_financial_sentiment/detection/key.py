"""What is watched: a company in a topic."""

from __future__ import annotations

from typing import NamedTuple

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
