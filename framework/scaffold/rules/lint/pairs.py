"""Rules that say the same as another one, or the opposite."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from scaffold.rules.lint.finding import Finding
from scaffold.rules.lint.normal_form import canonical

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterator, Sequence
    from datetime import date

    from scaffold.rules.lint.entailment import Entailment
    from scaffold.rules.lint.placed_rule import PlacedRule


_NAME_IT = " If the head gives a text several labels, name its vertical: --vertical NAME."


def doubles(rules: Sequence[PlacedRule], several: Collection[str | None]) -> Iterator[Finding]:
    """Pairs of rules with the same condition that say the same, or contradict each other.

    :param several: heads that give a text any number of labels.
    """
    alike: dict[Hashable, list[PlacedRule]] = defaultdict(list)
    for placed in rules:
        alike[canonical(placed.when)].append(placed)
    for group in alike.values():
        for one, other in combinations(group, 2):
            if not set(one.rule.uses) & set(other.rule.uses):
                continue
            if one.rule.then == other.rule.then and one.head == other.head:
                message = f"the rule {other.rule.id!r} says what {one.rule.id!r} says ({one.where})"
                yield Finding("warning", "duplicate", message, other.where, "Delete one of them.")
            elif one.head == other.head and (contrary := _contrary(one, other, one.head in several)):
                several_labels = one.head not in several and not (one.rule.then.not_label or other.rule.then.not_label)
                yield _contradiction(one, other, contrary, _NAME_IT if several_labels else "")
            elif contrary := _contrary_in_lists(one, other):
                yield _contradiction(one, other, contrary)


def shadows(
    rules: Sequence[PlacedRule], several: Collection[str | None], entailment: Entailment, today: date
) -> Iterator[Finding]:
    """Soft rules that decide nothing, as a hard rule with another label fires wherever they do."""
    in_force = [each for each in rules if not each.rule.has_expired(today) and "decide" in each.rule.uses]
    hard = [each for each in in_force if each.rule.hardness == "hard" and each.rule.then.about_labels]
    for placed in in_force:
        if placed.rule.hardness == "hard" or placed.rule.then.label is None:
            continue
        for over in hard:
            said = _contrary(over, placed, over.head in several) if over.head == placed.head else None
            # The same condition is a contradiction, which has been told.
            if said and canonical(over.when) != canonical(placed.when) and entailment.holds(placed.when, over.when):
                message = f"the rule {placed.rule.id!r} is never followed: wherever it fires, the hard rule "
                message += f"{over.rule.id!r} ({over.where}) fires, too, and {said}"
                hint = "Narrow the hard rule with `not`, or delete the soft one."
                yield Finding("warning", "shadowed", message, placed.where, hint)
                break


def hidden(rules: Sequence[PlacedRule], entailment: Entailment, today: date) -> Iterator[Finding]:
    """Rules that move no item, as every item they fire on is taken out of the list by another one."""
    in_force = [each for each in rules if not each.rule.has_expired(today) and "decide" in each.rule.uses]
    takers = [each for each in in_force if each.rule.then.exclude]
    for placed in in_force:
        if not placed.rule.then.moves:
            continue
        for over in takers:
            # The same condition is a contradiction, which has been told.
            if canonical(over.when) != canonical(placed.when) and entailment.holds(placed.when, over.when):
                message = f"the rule {placed.rule.id!r} moves no item: wherever it fires, the rule {over.rule.id!r} "
                message += f"({over.where}) fires, too, and the item is not shown"
                yield Finding(
                    "warning", "shadowed", message, placed.where, "Narrow the other rule, or delete this one."
                )
                break


def _contradiction(one: PlacedRule, other: PlacedRule, contrary: str, advice: str = "") -> Finding:
    message = f"the rules {one.rule.id!r} ({one.where}) and {other.rule.id!r} have the same condition, yet {contrary}"
    hint = "Keep the one that is right, or make their conditions differ."
    return Finding("error", "contradiction", message, other.where, hint + advice)


def _contrary_in_lists(one: PlacedRule, other: PlacedRule) -> str | None:
    """How two rules contradict each other about a list: one takes the items out that the other moves."""
    for taking, moving in ((one, other), (other, one)):
        if taking.rule.then.exclude and moving.rule.then.moves:
            return f"{taking.rule.id!r} does not show the items that {moving.rule.id!r} moves"
    return None


def _contrary(one: PlacedRule, other: PlacedRule, several: bool) -> str | None:
    """How the labels of two rules of one head contradict each other."""
    a, b = one.rule.then, other.rule.then
    if a.label is not None and b.label is not None and a.label != b.label and not several:
        return f"one says {a.label} and the other {b.label}"
    for label, denied in ((a.label, b.not_label), (b.label, a.not_label)):
        if label is not None and label in denied:
            return f"one says {label} and the other not {label}"
    return None
