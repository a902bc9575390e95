"""Runs of words, and of Chinese characters, that stand in many texts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from scaffold.rules.matching.exceptions import STOP_WORDS
from scaffold.rules.matching.folding import fold
from scaffold.text import language, word_spans

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_WORDS = 4
MOST_CHARACTERS = 6
_FEWEST_CHARACTERS = 2

_SHORT = """
a am an as at be by do eg etc for go got he hi i i'd i'll i'm i've ie if in is it it's its let me my no of oh ok on or
please so the to up us we yes you don't can't didn't doesn't isn't wasn't won't what's that's there's
"""
_EMPTY = STOP_WORDS | set(_SHORT.split())
_CHINESE = frozenset("的了吗呢吧啊呀嘛和与及或在是有我你您他她它们这那哪个就都也还又很太请问什么怎样为")


class Unit(NamedTuple):
    """A word, or one Chinese character, by its place in a folded text."""

    start: int
    end: int
    chinese: bool
    empty: bool


def units_of(folded: str) -> list[Unit]:
    """The words and Chinese characters of a folded text; `empty` ones say nothing by themselves.

    >>> [folded[unit.start:unit.end] for folded in ["my 卡被"] for unit in units_of(folded)]
    ['my', '卡', '被']
    """
    units = []
    for start, end in word_spans(folded):
        word = folded[start:end]
        if language(word[0]) == "zh":
            units += [Unit(at, at + 1, True, folded[at] in _CHINESE) for at in range(start, end)]
        else:
            empty = word in _EMPTY or word.isdecimal()
            units.append(Unit(start, end, False, empty))
    return units


def frequent_grams(texts: Sequence[str], least: int) -> dict[str, list[int]]:
    """Runs of up to four words, or of two to six Chinese characters, with the rows of the texts they stand in.

    Level by level: a longer run is counted only where both shorter ones in it are frequent (Agrawal and Srikant 1994).
    Runs of words that say nothing are left out.

    :param least: texts that a run has to stand in.
    """
    folded = [fold(text).text for text in texts]
    units = [units_of(text) for text in folded]
    # Where runs of the level begin that may be part of longer ones.
    starts = [set(range(len(each))) for each in units]
    found: dict[str, list[int]] = {}
    for size in range(1, MOST_CHARACTERS + 1):
        counts: Counter[str] = Counter()
        for text, own, open_ in zip(folded, units, starts, strict=True):
            counts.update({text[own[at].start : own[at + size - 1].end] for at in open_})
        kept = {gram for gram, count in counts.items() if count >= least}
        for row, (text, own, open_) in enumerate(zip(folded, units, starts, strict=True)):
            alive = {at for at in open_ if text[own[at].start : own[at + size - 1].end] in kept}
            for gram in {text[own[at].start : own[at + size - 1].end] for at in alive if _says(own[at : at + size])}:
                found.setdefault(gram, []).append(row)
            starts[row] = {at for at in alive if at + 1 in alive and _may_go_on(text, own[at : at + size + 1])}
    return found


def is_chinese(gram: str) -> bool:
    """Whether it begins or ends with a Chinese character, which may be a part of a word only."""
    units = units_of(gram)
    return units[0].chinese or units[-1].chinese


def edge_words(gram: str) -> int:
    """How many of its two ends say nothing by themselves."""
    units = units_of(gram)
    return int(units[0].empty) + int(units[-1].empty)


def _says(run: Sequence[Unit]) -> bool:
    """Whether a run is worth a phrase."""
    if all(unit.empty for unit in run):
        return False
    return len(run) >= _FEWEST_CHARACTERS or not run[0].chinese


def _may_go_on(text: str, run: Sequence[Unit]) -> bool:
    """Whether the last of some units still belongs to a phrase with those before it."""
    before, last = run[-2], run[-1]
    between = text[before.end : last.start]
    joined = between == "" if before.chinese and last.chinese else between in ("", " ")
    words = sum(not unit.chinese for unit in run)
    return joined and words <= MOST_WORDS
