"""The clauses of a headline that names several companies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from scaffold_financial_sentiment.understanding.separators import STRONG, WEAK

if TYPE_CHECKING:
    from collections.abc import Sequence

Span = tuple[int, int]

# What says nothing of a company that stands before it.
_EMPTY = re.compile(
    r"\b(?:and|as|but|while|whereas|although|though|after|amid|despite|following|before|because|since|vs|versus|v|yet|even"
    r"|just|when|or|with|the|a|an|of|in|s)\b|[和与及、跟同而且但却]",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]")


class _Piece(NamedTuple):
    start: int
    end: int
    is_weak: bool

    def up_to(self, end: int) -> _Piece:
        """The same with all up to another end."""
        return self._replace(end=end)


def clauses(text: str, names: Sequence[Span]) -> list[Span]:
    """Cut a text at conjunctions and marks; the parts follow one another and are the whole text together.

    A part without a name belongs to the one before it, a first one to the one behind it. No name is cut in two, and a
    list of names is not, either.

    :param names: where names of companies stand, from left to right.

    >>> text = "Acme falls as Beta, Gamma gain"
    >>> [text[start:end] for start, end in clauses(text, [(0, 4), (14, 18), (20, 25)])]
    ['Acme falls ', 'as Beta, Gamma gain']
    """
    made: list[_Piece] = []
    for piece in _lists(text, _pieces(text, names), names):
        if made and _belongs_to(text, made[-1], piece, names):
            made[-1] = made[-1].up_to(piece.end)
        else:
            made.append(piece)
    return [(piece.start, piece.end) for piece in made]


def _pieces(text: str, names: Sequence[Span]) -> list[_Piece]:
    cuts = {match.start(): True for match in WEAK.finditer(text)}
    cuts |= {match.start(): False for match in STRONG.finditer(text)}
    inside = [place for place in cuts if any(start < place < end for start, end in names)]
    places = sorted(place for place in cuts if place not in inside and 0 < place < len(text))
    starts = [0, *places]
    return [_Piece(start, end, cuts.get(start, False)) for start, end in zip(starts, [*places, len(text)], strict=True)]


def _lists(text: str, pieces: Sequence[_Piece], names: Sequence[Span]) -> list[_Piece]:
    """Pieces in which the names of a list stand, put together."""
    made: list[_Piece] = []
    for piece in pieces:
        if made and _is_list(text, made[-1], piece, names):
            made[-1] = made[-1].up_to(piece.end)
        else:
            made.append(piece)
    return made


def _is_list(text: str, before: _Piece, piece: _Piece, names: Sequence[Span]) -> bool:
    """Whether one piece ends in a name, and the other one begins with one."""
    earlier, own = _within(names, before), _within(names, piece)
    if not piece.is_weak or not earlier or _says(text, earlier[-1][1], before.end):
        return False
    return not own or not _says(text, piece.start, own[0][0])


def _belongs_to(text: str, before: _Piece, piece: _Piece, names: Sequence[Span]) -> bool:
    """Whether a piece goes on with the clause before it."""
    earlier, own = _within(names, before), _within(names, piece)
    if not earlier or not own:
        return True
    if piece.is_weak:
        return not _says(text, piece.start, piece.end, own)
    return not _says(text, before.start, before.end, earlier) or not _says(text, piece.start, piece.end, own)


def _within(names: Sequence[Span], piece: _Piece) -> list[Span]:
    return [name for name in names if piece.start <= name[0] and name[1] <= piece.end]


def _says(text: str, at: int, stop: int, names: Sequence[Span] = ()) -> bool:
    """Whether there is any word in a stretch but names and conjunctions."""
    rest = []
    for start, end in names:
        rest.append(text[at:start])
        at = end
    rest.append(text[at:stop])
    return _WORD.search(_EMPTY.sub("", " ".join(rest))) is not None
