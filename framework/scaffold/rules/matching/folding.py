"""Text as phrases are compared in: one case, one form of every character, one blank, and the way back."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from scaffold.rules.matching.characters import CharacterTable

Span = tuple[int, int]

# Stands for a character that does not fold to exactly one, while a text is read.
_ODD = "\uffff"
_IRREGULAR = re.compile(f"{_ODD}[{_ODD} ]*|  [{_ODD} ]*")
_HYPHEN = re.compile(r"-(?=[^\W\d_])(?<=[^\W\d_]-)")
_UNIFIED = {
    **dict.fromkeys(map(ord, "‘’‚‛ʼ´`′＇"), "'"),
    **dict.fromkeys(map(ord, "“”„‟«»″＂"), '"'),
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-"),
}
_VARIATION = ("\ufe00", "\ufe0f"), ("\U000e0100", "\U000e01ef")
_JOINING_HANGUL = ("\u1160", "\u11ff")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text.

    :param text: what is searched.
    :param offsets: for each folded character the position its source begins at, and the length of the original
        text at the end; `None` where all positions are the same.
    """

    text: str
    offsets: Sequence[int] | None

    def span(self, start: int, end: int) -> Span:
        """The stretch of the original text that a stretch of the folded one was made of."""
        return (start, end) if self.offsets is None else (self.offsets[start], self.offsets[end])

    def is_whole(self, start: int, end: int) -> bool:
        """Whether a stretch that is not empty begins and ends where a character of the original text does.

        >>> fold("ﬁx").is_whole(0, 2), fold("ﬁx").is_whole(0, 1)
        (True, False)
        """
        own = self.offsets
        return own is None or ((start == 0 or own[start - 1] < own[start]) and own[end - 1] < own[end])


def fold(text: str, keep_case: bool = False) -> Folded:
    """One case, NFKC, quotes and dashes of one kind, one blank for white space and for a hyphen between letters.

    Control and format characters are left out.

    >>> fold("X-Ray\\n  of  the ‘ﬁrst’ kind").text
    "x ray of the 'first' kind"
    """
    plain = (_WITH_CASE if keep_case else _WITHOUT_CASE).replaced(text)
    if "  " in plain or _ODD in plain:
        folded, offsets = _aligned(text, plain, keep_case)
    else:
        folded, offsets = plain, None
    return Folded(_HYPHEN.sub(" ", folded) if "-" in folded else folded, offsets)


def _aligned(text: str, plain: str, keep_case: bool) -> tuple[str, Sequence[int]]:
    """The folded text where it is shorter or longer than the original, and its offsets."""
    parts: list[str] = []
    offsets = array("L")
    done, before = 0, ""
    for match in _IRREGULAR.finditer(plain):
        start, end = match.span()
        if plain[start] == _ODD and start > done:
            start -= 1  # a mark belongs to the character before it
        if start > done:
            parts.append(plain[done:start])
            offsets.extend(range(done, start))
            before = plain[start - 1]
        for place, piece in _pieces(text, start, end, keep_case):
            for char in piece:
                if char != " " or before != " ":
                    parts.append(char)
                    offsets.append(place)
                    before = char
        done = end
    parts.append(plain[done:])
    offsets.extend(range(done, len(text) + 1))
    return "".join(parts), offsets


def _pieces(text: str, start: int, end: int, keep_case: bool) -> Iterator[tuple[int, str]]:
    """Each character with its marks: where it begins, and what it folds to."""
    while start < end:
        after = start + 1
        while after < end and _continues(text[after]):
            after += 1
        yield start, _piece(text[start:after], keep_case)
        start = after


@lru_cache(maxsize=8192)
def _piece(source: str, keep_case: bool) -> str:
    folded = unicodedata.normalize("NFKC", source.translate(_UNIFIED))
    if not keep_case:
        # A Turkish capital I keeps its dot when its case is folded; nobody who looks for it types that dot.
        folded = unicodedata.normalize("NFKC", folded.casefold()).replace("i\u0307", "i")
    return "".join(" " if char.isspace() else char for char in folded.translate(_UNIFIED) if not _is_left_out(char))


@lru_cache(maxsize=8192)
def _continues(char: str) -> bool:
    """Whether a character is written onto the one before it."""
    first = unicodedata.normalize("NFKC", char)[0]
    return unicodedata.category(first)[0] == "M" or _JOINING_HANGUL[0] <= first <= _JOINING_HANGUL[1]


def _is_left_out(char: str) -> bool:
    if unicodedata.category(char) in ("Cc", "Cf", "Cs"):
        return not char.isspace()
    return any(low <= char <= high for low, high in _VARIATION)


def _folded_char(char: str, keep_case: bool) -> str:
    piece = _piece(char, keep_case)
    return piece if len(piece) == 1 and not _continues(char) else _ODD


_WITHOUT_CASE = CharacterTable(lambda char: _folded_char(char, keep_case=False))
_WITH_CASE = CharacterTable(lambda char: _folded_char(char, keep_case=True))
