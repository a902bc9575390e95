"""A file followed as `tail -F` does, over rotations and restarts, with a position that can be gone back to."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from scaffold.errors import DataError
from scaffold_financial_sentiment.stream.rotation import identity, is_gone, is_named, mark, next_file, same_file
from scaffold_financial_sentiment.stream.row_file import RowFile
from scaffold_financial_sentiment.stream.row_reader import Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from scaffold_financial_sentiment.stream.rows import Rows

_MOST_DONE = 8


class Tail:
    """Whole rows of a file that grows, is cut, or is replaced by a new one of the same name.

    A file that was renamed is read to its end before the new one is begun, also if that happened while nobody read.

    :param position: where to go on; None for the beginning.
    :param linger: seconds that a renamed file may be silent before it is left; its writer may still hold it open.
    """

    def __init__(
        self, path: Path, rows: Rows, position: Mapping[str, Any] | None, *, largest: int, linger: float = 1.0
    ) -> None:
        self._path = path
        self._rows = rows
        self._largest = largest
        self._linger = linger
        self._file: RowFile | None = None
        self._start = dict(position or {})
        self._done: list[str] = list(self._start.get("done", ()))
        self._modified: int = self._start.get("modified", 0)
        self._silence: tuple[int, float] | None = None

    @property
    def position(self) -> dict[str, Any]:
        """Where the rows end that were given so far, as JSON: the file, the offset in it, and files done before."""
        if self._file is None:
            return dict(self._start)
        device, inode = identity(self._file.status)
        return {
            "device": device,
            "inode": inode,
            "modified": self._modified,
            "head": self._file.head,
            "offset": self._file.offset,
            "line": self._file.line,
            "done": list(self._done),
        }

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._start, file, self._file = self.position, self._file, None
            file.close()

    def rows(self) -> Iterator[Row]:
        """The rows that are there by now.

        :raises DataError: if the file may not be read.
        """
        try:
            if self._file is not None and not self._is_same(self._file):
                self.close()
            if self._file is None:
                yield from self._open()
            if self._file is not None:
                self._modified = self._file.status.st_mtime_ns
            while self._file is not None:
                while row := self._file.next_row():
                    yield row
                following = self._following(self._file)
                if following is None:
                    return
                while row := self._file.next_row(is_final=True):
                    yield row
                self._change(self._file, following)
        except FileNotFoundError:
            # It is being rotated; the next look finds what came of it.
            return
        except OSError as error:
            raise DataError(
                f"this file cannot be read: {error.strerror}", where=str(self._path), hint="Look at its permissions."
            ) from error

    def _open(self) -> Iterator[Row]:
        """Open the file that the position belongs to; if it is not there any more, the one that came after it."""
        had = self._start
        known = same_file(self._path, had) if had.get("offset") else None
        if known is not None:
            self._file = RowFile(known, self._rows, self._largest, offset=had["offset"], line=had["line"])
            return
        following = next_file(self._path, self._modified, self._done) if had else self._path
        if following is None or not following.exists():
            return
        self._file = RowFile(following, self._rows, self._largest)
        if had.get("offset") and is_gone(self._path, had):
            lost = f"the file that was read up to byte {had['offset']} is gone; what it got after that is not read"
            yield Row(0, b"", lost)

    def _is_same(self, file: RowFile) -> bool:
        """Whether the file holds what was read of it; one of which nothing was read has not changed since."""
        return file.is_whole if file.offset else file.status.st_mtime_ns == self._modified

    def _following(self, file: RowFile) -> Path | None:
        """The file that came after one that was read to its end; None if there is none, or it is still written to."""
        status = file.status
        if is_named(self._path, status):
            return None
        now = time.monotonic()
        if self._silence is None or self._silence[0] != status.st_size:
            self._silence = status.st_size, now
        if now - self._silence[1] < self._linger:
            return None
        return next_file(self._path, status.st_mtime_ns, self._done, identity(status))

    def _change(self, file: RowFile, following: Path) -> None:
        new = RowFile(following, self._rows, self._largest)
        if file.offset:
            self._done = [*self._done, mark(file.status, file.head)][-_MOST_DONE:]
        self._file, self._silence, self._modified = new, None, new.status.st_mtime_ns
        file.close()
