"""CoNLL and IOB: a token a line, columns between, a blank line after each sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.data.readers.row import Row, Source
from scaffold.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scaffold.data.textfile import TextFile

_TAG = re.compile(r"O|[BIESLUM]-\S+")


def open_conll(file: TextFile) -> Source:
    """Rows with `tokens`, `tags` (last column, IOB1 or BIO as they are) and the columns between."""
    return Source(file.path, "CoNLL", file.encoding, lambda: _rows(file), (file.note,) if file.note else (), tall=True)


def is_conll(lines: Sequence[str]) -> bool:
    """Whether nearly every line of a sample ends in a tag, and one of them is `O`."""
    cells = [line.split() for line in lines if line.strip()]
    tagged = sum(1 for row in cells if len(row) >= 2 and _TAG.fullmatch(row[-1]))
    return tagged >= 2 and tagged >= 0.95 * len(cells) and any(row[-1] == "O" for row in cells)


def _rows(file: TextFile) -> Iterator[Row]:
    sentence: list[list[str]] = []
    start, width = 1, 0
    with file.open() as stream:
        for number, line in enumerate(stream, 1):
            cells = _split(line)
            if not cells or cells[0] == "-DOCSTART-":
                if sentence:
                    yield _row(sentence, start)
                sentence = []
                continue
            width = width or len(cells)
            if len(cells) != width or width < 2:
                raise DataError(
                    f"this line has {len(cells)} columns, expected {max(width, 2)} (a token first, its tag last)",
                    where=f"{file.path}:{number}",
                    hint="Mend the line; sentences are divided by blank lines.",
                )
            start = start if sentence else number
            sentence.append(cells)
    if sentence:
        yield _row(sentence, start)


def _split(line: str) -> list[str]:
    """Cells of a line; a token may hold blanks where tabs divide the columns."""
    if not line.strip():
        return []
    return line.strip("\r\n").split("\t") if "\t" in line else line.split()


def _row(sentence: list[list[str]], start: int) -> Row:
    columns = list(zip(*sentence, strict=True))
    between = {f"column_{i}": list(column) for i, column in enumerate(columns[1:-1], 2)}
    return Row({"tokens": list(columns[0]), "tags": list(columns[-1]), **between}, start)
