"""A rule with the file that it stands in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from scaffold.rules.lint.normal_form import normal

if TYPE_CHECKING:
    from scaffold.rules.language.condition import Element
    from scaffold.rules.language.rule import Rule
    from scaffold.rules.language.rule_file import RuleFile


@dataclass(frozen=True)
class PlacedRule:
    """A rule, where it stands, and what its file says about it."""

    rule: Rule
    file: RuleFile

    @property
    def where(self) -> str:
        """`file:line`."""
        return self.file.places[self.rule.id]

    @property
    def head(self) -> str | None:
        """The head its labels belong to; None where neither it nor its file says."""
        return self.rule.then.head or self.file.document.head

    @cached_property
    def when(self) -> Element:
        """Its condition in normal form."""
        return normal(self.rule.when, self.file)
