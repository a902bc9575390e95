"""What rules say of a headline: types of event, severity, who is to be told, and what is to be left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, cast

from scaffold.decision.rules.directives import Directives
from scaffold.rules.firing.matcher import RuleMatcher
from scaffold.rules.firing.material import Material

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scaffold.rules.firing.firing import Firing
    from scaffold.rules.language.effect import Severity
    from scaffold.rules.language.rule import Rule
    from scaffold.rules.language.rule_file import RuleSet
    from scaffold_financial_sentiment.companies.linker import Found
    from scaffold_financial_sentiment.news.item import Item
    from scaffold_financial_sentiment.understanding.understood import Judgement

HEAD = "event"
"""The head that labels of events belong to."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the rules say of one headline; the fields are those of `Understood`."""

    events: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    severity: Severity | None = None
    route: str = ""
    muted: str = ""


class EventReader:
    """Fires rules on headlines.

    A rule holds up to its last day, by the day of the headline and not by today's, so that a replay of old news gives
    what was right then.

    :param rules: of them those are used that name an event or order something.
    """

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._matcher = RuleMatcher(rules, [rule for rule in rules if self._concerns_events(rule)])

    def read(self, item: Item, found: Sequence[Found], judgement: Judgement) -> Said:
        """What the rules say of an item.

        :param found: its companies, which rules know as entities of the head `company`, by their ids.
        :param judgement: what rules know as decisions of the heads `sentiment` and `topic`.
        """
        material = material_of(item, found, judgement)
        assert material.day is not None, "every item has a time"
        fired = [each for each in self._matcher.match(material) if not each.rule.has_expired(material.day)]
        if not fired:
            return Said()
        orders = Directives.of(fired).orders
        return Said(
            self._events(fired),
            tuple(each.rule.id for each in fired),
            cast("Severity | None", orders.get("severity")),
            orders.get("route", ""),
            orders.get("mute", ""),
        )

    def _concerns_events(self, rule: Rule) -> bool:
        then = rule.then
        orders = then.route or then.severity or then.abstain or then.template or then.mute
        return bool(orders) or (then.about_labels and self._rules.head_of(rule) == HEAD)

    def _events(self, fired: Sequence[Firing]) -> tuple[str, ...]:
        """Labels in the order of their rules, but for those that another rule forbids."""
        effects = [
            each.rule.then for each in fired if "decide" in each.rule.uses and self._rules.head_of(each.rule) == HEAD
        ]
        denied = {label for then in effects for label in then.not_label}
        return tuple(dict.fromkeys(then.label for then in effects if then.label and then.label not in denied))


def material_of(item: Item, found: Sequence[Found], judgement: Judgement) -> Material:
    """What rules may look at: headline, day, source, companies, sentiment and topics."""
    companies = [(start, end, each.company) for each in found for start, end in each.spans]
    return Material(
        item.text,
        {"source": item.source, "url": item.url},
        day_of(item.time),
        {"company": companies},
        {"sentiment": _least(judgement), "topic": dict.fromkeys(judgement.topics, 1.0)},
    )


def day_of(time: float) -> date:
    """The day of a time, UTC."""
    return datetime.fromtimestamp(time, UTC).date()


def _least(judgement: Judgement) -> Mapping[str, float]:
    """The label with what its probability is at least: the score is p(positive) - p(negative)."""
    strength = abs(judgement.score)
    return {judgement.label: 1 - strength if judgement.label == "neutral" else strength}
