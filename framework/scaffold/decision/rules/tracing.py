"""What each rule did to one decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scaffold.decision.rules.enforcing import followed

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from scaffold.decision.rules.head_rules import HeadRules
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


def trace(rules: HeadRules, fired: npt.NDArray[np.bool_], after: str, without: Callable[[int], str]) -> list[Trace]:
    """Every rule that fired on a text, as they are written.

    :param fired: of the head's rules, (rules,).
    :param without: what would be decided without the rule of a number.
    """
    return [
        Trace(rules.rules[number], effect_of(rules, number, fired), without(number), after)
        for number in np.flatnonzero(fired).tolist()
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
        return "no weight"
    return "speaks against" if (rules.shifts[number] < 0).any() else "speaks for"


def gist(labels: tuple[str, ...], row: npt.NDArray[np.float64]) -> str:
    """The likeliest label with its probability."""
    best = int(row.argmax())
    return f"{labels[best]} {row[best]:.1%}"
