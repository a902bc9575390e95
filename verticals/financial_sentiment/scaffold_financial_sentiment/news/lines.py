"""Lines of a stream in bounded memory."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCK = 1 << 16


def bounded_lines(stream: IO[bytes], largest: int) -> Iterator[tuple[int, bytes | None]]:
    """Lines with their numbers from 1 on, line ends included; None for one that has more than `largest` bytes.

    Of a line that is too long no more than `largest` bytes are in memory at a time.
    """
    number = 0
    while line := stream.readline(largest + 1):
        number += 1
        if len(line) <= largest or line.endswith(b"\n"):
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(_BLOCK)
        yield number, None


def too_long(largest: int) -> str:
    """What is said of such a line."""
    return f"this line has more than {largest:,} bytes; split it, or allow more with financial-sentiment.largest_item"
