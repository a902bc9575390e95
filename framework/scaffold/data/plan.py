"""How the files of a data set are to be read: columns, kinds of heads, and readers of labels."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.data.columns import ColumnMap, guess_columns
from scaffold.data.labels.choose import Sample, kind_of, label_readers
from scaffold.data.records import Records
from scaffold.data.textfile import plain_name
from scaffold.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scaffold.data.labels.fields import LabelReader
    from scaffold.data.readers.row import Source
    from scaffold.settings import DataSettings

_SAMPLE_ROWS = 1000


@dataclass(frozen=True)
class ReadingPlan:
    """What was found in the first rows of train, for all files.

    :ivar kinds: kind of each head that has a column.
    """

    columns: ColumnMap
    kinds: Mapping[str, str]
    readers: Mapping[str, LabelReader]
    settings: DataSettings

    def records(self, file: Source) -> Records:
        """What turns the rows of one file into examples."""
        return Records(
            self.columns,
            self.settings,
            self.readers,
            file=str(file.path),
            name=plain_name(file.path),
            relations="relation" in self.kinds.values(),
            tall=file.tall,
        )

    def notes(self) -> Iterator[str]:
        """What readers of labels assumed; complete when all rows are read."""
        for reader in self.readers.values():
            yield from reader.notes()


def plan_reading(
    file: Source, settings: DataSettings, heads: Sequence[str], asked: Mapping[str, str], *, need_labels: bool
) -> ReadingPlan:
    """Look at the first rows of a file.

    :param asked: kind of the heads for which it is known.
    :raises DataError: if a column or the scheme of tags cannot be told.
    """
    rows = [row.values for row in itertools.islice(file.rows(), _SAMPLE_ROWS)]
    if not rows:
        raise DataError("there are no rows", where=str(file.path), hint="Give a file with labelled texts.")
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = guess_columns(names, rows, settings, heads, kinds=asked, need_labels=need_labels, where=str(file.path))
    sample = Sample(rows, file.path, settings)
    kinds = {head: kind_of(asked.get(head), column, sample) for head, column in columns.labels.items()}
    return ReadingPlan(columns, kinds, label_readers(columns, kinds, sample), settings)
