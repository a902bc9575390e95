"""How severe a surge of bad news is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from scaffold.rules.language.effect import SEVERITIES

if TYPE_CHECKING:
    from scaffold.rules.language.effect import Severity
    from scaffold_financial_sentiment.detection.detector import Signal


class _Marks(NamedTuple):
    """What a severity asks for: the ratio, and two of the others."""

    ratio: float
    seen: float
    p: float
    publishers: int


_MARKS: dict[Severity, _Marks] = {
    "medium": _Marks(ratio=3, seen=5, p=1e-7, publishers=3),
    "high": _Marks(ratio=6, seen=10, p=1e-12, publishers=5),
    "critical": _Marks(ratio=12, seen=20, p=1e-20, publishers=10),
}


def severity_of(signal: Signal, publishers: int) -> Severity:
    """From how much was seen, how that compares with the usual, how unlikely it is, and how many publishers say it.

    It has to be many times the usual, and two of the others have to be strong: a feed with one publisher has grave
    incidents too, and a company that is always in the news has not a grave one whenever there is half as much again.

    :param publishers: different publishers of the evidence.
    """
    ratio = signal.seen / signal.expected if signal.expected > 0 else math.inf
    reached: Severity = "low"
    for severity, marks in _MARKS.items():
        strong = (signal.seen >= marks.seen, signal.p <= marks.p, publishers >= marks.publishers)
        if ratio >= marks.ratio and sum(strong) >= 2:
            reached = severity
    return reached


def rank(severity: Severity | None) -> int:
    """Its place among the severities, from 0; -1 for none."""
    return -1 if severity is None else SEVERITIES.index(severity)


def graver(one: Severity, other: Severity | None) -> Severity:
    """The more severe of two.

    >>> graver("low", "high"), graver("medium", None)
    ('high', 'medium')
    """
    return other if other is not None and rank(other) > rank(one) else one
