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
                message = f"the rules {one.rule.id!r} ({one.where}) and {other.rule.id!r} have the same condition, yet "
                hint = "Keep the one that is right, or make their conditions differ."
                if one.head not in several and not other.rule.then.not_label and not one.rule.then.not_label:
                    hint += " If the head gives a text several labels, name its vertical: --vertical NAME."
                yield Finding("error", "contradiction", message + contrary, other.where, hint)


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


def _contrary(one: PlacedRule, other: PlacedRule, several: bool) -> str | None:
    """How the labels of two rules of one head contradict each other."""
    a, b = one.rule.then, other.rule.then
    if a.label is not None and b.label is not None and a.label != b.label and not several:
        return f"one says {a.label} and the other {b.label}"
    for label, denied in ((a.label, b.not_label), (b.label, a.not_label)):
        if label is not None and label in denied:
            return f"one says {label} and the other not {label}"
    return None
