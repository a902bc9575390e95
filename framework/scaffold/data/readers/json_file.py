"""JSON: a list of records, a list under some key, lists by split, or records by id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaffold.data.readers.json_values import JsonValues, Value
from scaffold.data.readers.jsonl import as_record
from scaffold.data.readers.row import Row, Source
from scaffold.data.readers.squad import is_article, questions
from scaffold.data.split_names import split_of
from scaffold.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold.data.textfile import TextFile


def open_json(file: TextFile) -> Source:
    """Rows of a JSON file, whichever of the known shapes it has."""
    return Source(file.path, "JSON", file.encoding, lambda: _rows(file), (file.note,) if file.note else ())


def _rows(file: TextFile) -> Iterator[Row]:
    found = False
    with file.open() as stream:
        for item in JsonValues(stream, str(file.path)):
            for row in _item_rows(item, f"{file.path}:{item.line}"):
                found = True
                yield row
    if not found:
        raise DataError(
            "this JSON file holds no rows",
            where=str(file.path),
            hint='Expected a list of records, such as [{"text": "...", "label": "..."}].',
        )


def _item_rows(item: Value, where: str) -> Iterator[Row]:
    """The rows of a value; none for what stands beside the rows (a version, a title)."""
    if not item.listed:
        if isinstance(item.value, dict):
            yield Row({"id": item.key, **item.value}, item.line)
        return
    split = split_of(item.key) if item.key else None
    if is_article(item.value):
        yield from (Row(values, item.line, split) for values in questions(item.value, where))
        return
    values: dict[str, Any] = as_record(item.value, where)
    yield Row({**values, "split": item.key} if split else values, item.line, split)
