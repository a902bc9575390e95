"""What lists are ordered by that stays the same from request to request, item by item."""

from __future__ import annotations

import re
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.rules.firing.material import KnownTexts, Material

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from scaffold.rules.firing.rule_reader import RuleReader
    from scaffold_recommendation.data.items import Catalogue, Item

_BLOCK = 2000
"""Items that a process reads at once."""
_AGE_FIELDS = ("age_limit", "min_age")
_NUMBER = re.compile(r"\d+(\.\d+)?")


class ItemColumns:
    """Columns over the catalogue, each value read once from its item, and again when the item is replaced.

    :ivar in_stock: whether there are any left, or nobody counts.
    :ivar since: from when it may be shown, in seconds since 1970; -inf if always.
    :ivar until: until when; inf if always.
    :ivar age_limit: years; 0 if there is none.
    :ivar category: number of the main tag; -1 if there is none.
    :ivar holds: which part of a rule holds of which item, (parts, items).
    """

    def __init__(self, catalogue: Catalogue, parts: RuleReader) -> None:
        """Nothing is read yet.

        :param parts: fires the parts of the rules.
        """
        self._catalogue = catalogue
        self._parts = parts
        # Several requests may come at once.
        self._writing = Lock()
        self._known: list[Item | None] = []
        self._categories: dict[str, int] = {}
        self.in_stock: NDArray[np.bool_] = np.zeros(0, dtype=bool)
        self.since: NDArray[np.float64] = np.zeros(0)
        self.until: NDArray[np.float64] = np.zeros(0)
        self.age_limit: NDArray[np.float64] = np.zeros(0)
        self.category: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self.holds: NDArray[np.bool_] = np.zeros((len(parts.rules), 0), dtype=bool)

    def __len__(self) -> int:
        return len(self._known)

    def move_to(self, catalogue: Catalogue) -> None:
        """Go on with a catalogue of the same items and further ones; what is already read stays, unless replaced."""
        self._catalogue = catalogue

    def update(self, numbers: Iterable[int]) -> None:
        """Read those of the items that are new or were replaced."""
        catalogue = self._catalogue
        if len(catalogue) > len(self._known):
            self._grow()
        known = self._known
        stale = [number for number in numbers if catalogue[number] is not known[number]]
        if stale:
            with self._writing:
                self._put(stale, self._parts.fired(self._texts(stale)))

    def update_all(self) -> None:
        """Read the whole catalogue, with all cores where it is large."""
        self._grow()
        stale = [number for number, item in enumerate(self._known) if item is not self._catalogue[number]]
        blocks = [stale[start : start + _BLOCK] for start in range(0, len(stale), _BLOCK)]
        with self._writing:
            for block, fired in zip(blocks, self._parts.fired_blocks(map(self._texts, blocks)), strict=True):
                self._put(block, fired)

    def _texts(self, numbers: Sequence[int]) -> KnownTexts:
        materials = [material_of(self._catalogue[number]) for number in numbers]
        return KnownTexts((each.text for each in materials), materials)

    def _put(self, numbers: Sequence[int], fired: NDArray[np.bool_]) -> None:
        """Keep what items say.

        :param fired: (items, parts).
        """
        items = [self._catalogue[number] for number in numbers]
        self.in_stock[numbers] = [item.stock is None or item.stock > 0 for item in items]
        self.since[numbers] = [-np.inf if item.since is None else item.since for item in items]
        self.until[numbers] = [np.inf if item.until is None else item.until for item in items]
        self.age_limit[numbers] = [age_limit(item) for item in items]
        self.category[numbers] = [self._category(item.category) for item in items]
        self.holds[:, numbers] = fired.T
        for number, item in zip(numbers, items, strict=True):
            self._known[number] = item

    def _category(self, name: str) -> int:
        return self._categories.setdefault(name, len(self._categories)) if name else -1

    def _grow(self) -> None:
        """Room for the catalogue, and for as many items again as there were."""
        with self._writing:
            count = len(self._catalogue)
            if count > len(self.since):
                room = max(count, 2 * len(self.since))
                for name in ("in_stock", "since", "until", "age_limit", "category", "holds"):
                    old = getattr(self, name)
                    new = np.zeros((*old.shape[:-1], room), dtype=old.dtype)
                    new[..., : old.shape[-1]] = old
                    setattr(self, name, new)
            self._known += [None] * (count - len(self._known))


def material_of(item: Item) -> Material:
    """What rules look at: the words of an item, and its fields."""
    own = {"title": item.title, "category": item.category, "tags": item.tags, "price": item.price, "stock": item.stock}
    given = {name: value for name, value in own.items() if value is not None and value not in ("", ())}
    return Material(item.text, {**item.fields, **given})


def age_limit(item: Item) -> float:
    """Years from which an item may be shown, from its field `age_limit` or `min_age`: 16, "16", "16+"; 0 if none."""
    for name in _AGE_FIELDS:
        if years := years_of(item.fields.get(name)):
            return years
    return 0.0


def years_of(value: Any) -> float | None:
    """The first number of what was given as an age; None where there is none."""
    found = _NUMBER.search(str(value)) if value is not None else None
    return float(found.group()) if found else None
