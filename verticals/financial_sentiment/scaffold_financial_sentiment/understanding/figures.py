"""Figures that a text compares: `EUR 5.3 mn, compared with EUR 6.6 mn`, `from 4.1% to 3.9%`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.rules.matching.quantities import quantities

if TYPE_CHECKING:
    from scaffold.rules.matching.quantities import Quantity

_THAN_BEFORE = re.compile(
    r"\b(?:compared|versus|vs|against|from|up from|down from|year[ -]earlier|a year ago|previously)\b"
    r"|上年同期|去年同期|此前的",
    re.IGNORECASE,
)
_FROM_TO = re.compile(r"\bfrom\b.{1,40}?\bto\b|从.{1,20}?(?:到|至)", re.IGNORECASE)
# The core counts `mn`, which reports are full of, as a unit of its own.
_MILLION = re.compile(r"(?<=\d)\s?(mn|mln|bln|tn)\b", re.IGNORECASE)
_YEARS = range(1900, 2101)
_LONG = {"mn": " million", "mln": " million", "bln": " billion", "tn": " trillion"}


def change(text: str) -> int:
    """1 if the later one of two figures is the higher one, -1 if it is lower, 0 if they are equal or not to be told.

    >>> change("Net profit was EUR 35.5 mn compared with EUR 29.8 mn"), change("margin from 4.1% to 3.9%")
    (1, -1)
    """
    cue = _THAN_BEFORE.search(text)
    if cue is None and not _FROM_TO.search(text):
        return 0
    text = _MILLION.sub(lambda match: _LONG[match[1].lower()], text)
    cue = _THAN_BEFORE.search(text)
    found = [each for each in quantities(text) if not _is_year(each)]
    if rising := _FROM_TO.search(text):
        pair = _first_two([each for each in found if each.span[0] >= rising.start()])
        return _sign(pair[1], pair[0]) if pair else 0
    if cue is None:
        return 0
    before = [each for each in found if each.span[1] <= cue.start()]
    after = [each for each in found if each.span[0] >= cue.end()]
    for now in reversed(before):
        then = next((each for each in after if each.unit == now.unit), None)
        if then is not None:
            return _sign(now, then)
    return 0


def _is_year(number: Quantity) -> bool:
    return number.unit is None and number.value in _YEARS


def _first_two(found: list[Quantity]) -> tuple[Quantity, Quantity] | None:
    if len(found) < 2 or found[0].unit != found[1].unit:
        return None
    return found[0], found[1]


def _sign(later: Quantity, earlier: Quantity) -> int:
    return (later.value > earlier.value) - (later.value < earlier.value)
