"""A rule that fired on a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scaffold.rules.firing.material import Span
    from scaffold.rules.language.rule import Rule


@dataclass(frozen=True, slots=True)
class Firing:
    """A rule, and the stretches of the text that made it fire; none where it looked at something else."""

    rule: Rule
    spans: tuple[Span, ...]

    @property
    def stretches(self) -> list[Span]:
        """The spans that lie in no other one, in order: what the rule labels where a head tags words."""
        return outermost(self.spans)


def outermost(spans: Iterable[Span]) -> list[Span]:
    """Spans that lie in no other one, in order: of "kidney disease" and "chronic kidney disease" the second.

    >>> outermost([(0, 22), (8, 22), (15, 22), (30, 34), (30, 40)])
    [(0, 22), (30, 40)]
    """
    kept: list[Span] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return kept
