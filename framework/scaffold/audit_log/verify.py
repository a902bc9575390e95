"""Checking a log from its first line to its last, a line in memory at a time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from scaffold.audit_log.opening import check_key
from scaffold.audit_log.record import LONGEST, START, BrokenRecordError, parse
from scaffold.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from scaffold.audit_log.anchor import Anchor

Fault = Literal["changed", "removed", "inserted", "reordered", "cut"]


@dataclass(frozen=True)
class Finding:
    """The first line that is not as it was written.

    :ivar line: its number, from 1.
    :ivar what: a sentence without its full stop.
    """

    line: int
    fault: Fault
    what: str


@dataclass(frozen=True)
class Verification:
    """What a log says of itself.

    :ivar count: records up to the finding, all of them where there is none.
    :ivar hash: of the last of these.
    :ivar torn: numbers of lines that a killed writer left unfinished, and that are known to be so.
    :ivar finding: None for a log that is whole.
    """

    count: int
    hash: str
    torn: tuple[int, ...] = ()
    finding: Finding | None = None


def verify(path: Path, key: bytes | None = None, anchor: Anchor | None = None) -> Verification:
    """Read the log once and compare every byte of it with what its hashes say.

    :param anchor: where the log ended at some time; without one nobody sees that its end is missing.
    :raises UserError: when the log cannot be read, or its key is another one.
    """
    chain = _Chain(key, anchor)
    try:
        with path.open("rb") as stream:
            check_key([line.removesuffix(b"\n") for line in islice(_lines(stream), 2)], key, str(path))
            stream.seek(0)
            lines = _lines(stream)
            finding = next((found for line in lines if (found := chain.take(line))), None) or chain.end()
            if finding and finding.fault == "removed" and chain.is_among(lines):
                what = f"record {chain.count} stands further down"
                finding = Finding(finding.line, "reordered", what)
    except OSError as error:
        raise UserError(
            f"the log cannot be read: {error.strerror}", where=str(path), hint="Give the file of the log."
        ) from error
    return Verification(chain.count, chain.hash, tuple(chain.torn), finding)


class _Chain:
    """What is known after each line."""

    def __init__(self, key: bytes | None, anchor: Anchor | None) -> None:
        self.count, self.hash = 0, START
        self.torn: list[int] = []
        self._key = key
        self._anchor = anchor
        self._number = 0
        self._broken: tuple[Finding, dict[str, Any]] | None = None

    def take(self, line: bytes) -> Finding | None:
        """Go on with the next line."""
        self._number += 1
        body = line.removesuffix(b"\n")
        try:
            if body == line:
                raise BrokenRecordError("it has no end: a writer was killed here, or somebody has cut the log")
            fields = parse(body, self._key)
        except BrokenRecordError as error:
            return self._waits(body, Finding(self._number, "cut" if body == line else "changed", str(error)))
        return self._unexplained(fields) or self._out_of_place(fields) or self._accepted(fields)

    def end(self) -> Finding | None:
        """What there is to say behind the last line."""
        if self._broken is not None:
            return self._broken[0]
        if self._anchor and self.count < self._anchor.count:
            what = f"the log ends with {self.count:,} records, and had {self._anchor.count:,} by its anchor"
            return Finding(self._number + 1, "cut", what)
        return None if self.count else Finding(1, "cut", "the log is empty")

    def is_among(self, lines: Iterable[bytes]) -> bool:
        """Whether the record that should have come is one of these."""
        return any(_seq(line.removesuffix(b"\n"), self._key) == self.count for line in lines)

    def _waits(self, body: bytes, finding: Finding) -> Finding | None:
        """A line that cannot be read may be one that a later record knows to be unfinished."""
        if self._broken is not None:
            return self._broken[0]
        self._broken = finding, {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
        return None

    def _unexplained(self, fields: dict[str, Any]) -> Finding | None:
        if self._broken is None:
            if "torn" in fields:
                return Finding(self._number, "removed", "the unfinished line that this record speaks of is missing")
            return None
        finding, found = self._broken
        if fields.get("torn") != found:
            return finding
        self.torn.append(finding.line)
        self._broken = None
        return None

    def _out_of_place(self, fields: dict[str, Any]) -> Finding | None:
        seq = fields["seq"]
        if seq > self.count:
            missing = f"{self.count}" if seq == self.count + 1 else f"{self.count} to {seq - 1}"
            return Finding(self._number, "removed", f"record {missing} is missing before it")
        if seq < self.count:
            return Finding(self._number, "inserted", f"record {seq} stands here a second time")
        if fields["previous"] != self.hash:
            # Whoever replaced a record gave it a hash that fits; the next one still holds that of the true one.
            return Finding(max(self._number - 1, 1), "changed", "the record behind it holds another hash of it")
        return None

    def _accepted(self, fields: dict[str, Any]) -> Finding | None:
        self.count, self.hash = self.count + 1, fields["hash"]
        if self._anchor and self.count == self._anchor.count and not self._anchor.fits(self.count, self.hash):
            return Finding(self._number, "changed", "it is not the record that the anchor names")
        return None


def _seq(line: bytes, key: bytes | None) -> int | None:
    try:
        return int(parse(line, key)["seq"])
    except BrokenRecordError:
        return None


def _lines(stream: Any) -> Iterator[bytes]:
    while line := stream.readline(LONGEST + 1):
        yield line
