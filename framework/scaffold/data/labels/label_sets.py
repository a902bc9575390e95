"""Several classes a row, or none: lists, cells of several names, a column for each class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scaffold.data.labels.names import NO_NAMES, LabelNames
from scaffold.data.values import is_missing, scalar, structure
from scaffold.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.data.labels.fields import Fields

_SEPARATORS = ("|", ";", ",", "\t")
_YES = frozenset({"1", "true", "yes", "1.0"})
_NO = frozenset({"0", "false", "no", "0.0"})


@dataclass(frozen=True)
class LabelSets:
    """Reads the labels in one column.

    :ivar separator: what divides the labels of a cell; empty if nothing does.
    :ivar vector: whether the lists hold a 0 or 1 for each class.
    """

    column: str
    separator: str = ""
    names: LabelNames = NO_NAMES
    vector: bool = False

    def read(self, row: Fields) -> list[str] | None:
        """The labels in the order given, each once; an empty list where none holds.

        :raises DataError: for a number that has no name, or an object that is no set of labels.
        """
        value = structure(row.values.get(self.column))
        labels = self._labels(value, row)
        if labels is None:
            return [] if row.finished else None
        named = [self.names.of(label, row.where) for label in labels]
        return list(dict.fromkeys(named))

    def _labels(self, value: Any, row: Fields) -> list[str] | None:
        if isinstance(value, Mapping):
            return _of_mapping(value, row)
        if isinstance(value, list):
            cells = [scalar(each) for each in value]
            if self.vector:
                return [str(index + self.names.first) for index, cell in enumerate(cells) if cell in _YES]
            return [cell for cell in cells if not is_missing(cell)]
        cell = scalar(value)
        if is_missing(cell):
            return None
        parts = cell.split(self.separator) if self.separator else [cell]
        return [part.strip() for part in parts if not is_missing(part.strip())]

    def notes(self) -> Sequence[str]:
        """What divides labels, and where names come from."""
        divided = (f"labels in column {self.column!r} are divided by {self.separator!r}",) if self.separator else ()
        return (*divided, *self.names.note())


@dataclass(frozen=True)
class FlagColumns:
    """Reads a column for each class that holds 1 where the class does."""

    columns: tuple[str, ...]

    def read(self, row: Fields) -> list[str] | None:
        """The classes whose column holds 1; None where all columns are empty.

        :raises DataError: for a cell that is neither 0 nor 1.
        """
        cells = {column: scalar(row.values.get(column)).casefold() for column in self.columns}
        if all(is_missing(cell) for cell in cells.values()):
            return None
        for column, cell in cells.items():
            if cell not in _YES | _NO and not is_missing(cell):
                raise DataError(
                    f"{cell[:40]!r} in column {column!r} is neither 0 nor 1",
                    where=row.where,
                    hint="Write 1 where the label holds and 0 where it does not.",
                )
        return [column for column, cell in cells.items() if cell in _YES]

    def notes(self) -> Sequence[str]:
        """Which columns are labels."""
        return (f"each of these columns is a label: {', '.join(self.columns)}",)


def _of_mapping(value: Mapping[str, Any], row: Fields) -> list[str]:
    """`{"choices": [...]}`, or a yes or no for each class."""
    if isinstance(value.get("choices"), list):
        return [scalar(each) for each in value["choices"]]
    cells = {name: scalar(cell).casefold() for name, cell in value.items()}
    if not all(cell in _YES | _NO for cell in cells.values()):
        raise DataError(
            "expected the labels of a row as a list, or as 0 or 1 by name",
            where=row.where,
            hint='Write ["a", "b"] or {"a": 1, "b": 0}.',
        )
    return [name for name, cell in cells.items() if cell in _YES]


def is_vector(lists: Sequence[Sequence[Any]]) -> bool:
    """Whether lists hold a 0 or 1 for each class: all of one length, with more than two cells, and 0 more than once."""
    if len({len(cells) for cells in lists}) != 1 or len(lists[0]) < 3:
        return False
    numbers = all(isinstance(cell, int | float) and cell in (0, 1) for cells in lists for cell in cells)
    return numbers and any(list(cells).count(0) > 1 for cells in lists)


def guess_separator(cells: Sequence[str]) -> str:
    """What divides the labels of a cell: the mark whose parts occur in other cells, too; empty if there is none.

    >>> guess_separator(["a,b", "b", "a", "c,a"])
    ','
    >>> guess_separator(["Health, Beauty", "Sports", "Health, Beauty"])
    ''
    """
    different = sorted(set(cells))
    marks = [*_SEPARATORS, " "] if all(cell.replace(" ", "").isdecimal() for cell in different) else _SEPARATORS
    for mark in marks:
        joined = [cell for cell in different if mark in cell]
        parts = [[part.strip() for part in cell.split(mark) if part.strip()] for cell in joined]
        spread: dict[str, int] = {}
        for part in (part for one in different for part in {each.strip() for each in one.split(mark)}):
            spread[part] = spread.get(part, 0) + 1
        again = [spread[part] > 1 for one in parts for part in one]
        if again and sum(again) >= 0.6 * len(again):
            return mark
    return ""
