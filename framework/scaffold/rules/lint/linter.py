"""Everything that can be said about files of rules without data."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from scaffold.rules.lint.amounts import exclusive_amounts
from scaffold.rules.lint.entailment import Entailment
from scaffold.rules.lint.examples import failing_examples
from scaffold.rules.lint.finding import Finding
from scaffold.rules.lint.impossible import impossible_parts, never
from scaffold.rules.lint.label_logic import LabelLogic
from scaffold.rules.lint.pairs import doubles, hidden, shadows
from scaffold.rules.lint.placed_rule import PlacedRule
from scaffold.rules.lint.upkeep import upkeep_findings
from scaffold.rules.lint.words import word_findings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from scaffold.rules.language.rule_file import RuleFile


def lint(files: Sequence[RuleFile], today: date, several: Collection[str | None] = ()) -> list[Finding]:
    """What is wrong with rules that are used together, the worst first.

    :param several: heads that give a text any number of labels, for which two labels are no contradiction.
    """
    rules = [PlacedRule(rule, file) for file in files for rule in file.rules]
    entailment = Entailment()
    found = chain(
        _same_ids(rules),
        chain.from_iterable(map(failing_examples, files)),
        chain.from_iterable(_of_condition(each, entailment) for each in rules),
        doubles(rules, several),
        shadows(rules, several, entailment, today),
        hidden(rules, entailment, today),
        chain.from_iterable(map(word_findings, rules)),
        LabelLogic.of(files).findings(),
        chain.from_iterable(upkeep_findings(file, today) for file in files),
    )
    return sorted(set(found), key=lambda finding: finding.rank)


def _same_ids(rules: Sequence[PlacedRule]) -> Iterator[Finding]:
    first: dict[str, PlacedRule] = {}
    for placed in rules:
        before = first.setdefault(placed.rule.id, placed)
        if before is not placed:
            message = f"the id {placed.rule.id!r} is that of a rule at {before.where}, too"
            yield Finding("error", "same id", message, placed.where, "Give every rule an id of its own.")


def _of_condition(placed: PlacedRule, entailment: Entailment) -> Iterator[Finding]:
    """What never holds of one rule."""
    name, where = f"the rule {placed.rule.id!r}", placed.where
    if reason := never(placed.when, entailment):
        yield Finding("error", "never fires", f"{name} never fires: {reason}", where, "Change the condition.")
        return
    for reason in impossible_parts(placed.when, entailment):
        yield Finding("warning", "never holds", f"in {name} {reason}", where, "Delete the part, or change it.")
    for one, other in exclusive_amounts(placed.when):
        yield Finding(
            "warning",
            "exclusive amounts",
            f"{name} asks for {one!r} and {other!r}, which no single one is: it fires only where there are two",
            where,
            "Write one range, such as `between A and B`, or `any` instead of `all`.",
        )
