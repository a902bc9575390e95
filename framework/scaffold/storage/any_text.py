"""Text that others choose, as bytes: PostgreSQL's own text holds neither NUL nor half a surrogate pair."""

from __future__ import annotations


def packed(text: str) -> bytes:
    """Any text as bytes for a column of `LargeBinary`; the order of texts is that of their code points."""
    return text.encode("utf-8", "surrogatepass")


def unpacked(content: bytes) -> str:
    """The text that was packed."""
    return bytes(content).decode("utf-8", "surrogatepass")
