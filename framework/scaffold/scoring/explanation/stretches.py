"""A text cut into the stretches that a decision has the same reasons for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from scaffold.rules.firing.material import joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.decision.decision import Decision, RuleEffect, Span


STRONG, WEAK = 0.5, 0.1
"""Weights from which a word stands out, and from which it is coloured at all."""


@dataclass(frozen=True)
class Stretch:
    """Characters of a text with what is known of all of them.

    :ivar weight: of the word that they are part of; None where words were not weighed.
    :ivar rules: numbers of the rules that matched here, as places in `Decision.rules`.
    :ivar ending: of these, the ones whose match ends with the stretch.
    """

    text: str
    weight: float | None = None
    rules: tuple[int, ...] = ()
    ending: tuple[int, ...] = ()


def stretches(decision: Decision) -> list[list[Stretch]]:
    """Those of the text, and of the second one where two are read together; put together they are the text."""
    made = [_cut(decision.text, 0, decision.spans, decision.rules)]
    if decision.text_pair is not None:
        # Rules read the second text on a line of its own.
        made.append(_cut(decision.text_pair, len(decision.text) + 1, (), decision.rules))
    return made


def matches(decision: Decision, effect: RuleEffect) -> list[str]:
    """What a rule matched, in the order of the text and each once; what overlaps is one."""
    text = decision.text if decision.text_pair is None else joined((decision.text, decision.text_pair))
    return list(dict.fromkeys(text[start:end] for start, end in united(effect.spans)))


def united(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in their order, those that overlap as one.

    >>> united([(8, 25), (4, 7), (8, 17), (25, 30)])
    [(4, 7), (8, 25), (25, 30)]
    """
    made: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if made and start < made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return made


def _cut(text: str, first: int, weights: Sequence[Span], effects: Sequence[RuleEffect]) -> list[Stretch]:
    """:param first: where the text begins in what rules read."""
    length = len(text)
    matched = [
        (max(start - first, 0), min(end - first, length), number)
        for number, effect in enumerate(effects)
        for start, end in united(effect.spans)
        if start - first < length and end > first
    ]
    borders = {0, length, *(at for each in matched for at in each[:2])}
    borders |= {at for span in weights for at in (span.start, span.end)}
    places = sorted(borders)
    made = []
    for start, end in pairwise(places):
        here = [each for each in matched if each[0] <= start and end <= each[1]]
        weight = next((span.weight for span in weights if span.start <= start and end <= span.end), None)
        ending = tuple(number for _, last, number in here if last == end)
        made.append(Stretch(text[start:end], weight, tuple(number for *_, number in here), ending))
    return made
