"""Lines of JSON as rows to decide: an id and a text each."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from scaffold.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BLOCK = 2048
"""Rows that are decided together: every engine cuts at the same rows, so that all give the same bytes."""

_BLANK = b" \t\r\n\xef\xbb\xbf"
_MARK = b"\xef\xbb\xbf"
_FORM = 'Write lines like {"text": "..."}.'


class Row(NamedTuple):
    """What is decided, and what the decision is called."""

    id: str
    text: str


def read_rows(lines: Iterable[bytes], where: str, first: int = 1) -> Iterator[Row]:
    """A row for each line that is not blank; without an id it is called by the number of its line.

    :param where: the file as messages name it.
    :param first: number of the first line.
    :raises DataError: naming the line that is no row.
    """
    for number, line in enumerate(lines, first):
        row = read_row(line, number, where)
        if row is not None:
            yield row


def read_row(line: bytes, number: int, where: str) -> Row | None:
    """One line as a row, None where it is blank; a line that is a JSON string is a text.

    :raises DataError: when it is neither JSON nor has a text.
    """
    if not line.strip(_BLANK):
        return None
    place = f"{where}:{number}"
    try:
        values = json.loads(line.removeprefix(_MARK).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise DataError("this line is not UTF-8", where=place, hint="Save the file as UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"this line is not JSON: {error}", where=place, hint=_FORM) from error
    text = values.get("text") if isinstance(values, dict) else values
    if not isinstance(text, str) or not text.strip():
        raise DataError("this line has no text", where=place, hint=_FORM)
    name = values.get("id") if isinstance(values, dict) else None
    return Row(str(number if name is None else name), text)


@contextmanager
def open_lines(path: Path | str) -> Iterator[BinaryIO]:
    """A file of JSON lines, open for reading.

    :raises DataError: when it is missing or cannot be read.
    """
    try:
        stream = Path(path).open("rb")  # noqa: SIM115 - closed below; only the opening is guarded
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        reason = "there is no such file" if missing else f"the file cannot be read: {error.strerror}"
        raise DataError(reason, where=str(path), hint="Give a file of JSON lines, or - for standard input.") from error
    with stream:
        yield stream
