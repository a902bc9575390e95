"""Write whole files and folders or none at all."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from scaffold.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

STREAM = "-"
"""Standard input or output, as a command line names them."""

_ADVICE = {
    errno.ENOSPC: ("the disk is full", "Free some space or choose another folder, then run it again."),
    errno.EDQUOT: ("the disk quota is used up", "Free some space or choose another folder, then run it again."),
    errno.EROFS: ("the folder is read-only", "Choose a folder that can be written to."),
    errno.EACCES: ("the folder may not be written to", "Choose a folder that you may write to."),
    errno.EPERM: ("the folder may not be written to", "Choose a folder that you may write to."),
    errno.EEXIST: ("a file of this name is in the way", "Choose another path."),
    errno.ENOTDIR: ("a part of this path is a file, not a folder", "Choose another path."),
}


@contextmanager
def writing(target: Path) -> Iterator[None]:
    """Turn the operating system's refusal to write below `target` into one clear message.

    :raises UserError: when the disk is full, read-only or not ours to write to.
    """
    try:
        yield
    except UserError:
        raise
    except Exception as error:
        known = _ADVICE.get(_errno(error))
        if known is None:
            raise
        raise UserError(f"cannot write: {known[0]}", where=str(target), hint=known[1]) from error


def _errno(error: Exception) -> int:
    """The system's error number; libraries with errors of their own give it in words."""
    if isinstance(error, OSError) and error.errno:
        return error.errno
    words = str(error).lower()
    return errno.ENOSPC if "no space left on device" in words or "disk is full" in words else 0


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Yield a temporary folder beside `target`; it becomes `target` only when the block ends well.

    An existing `target` is replaced as a whole.
    """
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        try:
            yield draft
            draft.chmod(0o755)
            swap(draft, target)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise


def swap(draft: Path, target: Path) -> None:
    """Put the file or folder `draft` in the place of `target`, which lies on the same disk and may exist."""
    if not target.exists():
        draft.replace(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
    target.replace(old / target.name)
    draft.replace(target)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def new_file(target: Path) -> Iterator[BinaryIO]:
    """Yield a temporary file beside `target`, open for bytes; it becomes `target` only when the block ends well.

    :raises UserError: when the disk is full, read-only or not ours to write to.
    """
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
        draft = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                yield stream
            draft.chmod(0o644)
            draft.replace(target)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise


@contextmanager
def new_output(target: str) -> Iterator[BinaryIO]:
    """Standard output where `-` is given, else a file that appears only when it is complete."""
    if target == STREAM:
        yield sys.stdout.buffer
        return
    with new_file(Path(target)) as stream:
        yield stream


def write_bytes(target: Path, content: bytes) -> None:
    """Write `content` to `target` under a temporary name, then rename.

    :raises UserError: when the disk is full, read-only or not ours to write to.
    """
    with new_file(target) as stream:
        stream.write(content)


def write_text(target: Path, content: str) -> None:
    """Write `content` as UTF-8 with `\\n` line ends, whole or not at all."""
    write_bytes(target, content.encode("utf-8"))


def sha256(path: Path) -> str:
    """Hex SHA-256 of a file's bytes, read in blocks."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
