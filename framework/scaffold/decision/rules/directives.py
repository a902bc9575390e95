"""What rules order beside labels: a person, a queue, a template, the severity of an alert, silence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scaffold.rules.language.effect import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.rules.firing.firing import Firing
    from scaffold.rules.language.rule import Rule


@dataclass
class Directives:
    """Orders for one text; of two that cannot both be followed the hard rule wins, then the one written first.

    :ivar orders: `route`, `template`, `severity` and `mute` (the rule's id), as far as there are any.
    :ivar abstain: the rule that wants a person to decide.
    :ivar effects: what became of each rule, by its id.
    """

    orders: dict[str, str] = field(default_factory=dict)
    abstain: Rule | None = None
    effects: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, fired: Sequence[Firing]) -> Directives:
        """Those of the rules that fired, in the order they are written."""
        made = cls()
        sources: dict[str, Rule] = {}
        levels: list[int] = []
        rules = [firing.rule for firing in fired if "decide" in firing.rule.uses]
        for rule in sorted(rules, key=lambda rule: rule.hardness != "hard"):
            said = []
            if rule.then.abstain:
                made.abstain = made.abstain or rule
                said.append("a person decides")
            for name in ("route", "template"):
                order = getattr(rule.then, name)
                if order is not None:
                    first = sources.setdefault(name, rule)
                    made.orders.setdefault(name, order)
                    followed = made.orders[name] == order
                    said.append(f"{name} {order}" if followed else f"overruled by {first.id}: {name} {order}")
            if rule.then.severity is not None:
                # Several causes of alarm are no less of one: the highest counts.
                ranks = [SEVERITIES.index(rule.then.severity), *levels]
                made.orders["severity"] = SEVERITIES[max(ranks)]
                levels = ranks
                said.append(f"severity {rule.then.severity}")
            if rule.then.mute:
                made.orders.setdefault("mute", rule.id)
                said.append("no alert")
            if said:
                made.effects[rule.id] = ", ".join(said)
        return made
