"""Names of users or items, and the numbers that arrays know them by."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np

from scaffold.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray


_FEW = 100_000
"""Names among which one that is nearly the same is looked for."""


class Ids:
    """Different names in the order in which they came; the place of each is its number."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names: list[str] = []
        self._numbers: dict[str, int] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> int:
        """The number of a name, which is a new one if it was not known."""
        number = self._numbers.setdefault(name, len(self._names))
        if number == len(self._names):
            self._names.append(name)
        return number

    def add_all(self, names: Iterable[str]) -> NDArray[np.int64]:
        """Numbers of names in the same order; those that were not known are added."""
        return np.fromiter(map(self.add, names), dtype=np.int64)

    def number(self, name: str) -> int | None:
        """The number of a name, None if it is not known."""
        return self._numbers.get(name)

    def numbers(self, names: Iterable[str]) -> NDArray[np.int64]:
        """Numbers of names, -1 for those that are not known."""
        return np.fromiter(map(self._numbers.get, names, repeat(-1)), dtype=np.int64)

    def near(self, name: str) -> str:
        """The nearest known name as the end of a sentence; empty where none is near, or there are too many to look."""
        found = did_you_mean(name, self._names) if len(self._names) <= _FEW else ""
        return found if found.startswith(",") else ""

    def __getitem__(self, number: int) -> str:
        return self._names[number]

    def __contains__(self, name: object) -> bool:
        return name in self._numbers

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
