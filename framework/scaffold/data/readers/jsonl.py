"""JSON Lines: one object a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from scaffold.data.readers.label_studio import flat_task, is_task
from scaffold.data.readers.row import Row, Source
from scaffold.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold.data.textfile import TextFile


def open_jsonl(file: TextFile) -> Source:
    """Rows of a JSON Lines file; blank lines are passed over."""
    return Source(file.path, "JSON Lines", file.encoding, lambda: _rows(file), (file.note,) if file.note else ())


def _rows(file: TextFile) -> Iterator[Row]:
    with file.open() as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            where = f"{file.path}:{number}"
            try:
                value = json.loads(line)
            except json.JSONDecodeError as error:
                raise DataError(
                    f"this line is not JSON: {error.msg} at character {error.colno}",
                    where=where,
                    hint="Every line must be one JSON object; mend or remove this one.",
                ) from error
            except RecursionError as error:
                raise DataError("this line is nested too deeply", where=where, hint="Remove it.") from error
            yield Row(as_record(value, where), number)


def as_record(value: object, where: str) -> dict[str, object]:
    """A JSON value as a row: an object as it is, an array as `column_1` ..., a text with an object of its marks as one.

    :raises DataError: for any other value.
    """
    if isinstance(value, dict):
        return flat_task(value) if is_task(value) else value
    if isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], dict):
        return {"text": value[0], **value[1]}
    if isinstance(value, list) and value and all(isinstance(cell, str | int | float | bool | None) for cell in value):
        return {f"column_{i}": cell for i, cell in enumerate(value, 1)}
    raise DataError(
        f"expected an object with the columns of a row, found {_kind(value)}",
        where=where,
        hint='Write rows as {"text": "...", "label": "..."}.',
    )


def _kind(value: object) -> str:
    names = {list: "an array", str: "a string", int: "a number", float: "a number", bool: "true or false"}
    return names.get(type(value), "null")
