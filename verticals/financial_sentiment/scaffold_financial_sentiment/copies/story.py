"""A story: one piece of news, however many publishers carry it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from scaffold_financial_sentiment.understanding.understood import Understood

MOST_SOURCES = 20
"""Publishers whose names a story keeps; further ones are only counted."""


@dataclass(frozen=True, slots=True)
class Story:
    """A story as it is after its latest copy; a further copy makes a new record.

    :ivar id: id of its first item.
    :ivar text: headline of the first item, at most 1,000 characters of it.
    :ivar time: when the first item was published, in seconds since 1970 UTC.
    :ivar url: address of the first item; empty if unknown.
    :ivar sources: publishers in the order of their copies, each once; at most `MOST_SOURCES`.
    :ivar copies: how many items there are, the first one included.
    :ivar understood: what is known of the first item; without its vector.
    :ivar publishers: how many publishers there are, those that are not kept included.
    """

    id: str
    text: str
    time: float
    url: str
    sources: tuple[str, ...]
    copies: int
    understood: Understood
    publishers: int


class Placed(NamedTuple):
    """Where an item belongs.

    :ivar story: its story, this item counted.
    :ivar is_new: whether it is the first item of the story.
    :ivar is_new_source: whether it is the first of its publisher in the story; never so without a known publisher.
    """

    story: Story
    is_new: bool
    is_new_source: bool
