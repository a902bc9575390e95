"""Adding to a log; several processes may do so at once."""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scaffold.audit_log.anchor import Anchor, read_anchor, write_anchor
from scaffold.audit_log.opening import check_key
from scaffold.audit_log.record import LONGEST, START, BrokenRecordError, parse, sealed
from scaffold.errors import UserError
from scaffold.files import writing
from scaffold.lock import in_turn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_BLOCK = 65_536
_CHECK = "Check it with the command that verifies the log, and keep it; begin another one."


@dataclass(frozen=True)
class _End:
    """Where a log ends.

    :ivar torn: bytes behind the last line end, left by a writer that was killed.
    :ivar is_open: whether the last record lacks its line end.
    """

    count: int
    hash: str
    torn: bytes = b""
    is_open: bool = False


class AuditLog:
    """A file of JSON lines that only grows; each record holds the hash of the one before it.

    Schneier and Kelsey 1999, "Secure Audit Logs to Support Computer Forensics", section 3, with one key in place of
    one that changes with every record: who has the key can write the log anew, who has it not cannot. Without a key
    the chain shows what was changed by mistake, and to those who kept an anchor what was changed on purpose.

    :param path: created with the first record.
    :param key: of at least 16 bytes.
    """

    def __init__(self, path: Path, key: bytes | None = None) -> None:
        self.path = path
        self._key = key

    def append(self, entries: Sequence[Mapping[str, Any]]) -> Anchor:
        """Add records and wait until the disk has them; gives the anchor of the log's new end.

        A line that a killed writer left unfinished stays, and a record that describes it comes behind it.

        :param entries: plain values; `seq`, `time`, `previous` and `hash` are added.
        :raises UserError: when the log cannot be written, is damaged or cut, or has another key; then nothing is added.
        """
        with writing(self.path), self._held() as handle:
            end = self._end(handle)
            made, last = self._lines(end, entries)
            _write(handle, made)
            write_anchor(self.path, last)
            return last

    @contextmanager
    def _held(self) -> Iterator[int]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        try:
            with in_turn(handle):
                yield handle
        finally:
            os.close(handle)

    def _lines(self, end: _End, entries: Sequence[Mapping[str, Any]]) -> tuple[bytes, Anchor]:
        """What to write behind the end, and the anchor that comes of it."""
        left = {"torn": {"bytes": len(end.torn), "sha256": hashlib.sha256(end.torn).hexdigest()}} if end.torn else {}
        fresh: list[Mapping[str, Any]] = []
        if end.count == 0:
            fresh.append({"kind": "begin", "keyed": self._key is not None, "log": os.urandom(16).hex(), **left})
        elif left:
            fresh.append({"kind": "torn", **left})
        made = [b"\n"] if end.torn or end.is_open else []
        time = datetime.now(UTC).isoformat(timespec="milliseconds")
        count, previous = end.count, end.hash
        for entry in (*fresh, *entries):
            line, previous = sealed({**entry, "time": time, "seq": count, "previous": previous}, self._key)
            if len(line) > LONGEST:
                raise UserError("a decision is too long for the log", where=str(self.path))
            count += 1
            made.append(line)
        return b"".join(made), Anchor(count, previous)

    def _end(self, handle: int) -> _End:
        """The last record, checked.

        :raises UserError: when it is not as it was written, or not the last that the anchor knows of.
        """
        line, torn = _last_line(handle)
        end = self._continued(self._checked(handle, line) if line else _End(0, START), torn)
        anchor = read_anchor(self.path)
        if anchor and (end.count < anchor.count or (end.count == anchor.count and end.hash != anchor.hash)):
            raise UserError(
                f"the log has {end.count:,} records, its anchor says {anchor.count:,}: it was cut or replaced",
                where=str(self.path),
                hint=_CHECK,
            )
        return end

    def _checked(self, handle: int, line: bytes) -> _End:
        check_key(_first_lines(handle), self._key, str(self.path))
        try:
            last = parse(line, self._key)
        except BrokenRecordError as error:
            raise UserError(f"the log's last record was changed: {error}", where=str(self.path), hint=_CHECK) from error
        return _End(last["seq"] + 1, last["hash"])

    def _continued(self, end: _End, torn: bytes) -> _End:
        """The same with what stands behind the last line end: a record that lacks nothing but its own counts."""
        try:
            last = parse(torn, self._key)
        except BrokenRecordError:
            return replace(end, torn=torn)
        if (last["seq"], last["previous"]) != (end.count, end.hash):
            return replace(end, torn=torn)
        return _End(last["seq"] + 1, last["hash"], is_open=True)


def _write(handle: int, content: bytes) -> None:
    """Write all of it behind the end, or leave the file as it was."""
    size = os.lseek(handle, 0, os.SEEK_END)
    rest = memoryview(content)
    try:
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, size)
        raise


def _first_lines(handle: int) -> list[bytes]:
    os.lseek(handle, 0, os.SEEK_SET)
    found = b""
    while found.count(b"\n") < 2 and (block := os.read(handle, _BLOCK)):
        found += block
    return found.splitlines()[:2]


def _last_line(handle: int) -> tuple[bytes, bytes]:
    """The last whole line without its end, and what stands behind it; read from the end of the file."""
    at = os.lseek(handle, 0, os.SEEK_END)
    found = b""
    while at > 0 and found.count(b"\n") < 2:
        size = min(_BLOCK, at)
        at -= size
        os.lseek(handle, at, os.SEEK_SET)
        found = os.read(handle, size) + found
    whole, newline, torn = found.rpartition(b"\n")
    return (whole.rpartition(b"\n")[2], torn) if newline else (b"", torn)
