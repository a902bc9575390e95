"""Rows whose two texts belong together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.data.values import is_missing, scalar
from scaffold.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.data.labels.fields import Fields

TOGETHER = "together"
_NOT = frozenset({"0", "0.0", "false", "no", "n"})


@dataclass(frozen=True)
class PairLabels:
    """Two texts in a row belong together, unless a column says that they do not.

    :ivar column: that holds 0, false or no where they do not; None without such a column.
    """

    column: str | None = None

    def read(self, row: Fields) -> str | None:
        """`together`; None for a row that is said to hold no pair.

        :raises DataError: for a row without a second text.
        """
        if self.column is not None:
            said = scalar(row.values.get(self.column))
            if is_missing(said) or said.casefold() in _NOT:
                return None
        if not row.pair.text:
            raise DataError(
                "there is no second text that belongs to the first",
                where=row.where,
                hint="Fill it, take the row out, or name the column of second texts with --set data.text_pair=COLUMN.",
            )
        return TOGETHER

    def notes(self) -> Sequence[str]:
        """Nothing."""
        return ()
