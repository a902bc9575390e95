"""Which file is which when files are rotated: renamed, copied and cut, or begun anew under the old name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from scaffold_financial_sentiment.stream.row_file import begins_with

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Mapping
    from pathlib import Path

_NUMBERED = re.compile(r"[.-](\d{1,4})")
_DATED = re.compile(r"[.-]\d{4}[\dT:_.-]*")


def identity(status: os.stat_result) -> tuple[int, int]:
    """Device and inode: the same for a file under whatever name."""
    return status.st_dev, status.st_ino


def is_named(path: Path, status: os.stat_result) -> bool:
    """Whether a path leads to the file of this status."""
    return _identity(path) == identity(status)


def rotated(path: Path) -> list[Path]:
    """Files beside `path` that were it once, such as `news.jsonl.1` or `news.jsonl-20240305`, the oldest first."""
    found = []
    for file in path.parent.iterdir():
        end = file.name.removeprefix(path.name)
        numbered = _NUMBERED.fullmatch(end)
        is_rotated = file.name.startswith(path.name) and (numbered or _DATED.fullmatch(end))
        status = _status(file) if is_rotated else None
        if status is not None:
            # Of files of one moment the one with the higher number is the older one.
            found.append(((status.st_mtime_ns, -int(numbered[1]) if numbered else 0, file.name), file))
    return [file for _, file in sorted(found)]


def same_file(path: Path, position: Mapping[str, Any]) -> Path | None:
    """The file that a position belongs to: `path`, or one that it has become; None if it is not there any more.

    It is known by its device, inode and first bytes; by its first bytes alone if it was copied.
    """
    files = [path, *rotated(path)]
    by_inode = [file for file in files if _identity(file) == (position["device"], position["inode"])]
    by_head = [] if position["head"].startswith("0:") else files
    return next((file for file in (*by_inode, *by_head) if _fits(file, position)), None)


def is_gone(path: Path, position: Mapping[str, Any]) -> bool:
    """Whether no file here is the one of a position any more, not even cut."""
    return all(_identity(file) != (position["device"], position["inode"]) for file in (path, *rotated(path)))


def next_file(path: Path, modified: int, done: Collection[str], without: tuple[int, int] | None = None) -> Path | None:
    """The file to go on with: the oldest rotated one that is not older than the one before, else `path`.

    :param modified: when the one before was changed, in nanoseconds.
    :param done: marks (see `mark`) of files that were read to their end.
    :param without: identity of the one before, if it may not be given again.
    """
    for file in rotated(path):
        status = _status(file)
        if status is None or status.st_mtime_ns < modified or identity(status) == without:
            continue
        if not any(_is_marked(file, status, each) for each in done):
            return file
    return path if _identity(path) not in (None, without) else None


def mark(status: os.stat_result, head: str) -> str:
    """What is kept of a file that was read to its end, to know it again."""
    return f"{status.st_ino}:{head}"


def _is_marked(file: Path, status: os.stat_result, marked: str) -> bool:
    inode, _, head = marked.partition(":")
    try:
        return int(inode) == status.st_ino and begins_with(file, head, 0)
    except OSError:
        return True


def _fits(file: Path, position: Mapping[str, Any]) -> bool:
    try:
        return begins_with(file, position["head"], position["offset"])
    except OSError:
        return False


def _identity(file: Path) -> tuple[int, int] | None:
    status = _status(file)
    return None if status is None else identity(status)


def _status(file: Path) -> os.stat_result | None:
    try:
        return file.stat()
    except OSError:
        return None
