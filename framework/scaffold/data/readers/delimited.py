"""CSV, TSV and other tables with one delimiter; quoted line ends keep the line numbers right."""

from __future__ import annotations

import csv
import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from scaffold.data.readers.header import column_names, has_header, numbered_names
from scaffold.data.readers.row import Row, Source
from scaffold.data.textfile import TextFile, plain_name
from scaffold.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scaffold.settings import DataSettings

_DELIMITERS = ("\t", ";", "|", ",")
_USUAL = {".csv": ",", ".tsv": "\t", ".tab": "\t"}
_NAMES = {",": "comma", "\t": "tab", ";": "semicolon", "|": "bar"}
_SAMPLE_ROWS = 200


@dataclass(frozen=True)
class Dialect:
    """How cells are told apart.

    :ivar quoted: whether a double quote at the start of a cell opens a quotation.
    """

    delimiter: str
    quoted: bool


def open_delimited(file: TextFile, settings: DataSettings) -> Source:
    """Find dialect and header of a table.

    :raises DataError: for a header without rows or with a name twice.
    """
    dialect = _sniff(file)
    sample = [cells for _, cells in itertools.islice(_cells(file, dialect, settings), _SAMPLE_ROWS)]
    wanted = [settings.text, *settings.label_columns, settings.id, settings.group, settings.time]
    named = has_header(sample[0], sample[1:], [name for name in wanted if name])
    if named and len(sample) == 1:
        raise DataError(
            "there is a header and no row below it", where=f"{file.path}:1", hint="Add rows, or give another file."
        )
    names = column_names(sample[0], f"{file.path}:1") if named else numbered_names(len(sample[0]))
    notes = () if named else (f"no header row: columns are called {', '.join(names)}",)
    return Source(
        file.path,
        f"{_NAMES[dialect.delimiter]}-separated table",
        file.encoding,
        lambda: _rows(file, dialect, settings, names, named),
        (*notes, *([file.note] if file.note else [])),
    )


def _sniff(file: TextFile) -> Dialect:
    delimiter = sniff_delimiter(file.sample(), plain_name(file.path))
    return Dialect(delimiter, delimiter != "\t" or _uses_quotes(file))


def sniff_delimiter(lines: Sequence[str], name: str) -> str:
    """The delimiter that gives most rows the width of the first one.

    The one the file's name stands for is kept unless it fails and another one fits.
    """
    usual = _USUAL.get(Path(name).suffix.lower())
    if usual and _consistency(lines, usual) >= 0.5:
        return usual
    best = max(_DELIMITERS, key=lambda d: _consistency(lines, d))
    return best if _consistency(lines, best) >= 0.9 else usual or ","


def _consistency(lines: Sequence[str], delimiter: str) -> float:
    try:
        rows = [row for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return 0.0
    if not rows or len(rows[0]) < 2:
        return 0.0
    return sum(1 for row in rows if len(row) == len(rows[0])) / len(rows)


def _uses_quotes(file: TextFile) -> bool:
    """Whether quotes in a tab-separated file are marks; often they are plain characters there.

    They are marks if each is closed within its cell, or if without them the rows differ in width.
    """
    widths: set[int] = set()
    quoted = closed = 0
    with file.open() as stream:
        for line in stream:
            if line.strip():
                widths.add(line.count("\t"))
            if '"' in line:
                cells = [cell.strip() for cell in line.rstrip("\r\n").split("\t")]
                starting = [cell for cell in cells if cell.startswith('"')]
                quoted += len(starting)
                closed += sum(map(_is_closed, starting))
    return quoted > 0 and (quoted == closed or len(widths) > 1)


def _is_closed(cell: str) -> bool:
    return len(cell) > 1 and cell.endswith('"') and '"' not in cell[1:-1].replace('""', "")


def _rows(file: TextFile, dialect: Dialect, settings: DataSettings, names: Sequence[str], named: bool) -> Iterator[Row]:
    width = len(names)
    for line, cells in itertools.islice(_cells(file, dialect, settings), int(named), None):
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        if len(cells) != width:
            delimiter = _NAMES[dialect.delimiter]
            raise DataError(
                f"this row has {len(cells)} cells, expected {width} ({', '.join(names)})",
                where=f"{file.path}:{line}",
                hint=f"Put a text that holds a {delimiter} in double quotes, or mend the row.",
            )
        yield Row(dict(zip(names, cells, strict=True)), line)


def _cells(file: TextFile, dialect: Dialect, settings: DataSettings) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, each with the line it starts on."""
    csv.field_size_limit(max(csv.field_size_limit(), settings.max_text_length + 1))
    with file.open() as stream:
        lines = _Lines(stream)
        reader = csv.reader(
            lines, delimiter=dialect.delimiter, quoting=csv.QUOTE_MINIMAL if dialect.quoted else csv.QUOTE_NONE
        )
        while True:
            start = lines.count + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise _unreadable(file, start, settings, str(error)) from error
            if lines.ended:
                raise _unreadable(file, start, settings, "the file ends inside a quotation")
            if any(cell.strip() for cell in cells):
                yield start, cells


class _Lines:
    """Lines of a stream, counted; `ended` tells that the reader asked for more than there were."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.count = 0
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._stream.readline()
        if not line:
            self.ended = True
            raise StopIteration
        self.count += 1
        return line


def _unreadable(file: TextFile, line: int, settings: DataSettings, problem: str) -> DataError:
    where = f"{file.path}:{line}"
    if "field larger than field limit" in problem:
        return DataError(
            f"a cell of the row that starts here is longer than {settings.max_text_length:,} characters"
            " (data.max_text_length), or its quotation is never closed",
            where=where,
            hint="Close the quotation, split the text, or allow more with --set data.max_text_length=N.",
        )
    return DataError(
        f"the row that starts here cannot be read: {problem}",
        where=where,
        hint='Close every quotation; a double quote inside one is written twice ("").',
    )
