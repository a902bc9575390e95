"""Items that can be recommended, and the catalogue of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from scaffold_recommendation.data.ids import Ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Item:
    """What is known of one item; all but its id may be missing.

    :ivar tags: genres, topics or other short words, the main one first.
    :ivar price: in the currency of the shop.
    :ivar stock: pieces left; None where nobody counts them.
    :ivar since: from when it may be recommended, in seconds since 1970 (UTC).
    :ivar until: until when.
    :ivar fields: everything else its row says, by column, for business rules.
    """

    id: str
    title: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    price: float | None = None
    stock: int | None = None
    since: float | None = None
    until: float | None = None
    fields: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def name(self) -> str:
        """What people call it: its title, its id where it has none."""
        return self.title or self.id

    @property
    def category(self) -> str:
        """Its main tag; empty where it has none."""
        return self.tags[0] if self.tags else ""

    @property
    def text(self) -> str:
        """All its words, for an encoder; empty where it has none."""
        return ". ".join(part for part in (self.title, ", ".join(self.tags), self.description) if part)


class Catalogue:
    """Items in the order of their numbers.

    :ivar ids: their ids; interactions count items by the same numbers.
    """

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self.ids = Ids()
        self._items: list[Item] = []
        for item in items:
            self.put(item)

    @property
    def has_text(self) -> bool:
        """Whether any item has words."""
        return any(item.text for item in self._items)

    def put(self, item: Item) -> int:
        """Add an item, or replace the one that has its id; gives its number."""
        number = self.ids.add(item.id)
        if number == len(self._items):
            self._items.append(item)
        else:
            self._items[number] = item
        return number

    def __getitem__(self, number: int) -> Item:
        return self._items[number]

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)
