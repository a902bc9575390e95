"""The rules that hold today, and which of them concern a head."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from scaffold.errors import did_you_mean
from scaffold.rules.bond import bonds_of
from scaffold.rules.firing.rule_reader import RuleReader

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from scaffold.rules.bond import Bond
    from scaffold.rules.language.rule import Rule, Use
    from scaffold.rules.language.rule_file import RuleSet


@dataclass(frozen=True, eq=False)
class RulesInForce:
    """Rules without those that have expired.

    :ivar reader: fires all of them that are about texts; of those about lists of items no text is asked.
    :ivar only_head: of the vertical, where it has one: labels of rules that name no head belong to it.
    """

    rules: RuleSet
    reader: RuleReader
    only_head: str | None
    expired: tuple[Rule, ...] = ()

    @classmethod
    def of(cls, rules: RuleSet, heads: Sequence[str], today: date) -> RulesInForce:
        """Those that hold on a day."""
        expired = tuple(rule for rule in rules if rule.has_expired(today))
        held = [rule for rule in rules if rule.then.about_texts and not rule.has_expired(today)]
        reader = RuleReader(rules, held)
        return cls(rules, reader, heads[0] if len(heads) == 1 else None, expired)

    def about(self, head: str, *uses: Use) -> list[Rule]:
        """Those about the labels of a head that are meant for one of the uses."""
        meant = (rule for rule in self.reader.rules if set(uses) & set(rule.uses))
        return self.rules.about(head, head == self.only_head, meant)

    def known(self, rules: Sequence[Rule], labels: Collection[str]) -> tuple[list[Rule], list[str]]:
        """Of `rules` those whose labels are all known, and a line about each other one."""
        kept, notes = [], []
        for rule in rules:
            strange = [label for label in rule.then.labels if label not in labels]
            if strange:
                near = did_you_mean(strange[0], labels) if len(labels) < 200 else ""
                where = self.rules.where(rule)
                notes.append(f"Rule {rule.id} is left out: no text has the label {strange[0]!r}{near} ({where})")
            else:
                kept.append(rule)
        return kept, notes

    @cached_property
    def bonds(self) -> tuple[Bond, ...]:
        """What the files know of labels themselves."""
        return bonds_of(self.rules, self.only_head)

    @property
    def notes(self) -> list[str]:
        """What there is to say about rules that hold no longer."""
        return [
            f"Rule {rule.id} expired on {rule.expires} and is left out ({self.rules.where(rule)})"
            for rule in self.expired
        ]
