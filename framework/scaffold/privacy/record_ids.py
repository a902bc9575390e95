"""Ids of records: kept where they only count, hashed where they may be somebody's number."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scaffold.privacy.key import Key

# Up to six figures alone, or behind a word that says what is counted; a file's name and line as we write it.
_COUNTS = re.compile(
    r"(?:(?:row|note|n|text|t|doc|document|example|ex|sample|s|case|item|i|id|train|test|val|valid|validation|dev|split|file|part"
    r"|line|q|question|record|letter|msg|message|p|faq)s?[-_:.#/ ]?){0,2}\d{1,6}",
    re.IGNORECASE,
)


def replaced_id(value: str, key: Key | None) -> str:
    """The id itself if it only counts, else `id-` and 16 hexadecimal digits of HMAC-SHA256, without a key of SHA-256.

    Without a key, whoever knows all numbers that there can be may try them: give a key where that matters.

    >>> replaced_id("note-12", None), replaced_id("MRN 4857773456", None)[:3]
    ('note-12', 'id-')
    """
    if not value or _COUNTS.fullmatch(value) or re.fullmatch(r"id-[0-9a-f]{16}", value):
        return value
    digest = (
        key.digest("record", value)
        if key
        else hashlib.sha256(b"scaffold record id\0" + value.encode("utf-8", "surrogatepass")).digest()
    )
    return f"id-{digest.hex()[:16]}"
