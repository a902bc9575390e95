"""What a command is given to read: files in any format, standard input, or texts as they are typed."""

from __future__ import annotations

import sys
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.data.columns import guess_columns
from scaffold.data.readers import open as readers
from scaffold.data.values import scalar
from scaffold.errors import DataError
from scaffold.files import STREAM
from scaffold.settings import DataSettings
from scaffold.sharding.rows import Row, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SAMPLE = 200
_HINT = "Give files, - for lines of JSON on standard input, or texts in quotes."


def notes_of(sources: Sequence[str]) -> Iterator[Row]:
    """A row a note, streamed; nothing of it is written to a disk.

    :param sources: files, `-`, or texts.
    :raises DataError: naming file and line of what cannot be read, and never what it says.
    """
    for place, source in enumerate(sources, 1):
        if source == STREAM:
            yield from read_rows(sys.stdin.buffer, "standard input", inputs="text")
        elif is_file(source):
            yield from _file_rows(Path(source))
        elif source.strip():
            yield Row(f"text {place}" if len(sources) > 1 else "text", source)
        else:
            raise DataError("the text is empty", hint=_HINT)


def is_file(source: str) -> bool:
    """Whether a file is meant.

    :raises DataError: for what looks like the name of a file that is not there.
    """
    try:
        if Path(source).is_file():
            return True
    except (OSError, ValueError):
        # A text can be too long for the name of a file.
        return False
    looks_so = not any(letter.isspace() for letter in source) and Path(source).suffix.lower() in readers.KNOWN
    if looks_so or Path(source).is_dir():
        what = "this is a folder" if Path(source).is_dir() else "there is no such file"
        raise DataError(what, where=source, hint=_HINT)
    return False


def _file_rows(path: Path) -> Iterator[Row]:
    settings = DataSettings()
    rows = readers.read_rows(path, settings)
    sample = list(islice(rows, _SAMPLE))
    names = list(dict.fromkeys(name for row in sample for name in row.values))
    columns = guess_columns(names, [row.values for row in sample], settings, (), need_labels=False, where=str(path))
    for row in chain(sample, rows):
        text = scalar(row.values.get(columns.text))
        if not text:
            raise DataError("this row has no text", where=f"{path}:{row.line}", hint="Remove it, or write its text.")
        name = scalar(row.values.get(columns.id)) if columns.id else ""
        more = {key: value for key, value in row.values.items() if key not in (columns.text, columns.id)}
        yield Row(name or str(row.line), text, more)
