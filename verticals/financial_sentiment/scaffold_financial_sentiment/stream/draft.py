"""A batch in the making."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaffold_financial_sentiment.news.item import Item
from scaffold_financial_sentiment.stream.source import Batch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold_financial_sentiment.news.item import Reject

_MOST_CHARACTERS = 16_000_000


class Draft:
    """Gathers entries until they are enough for a batch.

    :param most: items and rejects that a batch holds at most; long texts end it earlier.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._items: list[Item] = []
        self._rejects: list[Reject] = []
        self._characters = 0

    def __bool__(self) -> bool:
        return bool(self._items or self._rejects)

    @property
    def is_full(self) -> bool:
        """Whether no more should be added."""
        return len(self._items) + len(self._rejects) >= self._most or self._characters >= _MOST_CHARACTERS

    def add(self, entry: Item | Reject) -> None:
        """Add what a reader found."""
        if isinstance(entry, Item):
            self._items.append(entry)
            self._characters += len(entry.text) + len(entry.body)
        else:
            self._rejects.append(entry)

    def batch(self, position: Mapping[str, Any], *, is_idle: bool = False) -> Batch:
        """The batch; the draft is empty again."""
        done = Batch(tuple(self._items), tuple(self._rejects), position, is_idle)
        self._items, self._rejects, self._characters = [], [], 0
        return done
