"""A number a row, for regression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.data.targets import as_number, not_a_number
from scaffold.data.values import is_missing, scalar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.data.labels.fields import Fields


@dataclass(frozen=True)
class NumberLabels:
    """Reads the number in one column."""

    column: str

    def read(self, row: Fields) -> str | None:
        """The number as it is written.

        :raises DataError: for a cell that is no finite number.
        """
        cell = scalar(row.values.get(self.column))
        if is_missing(cell):
            return None
        if as_number(cell) is None:
            raise not_a_number(cell, row.where)
        return cell

    def notes(self) -> Sequence[str]:
        """Nothing is assumed."""
        return ()
