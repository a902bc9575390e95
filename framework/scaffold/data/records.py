"""Rows as examples, under a column map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaffold.data.example import Example, Origin
from scaffold.data.values import is_missing, is_spans, parse_time, scalar, spans_as_tags
from scaffold.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Set
    from datetime import datetime

    from scaffold.data.columns import ColumnMap
    from scaffold.data.readers.row import Row
    from scaffold.settings import DataSettings


class Records:
    """Turns the rows of one file into examples.

    :param tags: columns that hold one tag a token.
    :param file: the file as messages name it; `name` begins the ids of rows that bring none.
    """

    def __init__(self, columns: ColumnMap, settings: DataSettings, tags: Set[str], *, file: str, name: str) -> None:
        self._columns = columns
        self._settings = settings
        self._tags = tags
        self._file = file
        self._name = name
        own = (columns.text, columns.text_pair, columns.id, columns.group, columns.time, columns.split)
        self._used = {column for column in (*own, *columns.labels.values()) if column} - {"tokens"}

    def example(self, row: Row) -> Example:
        """One row as an example; text and labels may be empty.

        :raises DataError: for a text that is too long, a time that is none, or tags that do not fit the tokens.
        """
        columns, values = self._columns, row.values
        where = f"{self._file}:{row.line}"
        text = scalar(values.get(columns.text))
        self._check_length(text, where)
        metadata = {name: value for name, value in values.items() if name not in self._used and value is not None}
        labels: dict[str, str | list[str]] = {}
        for head, column in columns.labels.items():
            label = self._label(values.get(column), column, text, metadata, where)
            if label is not None:
                labels[head] = label
        return Example(
            text=text,
            text_pair=(scalar(values.get(columns.text_pair)) or None) if columns.text_pair else None,
            labels=labels,
            id=(scalar(values.get(columns.id)) if columns.id else "") or f"{self._name}:{row.line}",
            time=self._time(values.get(columns.time), where) if columns.time else None,
            group=(scalar(values.get(columns.group)) or None) if columns.group else None,
            metadata=metadata,
            origin=Origin(self._file, row.line),
        )

    def _check_length(self, text: str, where: str) -> None:
        most = self._settings.max_text_length
        if len(text) > most:
            raise DataError(
                f"this text has {len(text):,} characters, more than the {most:,} of data.max_text_length",
                where=where,
                hint=f"Split the text, or allow it with --set data.max_text_length={len(text)}.",
            )

    def _label(
        self, value: Any, column: str, text: str, metadata: dict[str, Any], where: str
    ) -> str | list[str] | None:
        if is_spans(value):
            metadata.setdefault("tokens", list(text))
            return spans_as_tags(text, value)
        if column in self._tags:
            return self._tag_list(value, text, metadata, where)
        if isinstance(value, list):
            return [label for each in value if not is_missing(label := scalar(each))]
        label = scalar(value)
        return None if is_missing(label) else label

    def _tag_list(self, value: Any, text: str, metadata: dict[str, Any], where: str) -> list[str] | None:
        tags = value.split() if isinstance(value, str) else [scalar(tag) for tag in value or ()]
        if not tags:
            return None
        tokens = metadata.setdefault("tokens", text.split())
        if len(tokens) != len(tags):
            raise DataError(
                f"there are {len(tokens)} tokens and {len(tags)} tags", where=where, hint="Give every token one tag."
            )
        return tags

    def _time(self, value: Any, where: str) -> datetime | None:
        found = parse_time(value)
        if found is None and self._settings.time and scalar(value):
            raise DataError(
                f"{scalar(value)[:40]!r} in column {self._settings.time!r} is not a date or time",
                where=where,
                hint="Write times as 2024-05-31 or 2024-05-31T18:00:00Z (ISO 8601).",
            )
        return found
