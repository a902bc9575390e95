"""One class a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.data.labels.names import NO_NAMES, LabelNames
from scaffold.data.values import is_missing, scalar
from scaffold.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.data.labels.fields import Fields


@dataclass(frozen=True)
class ClassLabels:
    """Reads the class in one column.

    :ivar head: what messages name.
    """

    head: str
    column: str
    names: LabelNames = NO_NAMES

    def read(self, row: Fields) -> str | None:
        """The class; a list of one counts as that one.

        :raises DataError: for several labels, or a number that has no name.
        """
        value = row.values.get(self.column)
        if isinstance(value, list):
            if len(value) > 1:
                raise DataError(
                    f"this row has {len(value)} labels, and the head {self.head!r} takes one",
                    where=row.where,
                    hint="Keep one label a row, or make it a head of the kind multilabel.",
                )
            value = value[0] if value else None
        label = scalar(value)
        return None if is_missing(label) else self.names.of(label, row.where)

    def notes(self) -> Sequence[str]:
        """Where names come from."""
        return tuple(self.names.note())
