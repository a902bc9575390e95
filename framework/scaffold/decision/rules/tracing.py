"""What each rule did to one decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scaffold.decision.rules.enforcing import followed

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from scaffold.decision.rules.head_rules import Flags, HeadRules
    from scaffold.rules.language.rule import Rule


@dataclass(frozen=True)
class Trace:
    """A rule that fired on a text.

    :ivar effect: how it takes part in the decision, in a word or two.
    :ivar before: what would have been decided without it; `after` what was.
    """

    rule: Rule
    effect: str
    before: str
    after: str


def trace(rules: HeadRules, fired: Flags, said: Callable[[Flags], str]) -> list[Trace]:
    """Every rule that fired on a text, as they are written.

    :param fired: of the head's rules, (rules,).
    :param said: what is decided where only some of them fire, (rules,).
    """
    numbers = np.flatnonzero(fired).tolist()
    after = said(fired) if numbers else ""
    every = np.arange(len(fired))
    return [
        Trace(rules.rules[number], effect_of(rules, number, fired), said(fired & (every != number)), after)
        for number in numbers
    ]


def effect_of(rules: HeadRules, number: int, fired: npt.NDArray[np.bool_]) -> str:
    """How a rule that fired takes part."""
    standing, then = rules.standings[number], rules.rules[number].then
    if standing.power == "off":
        return "shown only"
    if standing.power == "hard":
        if number not in followed(rules, fired):
            return "overruled"
        return "forbids" if then.not_label else "decides"
    if not rules.shifts[number].any():
        return "fills gaps" if standing.fills else "no weight"
    return "speaks against" if (rules.shifts[number] < 0).any() else "speaks for"


def gist(labels: tuple[str, ...], row: npt.NDArray[np.float64]) -> str:
    """The likeliest label with its probability."""
    best = int(row.argmax())
    return f"{labels[best]} {row[best]:.1%}"
