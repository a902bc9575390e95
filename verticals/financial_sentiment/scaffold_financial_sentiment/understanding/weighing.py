"""What words of sentiment say together: what falls, and whether that is good or bad."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from scaffold.rules.matching.context import assertions
from scaffold_financial_sentiment.understanding.figures import change
from scaffold_financial_sentiment.understanding.separators import STRONG

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold_financial_sentiment.understanding.terms import Term

_DIRECTION = {"rise": 1, "more": 1, "fall": -1, "less": -1}
_MOVES = {"good": 1, "bad": -1, "plain": 0}
_SETTLES = {"relief": 1, "spoil": -1}
_SAYS = {"positive": 1, "negative": -1, **_SETTLES}

_BY_ITSELF = 0.8
"""Share of its weight that a direction has where nothing is said to move: most often it is the share price."""
_DENIED = {-1: -0.4, 1: -0.8}
"""What a denied word counts, by its sign: bad news that does not come is little news, good news is missed."""
_COMPARED = 0.9
"""Weight of two figures of which one is higher."""
_FAR = 45
_LIST = 12
_WRONG_SIDE = 6

_NUMBER_AFTER = re.compile(r"\s*(?:by|about|around|nearly|some|over|almost|at least|more than|from)?\s*[$€£¥]?\d|约?\d")
_NUMBER_BEFORE = re.compile(r"\d\s?(?:pct|percent|%|per cent|points|pts|cents|bps)\s*$", re.IGNORECASE)
_IN_A_LIST = re.compile(r"[,，、]|\band\b", re.IGNORECASE)
# `No. 1` denies nothing, and who denies an allegation still has it.
_NO_DENIAL = re.compile(r"\bNo\.(?=\s?\d)|\b(?:den(?:y|ies|ied|ying)|refut(?:e|es|ed|ing))\b|否认|否定", re.IGNORECASE)


class Hit(NamedTuple):
    """A term, where it stands."""

    start: int
    end: int
    term: Term


def weigh(text: str, hits: Sequence[Hit], *, may_deny: bool) -> float:
    """The sum of what the terms say: below 0 for bad news.

    :param hits: terms of the text, which may overlap; of those the longest counts.
    :param may_deny: whether a word of negation is in the text.
    """
    kept = _longest(hits)
    if not kept:
        return 0.0
    walls = [match.start() for match in STRONG.finditer(text)]
    denied = _denied(text, kept, walls) if may_deny else set()
    values = _values(text, kept, walls)
    for hit in denied & values.keys():
        values[hit] *= _DENIED[1 if values[hit] > 0 else -1]
    for hit in kept:
        if hit.term.category in _SETTLES and hit not in denied:
            _settle(hit, values, walls)
    return sum(values.values())


def _values(text: str, kept: Sequence[Hit], walls: Sequence[int]) -> dict[Hit, float]:
    """What each term says where nothing is denied."""
    values: dict[Hit, float] = {}
    moved: set[Hit] = set()
    for hit in kept:
        if hit.term.category in _DIRECTION:
            noun = _moved_by(text, hit, kept, walls)
            sign, weight = _movement(text, hit, noun)
            values[hit] = sign * weight
            moved |= {noun} if noun else set()
        elif hit.term.category in _SAYS:
            values[hit] = _SAYS[hit.term.category] * hit.term.weight
    nouns = [hit for hit in kept if hit.term.category in _MOVES]
    for noun in nouns:
        if noun not in moved:
            values[noun] = _MOVES[noun.term.category] * noun.term.weight
    if nouns and not moved:
        values[nouns[0]] += _COMPARED * change(text) * _MOVES[nouns[0].term.category]
    return values


def _settle(hit: Hit, values: dict[Hit, float], walls: Sequence[int]) -> None:
    """Take from what follows in its clause what a term turns round: there is no fraud behind `cleared of`."""
    clause = bisect_right(walls, hit.start)
    for other, value in values.items():
        is_behind = other.start >= hit.end and bisect_right(walls, other.start) == clause
        if is_behind and value * _SETTLES[hit.term.category] < 0:
            values[other] = 0.0


def _movement(text: str, hit: Hit, noun: Hit | None) -> tuple[int, float]:
    """Sign and weight of a direction."""
    sign = _DIRECTION[hit.term.category]
    if noun is not None:
        return sign * _MOVES[noun.term.category], hit.term.weight
    has_number = _NUMBER_AFTER.match(text, hit.end) or _NUMBER_BEFORE.search(text, max(hit.start - 12, 0), hit.start)
    if hit.term.category in ("more", "less") and not has_number:
        return 0, 0.0
    return sign, _BY_ITSELF * hit.term.weight


def _moved_by(text: str, hit: Hit, kept: Sequence[Hit], walls: Sequence[int]) -> Hit | None:
    """What a direction is said of: the nearest word in its clause; rather before `falls`, rather behind `cuts`."""
    best: tuple[int, Hit] | None = None
    clause = bisect_right(walls, hit.start)
    looks_ahead = hit.term.category in ("more", "less")
    for noun in (each for each in kept if each.term.category in _MOVES):
        is_ahead = noun.start >= hit.end
        low, high = (hit.end, noun.start) if is_ahead else (noun.end, hit.start)
        if bisect_right(walls, noun.start) != clause or _is_taken(kept, low, high):
            continue
        gap = text[low:high]
        cost = len(gap) * (1 if gap.isascii() else 3) + (_WRONG_SIDE if is_ahead != looks_ahead else 0)
        cost += _LIST if _IN_A_LIST.search(gap) else 0
        if cost <= _FAR and (best is None or cost < best[0]):
            best = cost, noun
    return best[1] if best else None


def _is_taken(kept: Sequence[Hit], low: int, high: int) -> bool:
    """Whether another direction stands between."""
    return any(low <= each.start and each.end <= high and each.term.category in _DIRECTION for each in kept)


def _denied(text: str, hits: Sequence[Hit], walls: Sequence[int]) -> set[Hit]:
    """The hits that are said not to be so, clause by clause."""
    plain = _NO_DENIAL.sub(lambda match: "x" * len(match[0]), text)
    edges = [0, *walls, len(text)]
    found: set[Hit] = set()
    for number in sorted({bisect_right(walls, hit.start) for hit in hits}):
        start, end = edges[number], edges[number + 1]
        own = [hit for hit in hits if start <= hit.start and hit.end <= end]
        said = assertions(plain[start:end], [(hit.start - start, hit.end - start) for hit in own])
        found |= {hit for hit, kinds in zip(own, said, strict=True) if "negated" in kinds}
    return found


def _longest(hits: Sequence[Hit]) -> list[Hit]:
    """Hits that do not overlap, from left to right."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
        if all(hit.end <= each.start or each.end <= hit.start for each in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)
