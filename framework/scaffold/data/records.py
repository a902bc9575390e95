"""Rows as examples, under a column map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaffold.data.entity_marks import marked_text
from scaffold.data.example import Example, Origin
from scaffold.data.labels.fields import Fields, Passage
from scaffold.data.values import parse_time, scalar, structure
from scaffold.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from scaffold.data.columns import ColumnMap
    from scaffold.data.labels.fields import LabelReader
    from scaffold.data.readers.row import Row
    from scaffold.settings import DataSettings

_TOKENS = ("tokens", "words")


class Records:
    """Turns the rows of one file into examples.

    :param readers: what reads the labels of each head.
    :param relations: whether each text must hold two marked entities.
    :param tall: whether each token of the file has a line of its own.
    :param file: the file as messages name it; `name` begins the ids of rows that bring none.
    """

    def __init__(
        self,
        columns: ColumnMap,
        settings: DataSettings,
        readers: Mapping[str, LabelReader],
        *,
        file: str,
        name: str,
        relations: bool = False,
        tall: bool = False,
    ) -> None:
        self._columns = columns
        self._settings = settings
        self._readers = readers
        self._relations = relations
        self._tall = tall
        self._file = file
        self._name = name
        own = (columns.text, columns.text_pair, columns.id, columns.group, columns.time, columns.split)
        flags = (column for several in columns.flags.values() for column in several)
        used = {column for column in (*own, *columns.labels.values(), *flags) if column}
        # Where results are shown apart by a column, its values travel with the texts whatever else it is used for.
        self._used = used - {*settings.subgroups}

    def example(self, row: Row) -> Example:
        """One row as an example; text and labels may be empty.

        :raises DataError: for a text that is too long, a time that is none, or labels that cannot be read.
        """
        columns, fields = self._columns, self._fields(row)
        labels: dict[str, str | list[str]] = {}
        if fields.text.text:
            for head, reader in self._readers.items():
                label = reader.read(fields)
                if label is not None:
                    labels[head] = label
        values = row.values
        return Example(
            text=fields.text.text,
            text_pair=fields.pair.text or None,
            labels=labels,
            id=(scalar(values.get(columns.id)) if columns.id else "") or f"{self._name}:{row.line}",
            time=self._time(values.get(columns.time), fields.where) if columns.time else None,
            group=(scalar(values.get(columns.group)) or None) if columns.group else None,
            metadata=fields.metadata,
            origin=Origin(self._file, row.line),
        )

    def _fields(self, row: Row) -> Fields:
        """What labels are read from: texts, and the columns that no role uses."""
        columns, values = self._columns, row.values
        where = f"{self._file}:{row.line}"
        cell = self._tokens(values.get(columns.text))
        metadata = {name: value for name, value in values.items() if name not in self._used and value is not None}
        listed = (each for name in _TOKENS if isinstance(each := self._tokens(values.get(name)), list))
        tokens = cell if isinstance(cell, list) else next(listed, None)
        if tokens is not None:
            metadata["tokens"] = list(tokens)
        text = self._marked(Passage.of(cell), values, where)
        pair = Passage.of(values.get(columns.text_pair) if columns.text_pair else None)
        for passage in (text, pair):
            self._check_length(passage.text, where)
        return Fields(values, text, pair, self._file, row.line, metadata, self._tall)

    def _tokens(self, cell: Any) -> Any:
        """A list of tokens, also where it is written as text; another cell as it is."""
        found = structure(cell) if self._readers else cell
        words = isinstance(found, list) and all(isinstance(each, str) for each in found)
        return found if words else cell

    def _marked(self, text: Passage, values: Mapping[str, Any], where: str) -> Passage:
        if not (self._relations and text.text):
            return text
        try:
            return Passage.of(marked_text(text.cell, values))
        except ValueError as error:
            raise DataError(
                str(error),
                where=where,
                hint="Mark both entities: <e1>one</e1> and <e2>the other</e2>; or name them in columns e1 and e2.",
            ) from error

    def _check_length(self, text: str, where: str) -> None:
        most = self._settings.max_text_length
        if len(text) > most:
            raise DataError(
                f"this text has {len(text):,} characters, more than the {most:,} of data.max_text_length",
                where=where,
                hint=f"Split the text, or allow it with --set data.max_text_length={len(text)}.",
            )

    def _time(self, value: Any, where: str) -> datetime | None:
        found = parse_time(value)
        if found is None and self._settings.time and scalar(value):
            raise DataError(
                f"{scalar(value)[:40]!r} in column {self._settings.time!r} is not a date or time",
                where=where,
                hint="Write times as 2024-05-31 or 2024-05-31T18:00:00Z (ISO 8601).",
            )
        return found
