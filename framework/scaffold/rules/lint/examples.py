"""Texts of authors on which their rules do not do what they should."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.rules.firing.matcher import RuleMatcher
from scaffold.rules.firing.material import Material
from scaffold.rules.language.condition import Date, Entity, MetadataField, OtherDecision
from scaffold.rules.language.parts import conditions_of
from scaffold.rules.language.rule_file import RuleSet
from scaffold.rules.lint.finding import Finding
from scaffold.rules.matching.dates import read_date_condition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold.rules.language.condition import Element
    from scaffold.rules.language.rule_file import RuleFile

_SHOWN = 80


def failing_examples(file: RuleFile) -> Iterator[Finding]:
    """Try each rule on its examples."""
    tried = [rule for rule in file.rules if rule.examples.match or rule.examples.no_match]
    matcher = RuleMatcher(RuleSet((file,)), tried)
    fired: dict[str, set[str]] = {}

    def fires(rule: str, text: str) -> bool:
        if text not in fired:
            fired[text] = {firing.rule.id for firing in matcher.match(Material(text))}
        return rule in fired[text]

    for rule in tried:
        where = file.places[rule.id]
        beyond = any(map(_looks_beyond, conditions_of(rule.when)))
        for text in rule.examples.match:
            if fires(rule.id, text):
                continue
            if beyond:
                message = f"the rule {rule.id!r} looks at more than the text, so it was not tried on {_short(text)!r}"
                yield Finding("info", "untried example", message, where)
            else:
                message = f"the rule {rule.id!r} does not fire on its example {_short(text)!r}"
                yield Finding("error", "example", message, where, "Change the condition, or the example.")
        for text in rule.examples.no_match:
            if fires(rule.id, text):
                message = f"the rule {rule.id!r} fires on {_short(text)!r}, which it must not"
                yield Finding("error", "example", message, where, "Narrow the condition, or change the example.")


def _looks_beyond(condition: Element) -> bool:
    """Whether it asks for something that an example inside a file does not have."""
    if isinstance(condition, Date):
        return read_date_condition(condition.date).unit is not None
    return isinstance(condition, MetadataField | Entity | OtherDecision)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
