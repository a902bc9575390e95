"""Rules that order something beside labels: how often they fire, and whether they are followed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scaffold.scoring.audit.figures import Named, OrderFigures, Rate
from scaffold.scoring.audit.records import Audited, worst_first
from scaffold.scoring.audit.verdict import judge_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.decision.rules.rule_book import RuleBook
    from scaffold.rules.language.rule import Rule
    from scaffold.scoring.audit.reading import Reading


def orders_something(rule: Rule) -> bool:
    """Whether a rule wants a person, a queue, a template or an alarm."""
    then = rule.then
    return then.abstain or then.mute or not (then.route is then.template is then.severity is None)


def audit_orders(rules: Sequence[Rule], book: RuleBook, reading: Reading) -> tuple[Audited, ...]:
    """Measure and judge such rules; those that speak of labels, too, were counted at training."""
    standings = {each.id: each for head in book.heads.values() for each in head.standings}
    found = []
    for rule in rules:
        fired = reading.of(rule.id)
        by = reading.overruled.get(rule.id, Counter())
        figures = OrderFigures(
            Named.of(rule, book.in_force),
            Rate.of(int(fired.sum()), len(fired), standings.get(rule.id), len(rules)),
            "decide" in rule.uses,
            by.total(),
            tuple(by.most_common(3)),
        )
        found.append(Audited(figures, judge_order(figures)))
    return worst_first(found)
