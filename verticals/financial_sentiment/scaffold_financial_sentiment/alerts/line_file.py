"""A JSONL file that records are appended to: each whole, on the disk, and once."""

from __future__ import annotations

import contextlib
import json
import os
import stat
from typing import TYPE_CHECKING, Any

from scaffold.errors import DataError, UserError
from scaffold.files import writing
from scaffold.lock import only_one
from scaffold_financial_sentiment.alerts.as_json import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MOST_KEYS = 10_000
"""Keys that are kept in memory, the newest; a record whose key is older may be written again."""

_TAIL = 4 << 20
"""Bytes at the end of a file that are read for the keys in it."""

_START = b'{"version": '
"""All lines that are written here begin so; nothing else is ever cut off a file."""


class LineFile:
    """Lines of JSON, each a record with a `version` first and a `key`.

    It is opened for each record and locked meanwhile, so that it may be moved away or written by another process.

    :raises UserError: when the file cannot be written, or ends in something that is not from here.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._keys: dict[str, None] = {}
        self._left: tuple[int, int] | None = None
        with self._opened() as handle:
            self._catch_up(handle)

    def append(self, record: Mapping[str, Any]) -> None:
        """Write a record and wait until the disk has it; do nothing if its key is in the file already.

        :raises UserError: when it cannot be written; the file is as it was then.
        """
        line = f"{one_line(record)}\n".encode()
        with self._opened() as handle:
            self._catch_up(handle)
            if record["key"] in self._keys:
                return
            _write(handle, line)
            self._remember(record["key"])
            self._left = _place(handle)
            if self._left[1] == len(line):
                _keep_name(self._path.parent)

    @contextlib.contextmanager
    def _opened(self) -> Iterator[int]:
        try:
            with writing(self._path):
                self._path.parent.mkdir(parents=True, exist_ok=True)
                handle = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
                try:
                    with only_one(self._path):
                        yield handle
                finally:
                    os.close(handle)
        except OSError as error:
            raise UserError(
                f"cannot write: {error.strerror}", where=str(self._path), hint="Choose another file."
            ) from error

    def _catch_up(self, handle: int) -> None:
        """Learn the keys of what others wrote, and mend a last line that was not finished."""
        place = _place(handle)
        if place == self._left or not _is_regular(handle):
            return
        size = place[1]
        start = max(size - _TAIL, 0)
        first, *others = _read(handle, start, size).split(b"\n")
        lines = others if start else [first, *others]
        torn = lines.pop() if lines else first
        for key in filter(None, map(_key, lines)):
            self._remember(key)
        if torn:
            self._mend(handle, torn, size)
        self._left = _place(handle)

    def _mend(self, handle: int, torn: bytes, size: int) -> None:
        key = _key(torn)
        if key is not None:
            _write(handle, b"\n")
            self._remember(key)
        elif _START.startswith(torn.rstrip(b"\0")) or torn.startswith(_START):  # Some disks leave zeros in a crash.
            os.ftruncate(handle, size - len(torn))
        else:
            raise DataError(
                "this file ends in a line that is no alert; nothing is appended to it",
                where=str(self._path),
                hint="Choose another file for the alerts.",
            )

    def _remember(self, key: str) -> None:
        self._keys[key] = None
        while len(self._keys) > MOST_KEYS:
            del self._keys[next(iter(self._keys))]


def _write(handle: int, content: bytes) -> None:
    """All of it on the disk, or nothing."""
    size = os.fstat(handle).st_size
    left = memoryview(content)
    try:
        while left:
            left = left[os.write(handle, left) :]
        if _is_regular(handle):
            os.fsync(handle)
    except OSError:
        if _is_regular(handle):
            with contextlib.suppress(OSError):  # What remains is cut off before the next record.
                os.ftruncate(handle, size)
        raise


def _read(handle: int, start: int, end: int) -> bytes:
    blocks = []
    while start < end and (block := os.pread(handle, end - start, start)):
        blocks.append(block)
        start += len(block)
    return b"".join(blocks)


def _place(handle: int) -> tuple[int, int]:
    """Which file it is, and its size: another one if somebody else wrote or moved it."""
    status = os.fstat(handle)
    return status.st_ino, status.st_size


def _is_regular(handle: int) -> bool:
    return stat.S_ISREG(os.fstat(handle).st_mode)


def _keep_name(folder: Path) -> None:
    """Put the name of a new file on the disk too, where the system can do that."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _key(line: bytes) -> str | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    key = record.get("key") if isinstance(record, dict) else None
    return key if isinstance(key, str) else None
