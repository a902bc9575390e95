"""A rule that fired on a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scaffold.rules.firing.material import Span
    from scaffold.rules.language.rule import Rule


@dataclass(frozen=True, slots=True)
class Firing:
    """A rule, and the stretches of the text that made it fire; none where it looked at something else."""

    rule: Rule
    spans: tuple[Span, ...]
