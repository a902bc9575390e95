"""Who does something to whom: the sentiment of two companies with a verb between them."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from scaffold.rules.matching.context import assertions
from scaffold.rules.matching.folding import Span, fold
from scaffold.rules.matching.phrases import Phrase, PhraseIndex

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FILE = Path(__file__).with_name("roles.csv")
_BY = re.compile(r"\s+by\b", re.IGNORECASE)
# `buys unit from Beta` says little of Beta.
_FROM = re.compile(r"\bfrom\b", re.IGNORECASE)
# Before the verb, and before the one it is done by, or to: 甲被乙起诉, 甲对乙提起诉讼.
_DONE_BY = re.compile("被|遭到|遭")
_DONE_TO = re.compile("对|向|与")
_BETWEEN = re.compile(r"\s*(?:[,，、&]|and|和|与|及)?\s*(?:and\b)?\s*", re.IGNORECASE)


class Role(NamedTuple):
    """What a verb says of the company before it, and of the one behind it."""

    before: str
    after: str

    @property
    def swapped(self) -> Role:
        """The same in the passive."""
        return Role(self.after, self.before)


def roles(text: str, names: Sequence[tuple[Span, str]]) -> dict[str, str]:
    """Sentiment by company, where a verb has one of them on each side; empty where none has, or it is denied.

    :param text: one clause.
    :param names: where names stand in it and the companies they are of, from left to right.

    >>> roles("Acme sues Beta", [((0, 4), "A"), ((10, 14), "B")])
    {'A': 'neutral', 'B': 'negative'}
    >>> roles("Acme was sued by Beta", [((0, 4), "A"), ((17, 21), "B")])
    {'A': 'negative', 'B': 'neutral'}
    """
    index, table = _index()
    found = sorted(index.find(text, fold(text)), key=lambda hit: (hit[1][0] - hit[1][1], hit[1]))
    for owner, span in found:
        sides = _sides(text, span, names)
        if sides and "negated" not in assertions(text, [span])[0]:
            firsts, seconds, is_passive = sides
            role = table[owner].swapped if is_passive else table[owner]
            sides_of = dict.fromkeys(firsts, role.before)
            # Who stands on both sides is the one who does it.
            return sides_of | {company: role.after for company in seconds if company not in sides_of}
    return {}


def _sides(text: str, verb: Span, names: Sequence[tuple[Span, str]]) -> tuple[list[str], list[str], bool] | None:
    """The companies on the two sides of a verb, and whether the first suffer what the others do."""
    before = [(span, company) for span, company in names if span[1] <= verb[0]]
    after = [(span, company) for span, company in names if span[0] >= verb[1]]
    if len(before) + len(after) < len(names):
        return None  # it is a part of a name
    if before and after:
        gap = text[verb[1] : after[0][0][0]]
        if _FROM.search(gap):
            return None
        return _list(text, before[::-1]), _list(text, after), _BY.match(text, verb[1]) is not None
    if text.isascii():
        return None
    for marker, is_passive in ((_DONE_BY, True), (_DONE_TO, False)):
        if place := marker.search(text, before[0][0][1] if before else 0, verb[0]):
            firsts = [pair for pair in before if pair[0][1] <= place.start()]
            seconds = [pair for pair in before if pair[0][0] >= place.end()]
            if firsts and seconds:
                return _list(text, firsts[::-1]), _list(text, seconds), is_passive
    return None


def _list(text: str, names: Sequence[tuple[Span, str]]) -> list[str]:
    """The first company and those that are listed with it; further ones play no part."""
    kept = [names[0]]
    for span, company in names[1:]:
        last = kept[-1][0]
        if not _BETWEEN.fullmatch(text, min(last[1], span[1]), max(last[0], span[0])):
            break
        kept.append((span, company))
    return list(dict.fromkeys(company for _, company in kept))


@cache
def _index() -> tuple[PhraseIndex, Mapping[int, Role]]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    table = {number: Role(row["before"], row["after"]) for number, row in enumerate(rows)}
    return PhraseIndex(Phrase(row["phrase"], number) for number, row in enumerate(rows)), table
