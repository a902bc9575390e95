"""Short forms that a text defines itself: "multiple sclerosis (MS)", "MS (multiple sclerosis)", 心肌梗死（心梗）.

Schwartz & Hearst, A simple algorithm for identifying abbreviation definitions in biomedical text (PSB 2003): the
characters of the short form are looked for in the words before it from right to left, the first one at the beginning
of a word. Chinese has no words to begin: there each character of the short form stands in the long one, in order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_IN_BRACKETS = re.compile(r"[(（\[]([^()（）\[\]\n]{2,120})[)）\]]")
# What may follow a short form within the brackets, and what may go before it.
_AFTER = re.compile(r"[;,；，].*$")
_CALLED = re.compile(r"^(?:hereafter|henceforth|abbreviated(?: as)?|or|以下简称|下称|简称|缩写为?|即)[:：]?\s*")
_SHORT = re.compile(r"[A-Za-z0-9\u0391-\u03c9][A-Za-z0-9\u0391-\u03c9/&+.-]*(?: [A-Za-z0-9-]+)?")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_HAN_SHORT = re.compile(f"[{_HAN}]{{2,6}}")
_HAN_BEFORE = re.compile(f"[{_HAN}A-Za-z0-9-]+$")
_HAN_ENDS = re.compile(f"[{_HAN}]+$")
_WORD_BEFORE = re.compile(r"([A-Za-z0-9][\w/&+.-]*)\s*$")
_SENTENCE_END = re.compile(r"[.!?;:]\s+|[。！？；：\n]")
_BRACKETS = re.compile(r"[()（）\[\]]")
_WORDS = re.compile(r"[A-Za-z0-9/&+.-]+")
_QUOTES = "\"'“”‘’ "


@dataclass(frozen=True, slots=True)
class Definition:
    """A short form and what it stands for, both as they are written."""

    short: str
    long: str
    start: int
    end: int
    """Where the long form stands."""
    loose: bool = False
    """Whether the long form is all that stands before a bracket in Chinese, and begins somewhere within."""


def definitions(text: str) -> Iterator[Definition]:
    """The short forms that a text defines, in order.

    >>> [(each.short, each.long) for each in definitions("has multiple sclerosis (MS) and HTN (hypertension)")]
    [('MS', 'multiple sclerosis'), ('HTN', 'hypertension')]
    """
    for found in _IN_BRACKETS.finditer(text):
        inside = _CALLED.sub("", _AFTER.sub("", found[1]).strip(_QUOTES))
        begun = _beginning(text, found.start())
        before = text[begun : found.start()].rstrip()
        own = _after_long(before, begun, inside) or _after_short(before, inside, found.start(1), text)
        if own and own.short not in _WORDS.findall(own.long) and not _BRACKETS.search(own.long):
            yield own


def _beginning(text: str, stop: int) -> int:
    """Where the sentence before a bracket begins, at most 200 characters back."""
    begun = max(0, stop - 200)
    ends = list(_SENTENCE_END.finditer(text, begun, stop))
    return ends[-1].end() if ends else begun


def _after_long(before: str, begun: int, short: str) -> Definition | None:
    """`long form (SF)`."""
    if _HAN_SHORT.fullmatch(short):
        found = _HAN_BEFORE.search(before)
        place = _han_place(short, found.group()) if found else None
        if found is None or place is None:
            return None
        start = found.start() + place
    elif not _may_be_short(short):
        return None
    elif (found := _HAN_ENDS.search(before)) and len(found.group()) > len(short):
        return Definition(short, found.group(), begun + found.start(), begun + len(before), loose=True)
    else:
        words = [each.start() for each in re.finditer(r"\S+", before)]
        most = min(len(short) + 5, 2 * len(short))
        first = words[-most:][0] if words else len(before)
        own = _long_place(short, before[first:])
        if own is None:
            return None
        start = first + own
    long = before[start:]
    return None if len(long) <= len(short) else Definition(short, long, begun + start, begun + len(before))


def _after_short(before: str, long: str, start: int, text: str) -> Definition | None:
    """`SF (long form)`."""
    found = _WORD_BEFORE.search(before)
    if not found or not _may_be_short(found[1]) or len(long) <= len(found[1]):
        return None
    if _long_place(found[1], long) != 0:
        return None
    at = text.find(long, start)
    return Definition(found[1], long, at, at + len(long)) if at >= 0 else None


def _may_be_short(short: str) -> bool:
    """Two to ten characters, at most two words, a capital letter among them."""
    return 2 <= len(short) <= 10 and any(map(str.isupper, short)) and _SHORT.fullmatch(short) is not None


def _long_place(short: str, long: str) -> int | None:
    """Where the shortest long form begins that ends with `long`; None if there is none."""
    at = len(long)
    for place in range(len(short) - 1, -1, -1):
        char = short[place].lower()
        if not char.isalnum():
            continue
        at -= 1
        while at >= 0 and not (long[at].lower() == char and (place > 0 or at == 0 or not long[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return None
    begun = max(long.rfind(" ", 0, at) + 1, 0)
    return begun if long[begun:].strip() else None


def _han_place(short: str, long: str) -> int | None:
    """The same for Chinese: where its first character stands, all others following in order up to the end."""
    at = len(long)
    for char in reversed(short):
        at = long.rfind(char, 0, at)
        if at < 0:
            return None
    return at
