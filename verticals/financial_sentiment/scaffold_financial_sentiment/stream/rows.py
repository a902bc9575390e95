"""Lines of a stream as items: JSON objects, or rows of a table that starts with a header."""

from __future__ import annotations

import codecs
import csv
import io
from typing import TYPE_CHECKING, Protocol

from scaffold_financial_sentiment.news.item import Reject
from scaffold_financial_sentiment.news.jsonl import item_of_line
from scaffold_financial_sentiment.news.record import item_of

if TYPE_CHECKING:
    from scaffold_financial_sentiment.news.item import Item

_DELIMITERS = {".csv": ",;\t", ".tsv": "\t", ".tab": "\t"}


class Rows(Protocol):
    """Reads one row at a time.

    :ivar wants_header: whether the first row of a file is not an item but the names of the columns.
    """

    wants_header: bool

    def start(self, header: bytes) -> None:
        """Take the first row of a file."""
        ...

    def goes_on(self, line: bytes, is_quoted: bool) -> bool:
        """Whether the row goes on in the next line.

        :param is_quoted: whether it came from the line before.
        """
        ...

    def entry(self, row: bytes, where: str) -> Item | Reject | None:
        """What a row holds; None for a blank one."""
        ...


class JsonRows:
    """One JSON object a line."""

    wants_header = False

    def start(self, header: bytes) -> None:
        """There is no header."""

    def goes_on(self, line: bytes, is_quoted: bool) -> bool:
        """Never."""
        return False

    def entry(self, row: bytes, where: str) -> Item | Reject | None:
        """The item of one object."""
        written = row.removeprefix(codecs.BOM_UTF8).strip()
        return item_of_line(written, where) if written else None


class TableRows:
    """Rows of a CSV or TSV file, quoted by RFC 4180.

    :param delimiters: characters of which the one that the header has most of divides the cells.
    :param largest: bytes of the largest row.
    """

    wants_header = True

    def __init__(self, delimiters: str, largest: int) -> None:
        csv.field_size_limit(max(csv.field_size_limit(), largest))
        self._delimiters = delimiters
        self._delimiter = delimiters[0]
        self._names: list[str] = []

    def start(self, header: bytes) -> None:
        """Take the names of the columns."""
        text = header.decode("utf-8", "replace").removeprefix("\ufeff")
        self._delimiter = max(self._delimiters, key=text.count)
        self._names = [name.strip() for name in self._cells(text)]

    def goes_on(self, line: bytes, is_quoted: bool) -> bool:
        """Whether the line ends inside a quoted cell."""
        at, mark = 0, self._delimiter.encode()
        while True:
            if is_quoted:
                at = _closed(line, at)
                if at < 0:
                    return True
                at = line.find(mark, at) + 1 or len(line)
            quote = line.find(b'"', at)
            if quote < 0:
                return False
            is_quoted = quote == at or line.startswith(mark, quote - 1)
            at = quote + 1 if is_quoted else line.find(mark, quote) + 1 or len(line)

    def entry(self, row: bytes, where: str) -> Item | Reject | None:
        """The item of one row."""
        try:
            text = row.decode("utf-8")
        except UnicodeDecodeError:
            return Reject(where, "these bytes are not UTF-8; save the file as UTF-8")
        try:
            cells = self._cells(text)
        except csv.Error as error:
            return Reject(where, f"this row cannot be read: {error}")
        if not any(cell.strip() for cell in cells):
            return None
        if len(cells) != len(self._names):
            return Reject(where, f"this row has {len(cells)} cells, expected {len(self._names)} as in the header")
        return item_of(dict(zip(self._names, cells, strict=True)), where)

    def _cells(self, text: str) -> list[str]:
        lines = io.StringIO(text, newline="")
        return [cell for row in csv.reader(lines, delimiter=self._delimiter) for cell in row]


def rows_of(suffix: str, largest: int) -> Rows:
    """The reader of files with this ending, such as `.csv`; JSON objects for every ending but those of tables."""
    delimiters = _DELIMITERS.get(suffix.lower())
    return TableRows(delimiters, largest) if delimiters else JsonRows()


def _closed(line: bytes, at: int) -> int:
    """The place behind the quotation mark that ends a cell; -1 if none does. A doubled one is a character."""
    while (at := line.find(b'"', at) + 1) and line.startswith(b'"', at):
        at += 1
    return at or -1
