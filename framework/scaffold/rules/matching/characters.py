"""Characters replaced one for one, fast."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property


class CharacterTable(dict[int, int]):
    """One character for each, worked out when it is first met.

    :param replacement: the character that stands for a character.
    """

    def __init__(self, replacement: Callable[[str], str]) -> None:
        super().__init__()
        self._replacement = replacement

    def __missing__(self, code: int) -> int:
        self[code] = ord(self._replacement(chr(code)))
        return self[code]

    def replaced(self, text: str) -> str:
        """The text with every character replaced; as long as it was."""
        if text.isascii():
            # Bytes are replaced many times faster, as long as all replacements are bytes, too.
            data = text.encode("ascii").translate(self._bytes)
            if data.isascii():
                return data.decode("ascii")
        return text.translate(self)

    @cached_property
    def _bytes(self) -> bytes:
        return bytes(self[code] if self[code] < 128 else 255 for code in range(128)) + bytes([255] * 128)
