"""A file that grows, read in whole rows."""

from __future__ import annotations

import hashlib
import io
import os
from typing import TYPE_CHECKING

from scaffold_financial_sentiment.stream.row_reader import Row, RowReader

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold_financial_sentiment.stream.rows import Rows

HEAD = 1024
"""Bytes at the beginning of a file by which it is known again."""

_BLOCK = 1 << 18


class RowFile(RowReader):
    """Whole rows of one file from an offset on.

    :ivar head: number and hash of the first bytes that were read; another file has others.
    """

    def __init__(self, path: Path, rows: Rows, largest: int, *, offset: int = 0, line: int = 0) -> None:
        self._handle = _opened(path)
        super().__init__(self._handle, rows, largest)
        self.head = head_of(self._handle, 0)
        if offset and self._wants_header:
            self._take_header()
        self.offset, self.line = offset, line
        self.head = head_of(self._handle, min(offset, HEAD))
        self._handle.seek(offset)

    @property
    def status(self) -> os.stat_result:
        """What the system says of the file, under whatever name it is now."""
        return os.fstat(self._handle.fileno())

    @property
    def is_whole(self) -> bool:
        """Whether the file still holds what was read of it: it was neither cut nor written over."""
        size = int(self.head.partition(":")[0])
        return self.status.st_size >= self.offset and head_of(self._handle, size) == self.head

    def close(self) -> None:
        """Let go of the file."""
        self._handle.close()

    def _taken(self, row: Row, size: int, lines: int) -> Row:
        if self.offset < HEAD:
            self.head = head_of(self._handle, min(self.offset + size, HEAD))
        return super()._taken(row, size, lines)


def head_of(handle: io.BufferedReader, size: int) -> str:
    """Size and hash of the first `size` bytes as they are now, not as a buffer has them."""
    raw = handle.raw
    at = raw.tell()
    raw.seek(0, io.SEEK_SET)
    content = raw.read(size) or b""
    raw.seek(at, io.SEEK_SET)
    return f"{len(content)}:{hashlib.blake2b(content, digest_size=12).hexdigest()}"


def begins_with(path: Path, head: str, size: int) -> bool:
    """Whether a file begins with the bytes of a head and has at least `size` bytes."""
    with _opened(path) as handle:
        long_enough = os.fstat(handle.fileno()).st_size >= size
        return long_enough and head_of(handle, int(head.partition(":")[0])) == head


def head_of_path(path: Path, size: int) -> str:
    """Size and hash of the first `size` bytes of a file."""
    with _opened(path) as handle:
        return head_of(handle, size)


def _opened(path: Path) -> io.BufferedReader:
    return io.BufferedReader(io.FileIO(path), _BLOCK)
