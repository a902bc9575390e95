"""Tables with a header: CSV, TSV and others with one delimiter."""

from __future__ import annotations

import csv
from collections import deque
from typing import TYPE_CHECKING

from scaffold.data.readers.delimited import sniff_delimiter
from scaffold.data.readers.header import column_names
from scaffold.data.textfile import TextFile, inspect, open_bytes, plain_name
from scaffold.errors import DataError
from scaffold.settings import DataSettings
from scaffold_financial_sentiment.news.item import Item, Reject
from scaffold_financial_sentiment.news.lines import bounded_lines, too_long
from scaffold_financial_sentiment.news.record import item_of, role_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_Line = tuple[int, str | None]


def read_table(path: Path, *, largest: int = 1_000_000) -> Iterator[Item | Reject]:
    """Items and rejects of the rows of a table, in their order; a file without any row has none.

    The encoding is settled first, as the core does it: UTF-8, else latin-1.

    :param largest: bytes of a row from which it is refused.
    :raises DataError: naming file and line, for a file that is no text, or whose header lacks a headline or a time.
    """
    with open_bytes(path) as stream:
        if not stream.read(4096).strip():
            return
    file = inspect(path, DataSettings())
    delimiter, quoted = _dialect(file)
    csv.field_size_limit(max(csv.field_size_limit(), largest + 1))
    with open_bytes(path) as stream:
        lines = _Lines(_decoded(bounded_lines(stream, largest), file.encoding), largest)
        rows = _rows(lines, delimiter, quoted)
        names = _header(rows, path)
        for number, cells in rows:
            where = f"{path}:{number}"
            yield Reject(where, cells) if isinstance(cells, str) else _item(names, cells, where)


def _dialect(file: TextFile) -> tuple[str, bool]:
    """The delimiter, and whether double quotes are marks: in a table with tabs only where each is closed."""
    lines = file.sample()
    delimiter = sniff_delimiter(lines, plain_name(file.path))
    cells = (cell.strip() for line in lines for cell in line.split("\t")) if delimiter == "\t" else ()
    unclosed = any(cell.startswith('"') and (len(cell) < 2 or not cell.endswith('"')) for cell in cells)
    return delimiter, not unclosed


def _decoded(lines: Iterator[tuple[int, bytes | None]], encoding: str) -> Iterator[_Line]:
    for number, line in lines:
        yield number, None if line is None else line.decode(encoding, "replace")


def _header(rows: Iterator[tuple[int, list[str] | str]], path: Path) -> Sequence[str]:
    number, first = next(rows, (1, []))
    if isinstance(first, str):
        raise DataError(first, where=f"{path}:{number}")
    names = column_names(first, f"{path}:{number}")
    roles = {role_of(name) for name in names}
    if not (roles & {"headline", "body"} and "time" in roles):
        raise DataError(
            f"the first row names no column of a {'headline' if 'time' in roles else 'time'}"
            f" (columns: {', '.join(name[:40] for name in names[:12])})",
            where=f"{path}:{number}",
            hint="Name the columns there, such as time,headline,source,url,id.",
        )
    return names


def _item(names: Sequence[str], cells: list[str], where: str) -> Item | Reject:
    while len(cells) > len(names) and not cells[-1].strip():
        cells.pop()
    if len(cells) != len(names):
        reason = f"this row has {len(cells)} cells, expected {len(names)}"
        return Reject(where, f"{reason}; put a text that holds the delimiter in double quotes")
    return item_of(dict(zip(names, cells, strict=True)), where)


class _BrokenRowError(Exception):
    """A row that cannot be read; the words say why."""


class _Lines:
    """Lines for a reader of rows, with those of the present row kept, so that they can be given again."""

    def __init__(self, lines: Iterator[_Line], largest: int) -> None:
        self._lines = lines
        self._largest = largest
        self._taken: list[_Line] = []
        self._again: deque[_Line] = deque()
        self._size = 0

    @property
    def start(self) -> int:
        """Number of the line on which the present row starts."""
        return self._taken[0][0]

    def begin(self) -> None:
        """A new row starts."""
        self._taken, self._size = [], 0

    def give_again(self) -> None:
        """All lines of the present row but the first will come once more."""
        self._again.extendleft(reversed(self._taken[1:]))

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines, None)
        if line is None:
            if self._taken:
                raise _BrokenRowError("a quotation in it is never closed; close it, or write two quotes inside a text")
            raise StopIteration
        self._taken.append(line)
        text = line[1]
        if text is None:
            raise _BrokenRowError(too_long(self._largest))
        self._size += len(text)
        if self._size > self._largest:
            raise _BrokenRowError(f"it has more than {self._largest:,} characters, or a quotation is never closed")
        return text


def _rows(lines: _Lines, delimiter: str, quoted: bool) -> Iterator[tuple[int, list[str] | str]]:
    """Rows that are not blank, each with the line it starts on; for one that cannot be read, why.

    Behind such a row it goes on with the next line, so that a quotation which is never closed costs one line and not
    the rest of the file.
    """
    reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)
    while True:
        lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _BrokenRowError) as error:
            yield lines.start, f"this row cannot be read: {error}"
            lines.give_again()
        else:
            if any(cell.strip() for cell in cells):
                yield lines.start, cells
