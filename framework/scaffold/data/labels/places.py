"""Places in a text that other programs counted."""

from __future__ import annotations


def code_point(text: str, units: int) -> int:
    """The character at an offset that was counted in UTF-16 units, as JavaScript does.

    >>> code_point("😀 card", 3), code_point("card", 2)
    (2, 2)
    """
    if units <= 0 or text.isascii():
        return units
    at = 0
    for index, character in enumerate(text):
        if at >= units:
            return index
        at += 2 if ord(character) > 0xFFFF else 1
    return len(text) + units - at
