"""Blocks of a numbered, quoted sentence, its relation and a comment, as SemEval-2010 task 8 is published."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.data.readers.row import Row, Source
from scaffold.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scaffold.data.textfile import TextFile

_SENTENCE = re.compile(r'(?P<id>\d+)\t"(?P<text>.*)"\s*')
_COMMENT = "Comment:"


def is_relations(lines: Sequence[str]) -> bool:
    """Whether a sample begins with such blocks."""
    filled = [line for line in lines[:8] if line.strip()]
    return len(filled) >= 3 and bool(_SENTENCE.fullmatch(filled[0])) and filled[2].startswith(_COMMENT)


def open_relations(file: TextFile) -> Source:
    """Rows with `id`, `text` (entities marked as published) and `label`."""
    return Source(file.path, "relation blocks", file.encoding, lambda: _rows(file), (file.note,) if file.note else ())


def _rows(file: TextFile) -> Iterator[Row]:
    with file.open() as stream:
        lines = ((number, line.strip()) for number, line in enumerate(stream, 1))
        for number, line in lines:
            if not line or line.startswith(_COMMENT):
                continue
            match = _SENTENCE.fullmatch(line)
            label = next(lines, (number, ""))[1]
            if match is None or not label:
                raise DataError(
                    "expected a number, a tab and a quoted sentence, with its relation on the next line",
                    where=f"{file.path}:{number}",
                    hint="Mend the block, or give the data as CSV with the columns text and label.",
                )
            yield Row({"id": match["id"], "text": match["text"], "label": label}, number)
