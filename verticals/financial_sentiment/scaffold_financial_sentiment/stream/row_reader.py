"""Whole rows out of bytes that are still being written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from scaffold_financial_sentiment.news.lines import too_long

if TYPE_CHECKING:
    from scaffold_financial_sentiment.stream.rows import Rows

_BLOCK = 1 << 18


class Bytes(Protocol):
    """Bytes that can be read again from an offset on."""

    def readline(self, most: int, /) -> bytes:
        """What is there up to a line end, at most `most` bytes."""
        ...

    def seek(self, offset: int, /) -> object:
        """Read on from here."""
        ...


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file.

    :ivar line: number of its first line, from 1.
    :ivar problem: why there is no content; empty if there is.
    """

    line: int
    content: bytes
    problem: str = ""


class RowReader:
    """Reads whole rows; a last one that is still being written is left until it is whole.

    :param largest: bytes of a row above which it is passed over in blocks.
    :ivar offset: bytes that were read as rows.
    :ivar line: lines that were read as rows.
    """

    def __init__(self, content: Bytes, rows: Rows, largest: int) -> None:
        self._content = content
        self._rows = rows
        self._largest = largest
        self._skipped_to = 0
        self._wants_header = rows.wants_header
        self.offset, self.line = 0, 0

    @property
    def needed_from(self) -> int:
        """Offset before which nothing is asked for again."""
        return max(self.offset, self._skipped_to)

    def next_row(self, *, is_final: bool = False) -> Row | None:
        """The next row; None while no whole one is there.

        :param is_final: the file grows no more, so that a row may end without a line end.
        """
        if self._wants_header and not self._take_header(is_final=is_final):
            return None
        return self._row(is_final)

    def _take_header(self, *, is_final: bool = False) -> bool:
        header = self._row(is_final)
        if header is None:
            return False
        self._rows.start(header.content)
        self._wants_header = False
        return True

    def _row(self, is_final: bool) -> Row | None:
        if self._skipped_to > self.offset:
            return self._too_long(is_final)
        content = self._content.readline(self._largest + 1)
        if len(content) > self._largest and not content.endswith(b"\n"):
            self._skipped_to = self.offset + len(content)
            return self._too_long(is_final)
        if not content or not (is_final or content.endswith(b"\n")):
            self._content.seek(self.offset)
            return None
        if self._rows.goes_on(content, False):
            return self._long_row(content, is_final)
        return self._taken(Row(self.line + 1, content), len(content), 1)

    def _long_row(self, first: bytes, is_final: bool) -> Row | None:
        """A row of several lines. If its quotation mark is never closed, only its first line is given up."""
        content, lines = bytearray(first), 1
        is_open = True
        while is_open:
            line = self._content.readline(self._largest + 1 - len(content))
            content += line
            lines += 1
            is_open = self._rows.goes_on(line, True)
            if line.endswith(b"\n") or (is_final and line and not is_open):
                continue
            if is_final or len(content) > self._largest:
                self._content.seek(self.offset + len(first))
                return self._taken(Row(self.line + 1, b"", "a quotation mark is never closed"), len(first), 1)
            self._content.seek(self.offset)
            return None
        return self._taken(Row(self.line + 1, bytes(content)), len(content), lines)

    def _too_long(self, is_final: bool) -> Row | None:
        """Pass over a line that is too long, in blocks."""
        self._content.seek(self._skipped_to)
        while block := self._content.readline(_BLOCK):
            self._skipped_to += len(block)
            if block.endswith(b"\n"):
                break
        else:
            if not is_final:
                return None
        row = Row(self.line + 1, b"", too_long(self._largest))
        return self._taken(row, self._skipped_to - self.offset, 1)

    def _taken(self, row: Row, size: int, lines: int) -> Row:
        self.offset += size
        self.line += lines
        return row
