"""How words end: what a tokenizer of everyday pieces takes apart (-itis, -oma, -ab)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

LENGTHS = (3, 4)
"""Letters at the end of a word that are looked at."""

ENDINGS = 2048
"""Different endings that are told apart; two may share a number."""


def word_endings(text: str, offsets: Sequence[tuple[int, int]]) -> npt.NDArray[np.int64]:
    """A number below `ENDINGS` for the end of each word at each of `LENGTHS`, (words, 2); a short word is its own end.

    :param offsets: first and last character, exclusive, of each word.
    """
    words = [text[start:end].lower() for start, end in offsets]
    found = [[crc32(word[-length:].encode("utf-8")) % ENDINGS for length in LENGTHS] for word in words]
    return np.array(found, dtype=np.int64).reshape(len(words), len(LENGTHS))
