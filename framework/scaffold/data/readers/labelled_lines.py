"""Lines of text, plain or as `text@label`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.data.readers.row import Row, Source
from scaffold.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scaffold.data.textfile import TextFile

_LABELLED = re.compile(r"(?P<text>.*\S)\s*@(?P<label>[\w-]{1,60})\s*")


def is_labelled(lines: Sequence[str]) -> bool:
    """Whether nearly every line of a sample is `text@label` with few labels."""
    filled = [line for line in lines if line.strip()]
    found = [match["label"] for line in filled if (match := _LABELLED.fullmatch(line))]
    return len(found) >= 2 and len(found) >= 0.9 * len(filled) and len(set(found)) <= max(2, len(found) // 2)


def open_labelled_lines(file: TextFile) -> Source:
    """Rows with `text` and `label` from `text@label` lines."""
    return Source(file.path, "text@label lines", file.encoding, lambda: _labelled(file), _notes(file))


def open_plain_lines(file: TextFile) -> Source:
    """Rows with `text`, one a line."""
    return Source(file.path, "plain lines", file.encoding, lambda: _plain(file), _notes(file))


def _notes(file: TextFile) -> tuple[str, ...]:
    return (file.note,) if file.note else ()


def _labelled(file: TextFile) -> Iterator[Row]:
    for line, text in _lines(file):
        match = _LABELLED.fullmatch(text)
        if match is None:
            raise DataError(
                "this line does not end in @label, as the others do",
                where=f"{file.path}:{line}",
                hint="Add the label after the last @, or remove the line.",
            )
        yield Row({"text": match["text"], "label": match["label"]}, line)


def _plain(file: TextFile) -> Iterator[Row]:
    for line, text in _lines(file):
        yield Row({"text": text}, line)


def _lines(file: TextFile) -> Iterator[tuple[int, str]]:
    with file.open() as stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                yield number, line.strip()
