"""How words are written: what an encoder that reads everything in small letters cannot see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

SHAPES = ("none", "small", "Capital", "C", "CA", "CAPITALS", "miXed", "l3tters", "1", "12", "1234", "mark", "script")
"""Kinds of words, by an example of each; `none` stands before the first word and after the last one."""

_SHORT, _FEW_DIGITS = 2, 2


def word_shapes(text: str, offsets: Sequence[tuple[int, int]]) -> npt.NDArray[np.int64]:
    """Number in `SHAPES` of each word.

    >>> [SHAPES[shape] for shape in word_shapes("WAS it Q10?", [(0, 3), (4, 6), (7, 10), (10, 11)])]
    ['CAPITALS', 'small', 'l3tters', 'mark']

    :param offsets: first and last character, exclusive, of each word.
    """
    return np.array([_NUMBERS[_shape(text[start:end])] for start, end in offsets], dtype=np.int64)


_NUMBERS = {shape: number for number, shape in enumerate(SHAPES)}


def _shape(word: str) -> str:
    digits = sum(map(str.isdigit, word))
    if digits:
        if digits < len(word):
            return "l3tters"
        return "1" if digits == 1 else "12" if digits <= _FEW_DIGITS else "1234"
    if not any(map(str.isalpha, word)):
        return "mark"
    if word.islower():
        return "small"
    if word.isupper():
        return "C" if len(word) == 1 else "CA" if len(word) <= _SHORT else "CAPITALS"
    if word.istitle():
        return "Capital"
    # Scripts without small and capital letters.
    return "miXed" if word.lower() != word.upper() else "script"
