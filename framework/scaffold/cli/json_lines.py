"""JSON lines in and out, as the commands share them: `-` is a standard stream, a file is written whole or not."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from scaffold.errors import DataError
from scaffold.files import writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_BLANK = b" \t\r\n\xef\xbb\xbf"
_MARK = b"\xef\xbb\xbf"
# Half a surrogate pair has no UTF-8; written as a backslash escape it is what JSON wants.
_ESCAPED = "backslashreplace"
_FORM = 'Write lines like {"text": "..."}.'


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of input.

    :ivar id: its own, else the number of its line.
    :ivar fields: all that the line holds, `text` and `id` too.
    :ivar place: file and line, for messages.
    """

    id: str
    text: str
    fields: Mapping[str, Any]
    place: str


def text_lines(lines: Iterable[bytes], source: str) -> Iterator[TextLine]:
    """The texts of JSON lines; a line that is a JSON string is a text, blank lines are skipped.

    :param source: where the lines are read, as `reading` was told.
    :raises DataError: naming the line that has no text.
    """
    where = "standard input" if source == "-" else source
    for number, line in enumerate(lines, 1):
        if not line.strip(_BLANK):
            continue
        place = f"{where}:{number}"
        try:
            row = json.loads(line.removeprefix(_MARK).decode("utf-8"))
        except UnicodeDecodeError as error:
            raise DataError("this line is not UTF-8", where=place, hint="Save the file as UTF-8.") from error
        except (ValueError, RecursionError) as error:
            raise DataError(f"this line is not JSON: {error}", where=place, hint=_FORM) from error
        fields = row if isinstance(row, dict) else {"text": row}
        text, name = fields.get("text"), fields.get("id")
        if not isinstance(text, str) or not text.strip():
            raise DataError("this line has no text", where=place, hint=_FORM)
        yield TextLine(str(number if name is None else name), text, fields, place)


@contextmanager
def reading(source: str) -> Iterator[Iterable[bytes]]:
    """The lines of standard input (`-`) or of a file.

    :raises DataError: when the file is missing or cannot be read.
    """
    if source == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = Path(source).open("rb")  # noqa: SIM115 - closed below; only the opening is guarded
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        reason = "there is no such file" if missing else f"the file cannot be read: {error.strerror}"
        raise DataError(reason, where=source, hint="Give a file of JSON lines, or - for standard input.") from error
    with stream:
        yield stream


@contextmanager
def writing_lines(target: str) -> Iterator[TextIO]:
    """Standard output (`-`), or a file that appears only when it is complete.

    :raises UserError: when the disk is full, read-only or not ours to write to.
    """
    if target == "-":
        sys.stdout.reconfigure(encoding="utf-8", errors=_ESCAPED)  # type: ignore[union-attr]
        yield sys.stdout
        return
    path = Path(target)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", errors=_ESCAPED, newline="\n") as stream:
                yield stream
            Path(draft).chmod(0o644)
            Path(draft).replace(path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
