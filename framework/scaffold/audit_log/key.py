"""The key of a log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

SHORTEST = 16
"""Bytes that a key has at least."""

_LONGEST = 4096


def read_key(path: Path | None) -> bytes | None:
    """The content of a key file, less blanks and line ends around it; None for none.

    :raises UserError: for a file that cannot be read, or is too short or too long for a key. No message shows any of
        its content.
    """
    if path is None:
        return None
    try:
        with path.open("rb") as stream:
            key = stream.read(_LONGEST + 1)
    except OSError as error:
        raise UserError(
            f"the key cannot be read: {error.strerror}", where=str(path), hint="Give the file that holds it."
        ) from error
    if len(key) > _LONGEST or len(key.strip()) < SHORTEST:
        raise UserError(
            f"this is no key: one has {SHORTEST} to {_LONGEST:,} bytes",
            where=str(path),
            hint=f"Make one: head -c 32 /dev/urandom | base64 > {path.name}",
        )
    return key.strip()
