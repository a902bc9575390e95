"""A table of many keys a story, in arrays: who shares a key with a newcomer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

Keys = npt.NDArray[np.uint32]

CROWD = 32
"""Members of one key that are looked at: the newest."""

_FEWEST = 512


class Buckets:
    """Hash tables, one a column, with chains from the newest member to the oldest.

    Members are numbered from 0 in the order in which they come. What `find` gives depends on that order and on who
    was removed, never on the size of the tables.

    :param columns: keys a member has.
    """

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._offsets = np.arange(columns)
        self._build(np.empty((0, columns), dtype=np.uint32))

    @property
    def is_full(self) -> bool:
        """Whether `keep` must make room before the next `add`."""
        return self._size == len(self._alive)

    def add(self, keys: Keys) -> int:
        """Take in a member with these keys, of shape (columns,); its number."""
        number = self._size
        start = number * self._columns
        cells = self._offsets + start
        places = self._places(keys)
        self._keys[start : start + self._columns] = keys
        self._next[start : start + self._columns] = self._heads[places]
        self._heads[places] = cells
        self._alive[number] = True
        self._size += 1
        return number

    def remove(self, number: int) -> None:
        """Let a member be found no more."""
        self._alive[number] = False

    def keep(self, numbers: Sequence[int]) -> None:
        """Drop all others and number these anew, from 0 in their order, with room for half as many again."""
        rows = self._keys.reshape(-1, self._columns)
        self._build(rows[np.asarray(numbers, dtype=np.intp)])

    def find(self, keys: Keys) -> list[int]:
        """Members that have one of the keys in its column, a member once for each; of each key the `CROWD` newest."""
        found: list[int] = []
        left = np.full(self._columns, CROWD)
        cells = self._heads[self._places(keys)]
        while True:
            cells = cells[cells >= 0]
            if not len(cells):
                return found
            columns = cells % self._columns
            same = self._keys[cells] == keys[columns]
            if same.any():
                numbers = cells[same] // self._columns
                alive = self._alive[numbers]
                found.extend(numbers[alive].tolist())
                left[columns[same][alive]] -= 1
                cells = cells[left[columns] > 0]
            cells = self._next[cells]

    def _places(self, keys: Keys) -> npt.NDArray[np.intp]:
        return (keys & self._mask) * self._columns + self._offsets

    def _build(self, rows: Keys) -> None:
        size = len(rows)
        room = max(_FEWEST, size + size // 2)
        width = 1 << (room - 1).bit_length()
        self._mask = np.int64(width - 1)
        self._size = size
        self._alive = np.zeros(room, dtype=bool)
        self._alive[:size] = True
        self._keys = np.zeros(room * self._columns, dtype=np.uint32)
        self._keys[: rows.size] = rows.reshape(-1)
        self._next = np.full(room * self._columns, -1, dtype=np.int32)
        self._heads = np.full(width * self._columns, -1, dtype=np.int32)
        for column in range(self._columns):
            self._chain(column, rows[:, column])

    def _chain(self, column: int, keys: Keys) -> None:
        """Link all members of a column at once: each to the one before it in the same place."""
        places = (keys & self._mask) * self._columns + column
        order = np.argsort(places, kind="stable")
        cells = (order * self._columns + column).astype(np.int32)
        is_first = np.diff(places[order], prepend=-1) != 0
        self._next[cells] = np.where(is_first, -1, np.roll(cells, 1))
        is_last = np.roll(is_first, -1)
        self._heads[places[order][is_last]] = cells[is_last]
