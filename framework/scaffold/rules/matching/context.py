"""Whether what a text mentions is denied, doubted, over, or about somebody else.

ConText (Harkema, Dowling, Thornblade & Chapman 2009), which grew out of NegEx (Chapman et al. 2001), with triggers of
general language and of Chinese beside the clinical ones.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from scaffold.rules.matching.headings import Sections
from scaffold.rules.matching.sentences import Span, sentence_spans
from scaffold.rules.matching.triggers import KINDS, AssertionKind, Trigger, trigger_table

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["AssertionKind", "Assertions", "assertions"]

# How far a negation or a doubt reaches where nothing ends it before: NegEx has five words, customers write looser.
_WORDS = 7
_CHARACTERS = 12

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(f"[{_HAN}]|[^\\W_{_HAN}]+(?:'[^\\W_{_HAN}]+)*")
_COMMA = re.compile("[,，](?![0-9])")
# "?pneumonia" of clinical notes: a doubt about the next word.
_QUERY = re.compile(r"(?<![^\s(/,:;])\?$")
_DOUBTED: frozenset[AssertionKind] = frozenset(("uncertain",))
_QUOTES = dict.fromkeys(map(ord, "’‘ʼ＇`´"), "'")


def assertions(text: str, spans: Sequence[Span]) -> list[frozenset[AssertionKind]]:
    """What is asserted of every span: negated, uncertain, past, other_person, or nothing.

    A trigger reaches over its own sentence only, up to a word such as "but", and never into a span it is part of:
    "not received" is not negated by its own "not". A heading such as "Family history:" holds for its section, and a
    question mark directly before a span doubts it.

    >>> text = "I did not get the card, but my wife may have lost hers"
    >>> [sorted(kinds) for kinds in assertions(text, [(18, 22), (45, 49)])]
    [['negated'], ['other_person', 'uncertain']]
    """
    return Assertions(text).of(spans) if spans else []


class Assertions:
    """What is asserted in a text; asked several times, it reads the text once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lowered = _lowered(text)
        self._sentences = sentence_spans(text)
        self._starts = [start for start, _ in self._sentences]
        self._sections = Sections(text)
        self._scopes: dict[int, _Scopes] = {}

    def of(self, spans: Sequence[Span]) -> list[frozenset[AssertionKind]]:
        """The kinds that are asserted of every span, see `assertions`."""
        return [self._of(start, end) for start, end in spans]

    def _of(self, start: int, end: int) -> frozenset[AssertionKind]:
        number = max(bisect_right(self._starts, start) - 1, 0)
        if number not in self._scopes:
            self._scopes[number] = _Scopes(self._lowered, *(self._sentences[number] if self._sentences else (0, 0)))
        kinds = self._scopes[number].of(start, end)
        if (headed := self._sections.kind(start)) is not None:
            kinds |= {headed}
        return kinds | _DOUBTED if _QUERY.search(self._text, max(0, start - 2), start) else kinds


def _lowered(text: str) -> str:
    """Lower case with plain apostrophes, every character where it was."""
    plain = text.translate(_QUOTES)
    lowered = plain.lower()
    if len(lowered) == len(plain):
        return lowered
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in plain)


class _Scopes:
    """The stretches of one sentence that triggers reach over.

    A scope after a trigger holds the spans that begin in it, one before a trigger those that end in it. Only the
    farthest end of all scopes that began so far is kept, so that a span is looked up in logarithmic time.
    """

    def __init__(self, text: str, start: int, end: int) -> None:
        self._bounds = start, end
        self._text = text
        words = [match.span() for match in _WORD.finditer(text, start, end)]
        self._begins = [begin for begin, _ in words]
        self._ends = [stop for _, stop in words]
        found = list(trigger_table().find(text, start, end))
        self._after = {kind: self._forward(kind, found) for kind in KINDS}
        self._before = {kind: self._backward(kind, found) for kind in KINDS}

    def of(self, start: int, end: int) -> frozenset[AssertionKind]:
        """The kinds whose scope the span is in."""
        return frozenset(kind for kind in KINDS if self._in_forward(kind, start) or self._in_backward(kind, end))

    def _in_forward(self, kind: AssertionKind, start: int) -> bool:
        begins, reaches = self._after[kind]
        at = bisect_right(begins, start) - 1
        return at >= 0 and start < reaches[at]

    def _in_backward(self, kind: AssertionKind, end: int) -> bool:
        stops, reaches = self._before[kind]
        at = bisect_left(stops, end)
        return at < len(stops) and end > reaches[at]

    def _forward(self, kind: AssertionKind, found: list[tuple[Trigger, int, int]]) -> tuple[list[int], list[int]]:
        scopes = []
        limit = self._bounds[1]
        for trigger, start, end in reversed(found):
            if trigger.role == "end" and trigger.kind in (None, kind):
                limit = start
            elif trigger.role == "trigger" and trigger.kind == kind and trigger.direction != "backward":
                scopes.append((end, self._reach_after(trigger, end, limit)))
        scopes.reverse()
        return [begin for begin, _ in scopes], list(accumulate((reach for _, reach in scopes), max))

    def _backward(self, kind: AssertionKind, found: list[tuple[Trigger, int, int]]) -> tuple[list[int], list[int]]:
        scopes = []
        limit = self._bounds[0]
        for trigger, start, end in found:
            if trigger.role == "end" and trigger.kind in (None, kind):
                limit = end
            elif trigger.role == "trigger" and trigger.kind == kind and trigger.direction != "forward":
                scopes.append((start, self._reach_before(trigger, start, limit)))
        reaches = list(accumulate((reach for _, reach in reversed(scopes)), min))
        return [stop for stop, _ in scopes], reaches[::-1]

    def _reach_after(self, trigger: Trigger, end: int, limit: int) -> int:
        if trigger.reach == "sentence":
            return limit
        last = bisect_left(self._begins, end) + (_CHARACTERS if trigger.chinese else _WORDS)
        limit = min(limit, self._begins[last]) if last < len(self._begins) else limit
        comma = _COMMA.search(self._text, end, limit) if trigger.reach == "clause" else None
        return comma.start() if comma else limit

    def _reach_before(self, trigger: Trigger, start: int, limit: int) -> int:
        if trigger.reach == "sentence":
            return limit
        last = bisect_right(self._ends, start) - 1 - (_CHARACTERS if trigger.chinese else _WORDS)
        limit = max(limit, self._ends[last]) if last >= 0 else limit
        commas = list(_COMMA.finditer(self._text, limit, start)) if trigger.reach == "clause" else []
        return commas[-1].end() if commas else limit
