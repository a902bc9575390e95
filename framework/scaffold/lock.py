"""A lock on a folder, so that two processes do not write into it at once."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from scaffold.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows knows no locks on folders: there nobody is refused.
    fcntl = None  # type: ignore[assignment]


@contextlib.contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold `folder` for this process; the system lets go of it when the process ends, however it ends.

    :raises UserError: when another process holds it.
    """
    if fcntl is None:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        _take(handle, folder)
        yield
    finally:
        os.close(handle)


@contextlib.contextmanager
def in_turn(handle: int) -> Iterator[None]:
    """Hold an open file for this process; who comes second waits until the first is done.

    :param handle: of the file, opened for this alone: two handles of one process take turns as well.
    """
    if fcntl is None:
        yield
        return
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)


def _take(handle: int, folder: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held = True
    except OSError:  # A disk that knows no locks: there nobody is refused either.
        held = False
    else:
        # A run that failed meanwhile may have removed the folder it had made.
        held = not folder.exists() or not os.path.samestat(os.fstat(handle), folder.stat())
    if held:
        raise UserError(
            "another run is writing into this folder", where=str(folder), hint="Wait for it, or choose another folder."
        )
