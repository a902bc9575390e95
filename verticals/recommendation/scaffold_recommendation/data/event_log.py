"""Events of all files, gathered into columns a piece at a time."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.data.roles import plain
from scaffold.data.values import scalar
from scaffold.errors import DataError
from scaffold.evaluation.wording import plural
from scaffold_recommendation.data.cells import names_of, numbers_of
from scaffold_recommendation.data.first_rows import first_rows
from scaffold_recommendation.data.ids import Ids
from scaffold_recommendation.data.settings import setting
from scaffold_recommendation.data.times import TimeColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from scaffold.data.readers.row import Row
    from scaffold_recommendation.data.column_names import EventColumns
    from scaffold_recommendation.data.settings import ReadingSettings
    from scaffold_recommendation.data.tables import Table

_PIECE = 20_000
_DAY = 86_400.0
_MOST_KINDS = 1000
_TYPES = {
    "user": np.int32,
    "item": np.int32,
    "kind": np.int16,
    "rating": np.float32,
    "amount": np.float32,
    "time": np.float64,
}


@dataclass(frozen=True)
class EventArrays:
    """Events in columns, each different one once, in the order of the files.

    :ivar amount: how much it was, such as hours; NaN where nothing says so.
    """

    user: NDArray[np.int32]
    item: NDArray[np.int32]
    kind: NDArray[np.int16]
    rating: NDArray[np.float32]
    amount: NDArray[np.float32]
    time: NDArray[np.float64]


class EventLog:
    """Takes file after file; then `finish` gives the columns.

    Between two pieces only arrays are held: 26 bytes an event, and the ids.

    :ivar kinds: names of the kinds of events, in plain writing, with their numbers.
    """

    def __init__(self, items: Ids, settings: ReadingSettings) -> None:
        self.users = Ids()
        self.items = items
        self.kinds: dict[str, int] = {}
        self.notes: list[str] = []
        self.settings = settings
        self._latest = settings.now_seconds + _DAY
        self._late = 0
        self._first_late = ""
        self._pieces: dict[str, list[NDArray[Any]]] = {name: [] for name in _TYPES}

    def read(self, table: Table, columns: EventColumns) -> int:
        """Add the events of a file; gives the number of its rows.

        :raises DataError: naming file and line of what cannot be read.
        """
        piece = _Piece(self, table, columns)
        rows = table.source.rows()
        count = 0
        while some := list(itertools.islice(rows, _PIECE)):
            count += len(some)
            self._add(piece.arrays(some), some, str(table.source.path))
        return count

    def _add(self, arrays: dict[str, NDArray[Any]], rows: Sequence[Row], path: str) -> None:
        late = arrays["time"] > self._latest
        if late.any():
            self._first_late = self._first_late or f"{path}:{rows[int(late.argmax())].line}"
            self._late += int(late.sum())
            if self.settings.future == "drop":
                arrays = {name: column[~late] for name, column in arrays.items()}
        for name, column in arrays.items():
            self._pieces[name].append(column)

    def finish(self) -> EventArrays:
        """All events that were read; afterwards the log is empty.

        :raises DataError: if events lie in the future and are not wanted, or there are none.
        """
        self._check_late()
        # One column after the other, so that no two of them are held twice.
        columns = {name: _joined(self._pieces.pop(name), kind) for name, kind in _TYPES.items()}
        pairs = columns["user"].astype(np.int64) * max(len(self.items), 1) + columns["item"]
        kept = first_rows(pairs, [columns[name] for name in ("kind", "rating", "amount", "time")])
        del pairs
        repeated = len(kept) - int(kept.sum())
        if repeated:
            self.notes.append(f"{repeated:,} of {len(kept):,} events stand there more than once and count once")
            for name in _TYPES:
                columns[name] = columns[name][kept]
        return EventArrays(**columns)

    def _check_late(self) -> None:
        if not self._late:
            return
        said = f"{plural(self._late, 'event')} in the future, more than a day after now"
        if self.settings.future == "refuse":
            raise DataError(
                f"{said}; this is the first",
                where=self._first_late,
                hint=f"Mend them, say what counts as now ({setting('now', 'DATE')}), or {setting('future', 'drop')}.",
            )
        kept = "are kept" if self.settings.future == "keep" else "are left out"
        self.notes.append(f"{said} {kept} (the first: {self._first_late})")

    def kind_number(self, name: str, where: str) -> int:
        """Number of a kind of event.

        :raises DataError: if there are so many kinds that the column must hold something else.
        """
        number = self.kinds.setdefault(name, len(self.kinds))
        if number >= _MOST_KINDS:
            raise DataError(
                f"there are more than {_MOST_KINDS:,} kinds of events, such as {name[:40]!r}",
                where=where,
                hint=f"This is no column of kinds; name the right one with {setting('event', 'COLUMN')}.",
            )
        return number


class _Piece:
    """Turns rows of one file into arrays."""

    def __init__(self, log: EventLog, table: Table, columns: EventColumns) -> None:
        self._log = log
        self._columns = columns
        self._path = str(table.source.path)
        self._times = TimeColumn()
        self._usual = usual_kind(table, columns, log.settings)
        self._numbers: dict[Any, int] = {}

    def arrays(self, rows: Sequence[Row]) -> dict[str, NDArray[Any]]:
        def place(number: int) -> str:
            return f"{self._path}:{rows[number].line}"

        values = [row.values for row in rows]

        def cells(name: str) -> list[Any]:
            return [each.get(name) for each in values]

        own = self._columns
        found: dict[str, NDArray[Any]] = {
            "user": _numbers(self._log.users, cells(own.user), "user", place),
            "item": _numbers(self._log.items, cells(own.item), "item", place),
        }
        for name, column in (("rating", own.rating), ("amount", own.weight)):
            found[name] = numbers_of(cells(column), name, place) if column else np.full(len(rows), np.nan)
        found["time"] = self._times.read(cells(own.time), place) if own.time else np.full(len(rows), np.nan)
        found["kind"] = self._kinds(cells(own.event), place) if own.event else self._all_usual(len(rows))
        return {name: column.astype(_TYPES[name]) for name, column in found.items()}

    def _kinds(self, cells: Sequence[Any], place: Callable[[int], str]) -> NDArray[np.int64]:
        try:
            return np.fromiter(map(self._numbers.__getitem__, cells), np.int64, len(cells))
        except (KeyError, TypeError):
            return np.array([self._kind(cell, row, place) for row, cell in enumerate(cells)], np.int64)

    def _kind(self, cell: Any, row: int, place: Callable[[int], str]) -> int:
        written = scalar(cell)
        number = self._log.kind_number(plain(written) or self._usual, place(row))
        if cell is None or isinstance(cell, str):
            self._numbers[cell] = number
        return number

    def _all_usual(self, count: int) -> NDArray[np.int64]:
        return np.full(count, self._log.kind_number(self._usual, self._path))


def _numbers(ids: Ids, cells: Sequence[Any], what: str, place: Callable[[int], str]) -> NDArray[np.int64]:
    """Numbers of the ids that stand in cells; new ones are added."""
    try:
        numbers = ids.numbers(cells)
    except TypeError:
        # A list or an object, which is a name once it is written as text.
        numbers = np.full(len(cells), -1)
    rows = np.flatnonzero(numbers < 0).tolist()
    numbers[rows] = ids.add_all(names_of([cells[row] for row in rows], what, lambda row: place(rows[row])))
    return numbers


def usual_kind(table: Table, columns: EventColumns, settings: ReadingSettings) -> str:
    """The kind of events that no column tells: the file's name does, or that they have ratings; else `event`.

    `game_purchase.dat` holds purchases.
    """
    for word in reversed(table.words):
        # Events of any kind are no kind.
        for kind in (word, word.removesuffix("s")):
            if kind not in ("event", "item", "user") and settings.weight_of(kind) is not None:
                return kind
    return "rating" if columns.rating else "event"


def _joined(pieces: Sequence[NDArray[Any]], kind: Any) -> NDArray[Any]:
    return np.concatenate(pieces) if pieces else np.zeros(0, kind)
