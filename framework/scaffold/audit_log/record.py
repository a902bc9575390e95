"""A line of the log: one JSON object in one form only, so that no byte of it can change unseen."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

START = "0" * 64
"""What the first record gives as the hash of the one before it."""

LONGEST = 4_194_304
"""Bytes of a line at most, its end included."""

_PURPOSE = b"scaffold audit log 1\n"
_TEXT = b"scaffold audit log text 1\n"
_HEX = frozenset("0123456789abcdef")


class BrokenRecordError(ValueError):
    """A line that is no record, or not as it was written."""


def sealed(fields: Mapping[str, Any], key: bytes | None) -> tuple[bytes, str]:
    """The line of a record, line end included, and its hash.

    :param fields: with `seq` and `previous`; plain values.
    """
    own = record_hash(fields, key)
    return _written({**fields, "hash": own}) + b"\n", own


def record_hash(fields: Mapping[str, Any], key: bytes | None) -> str:
    """Hex SHA-256 over all fields but `hash`; with a key HMAC-SHA-256 (RFC 2104), which none can make without it."""
    body = _PURPOSE + _written({name: value for name, value in fields.items() if name != "hash"})
    return _digest(body, key)


def text_hash(text: str, key: bytes | None) -> str:
    """What stands in the log in place of a text."""
    return _digest(_TEXT + text.encode("utf-8", "surrogatepass"), key)


def parse(line: bytes, key: bytes | None) -> dict[str, Any]:
    """The fields of a line without its line end.

    :raises BrokenRecordError: when it is not, byte by byte, what `sealed` wrote with that key.
    """
    fields = parse_unchecked(line)
    if not hmac.compare_digest(fields["hash"], record_hash(fields, key)):
        raise BrokenRecordError("its hash is not that of what it says")
    return fields


def parse_unchecked(line: bytes) -> dict[str, Any]:
    """The same without a look at its hash.

    :raises BrokenRecordError: when it has not the form of a record.
    """
    try:
        fields = json.loads(line.decode("utf-8"))
        written = _written(fields)
    except (ValueError, RecursionError, TypeError) as error:
        raise BrokenRecordError("it is no record") from error
    if not isinstance(fields, dict) or written != line:
        raise BrokenRecordError("it is not in the form that records are written in")
    seq = fields.get("seq")
    if type(seq) is not int or seq < 0 or not (_is_hash(fields.get("hash")) and _is_hash(fields.get("previous"))):
        raise BrokenRecordError("it has no number or no hashes")
    return fields


def _digest(content: bytes, key: bytes | None) -> str:
    return hashlib.sha256(content).hexdigest() if key is None else hmac.new(key, content, "sha256").hexdigest()


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and len(value) == len(START) and set(value) <= _HEX


def _written(fields: Any) -> bytes:
    # Escapes keep line ends, odd spaces and half characters out of the line; no number can be written in two ways.
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")
