"""AEDA: punctuation marks between the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.training.augment.pieces import Pieces, is_chinese

if TYPE_CHECKING:
    import numpy as np

_MARKS = (".", ";", "?", ":", "!", ",")
_CHINESE_MARKS = ("。", "；", "？", "：", "！", "，")
_SHARE = 1 / 3
_WORDS_A_CHARACTER = 0.5


def insert_punctuation(text: str, random: np.random.Generator) -> str:
    """The text with marks between some of its words, at least one and at most one for three words.

    Karimi, Rossi & Prati 2021, "AEDA: An Easier Data Augmentation Technique for Text Classification", section 3. Words
    and their order stay. Two Chinese characters count as a word. A text of one word has no place for a mark.
    """
    pieces = Pieces.of(text)
    places = [place for place in range(1, len(pieces.words)) if _is_open(pieces, place)]
    if not places:
        return text
    length = sum(_WORDS_A_CHARACTER if is_chinese(word) else 1 for word in pieces.words)
    most = min(len(places), max(1, int(_SHARE * length)))
    gaps = list(pieces.gaps)
    for place in random.choice(places, size=int(random.integers(1, most + 1)), replace=False):
        chinese = gaps[place] == ""
        mark = str(random.choice(_CHINESE_MARKS if chinese else _MARKS))
        gaps[place] += mark if chinese else f"{mark} "
    return Pieces(pieces.words, gaps).text


def _is_open(pieces: Pieces, place: int) -> bool:
    """Whether nothing but white space, or between Chinese characters nothing at all, stands in a gap."""
    gap = pieces.gaps[place]
    return gap.isspace() or (gap == "" and is_chinese(pieces.words[place - 1] + pieces.words[place]))
