"""What rules say of an item, by its own day."""

from __future__ import annotations

from datetime import UTC, datetime

from scaffold.rules.language.reading import parse_rules
from scaffold.rules.language.rule_file import RuleSet
from scaffold_financial_sentiment.companies.linker import Found
from scaffold_financial_sentiment.news.item import Item
from scaffold_financial_sentiment.understanding.events import EventReader, Said, day_of
from scaffold_financial_sentiment.understanding.understood import Judgement

RULES = """
head: event
rules:
  - id: recall
    when: recall
    then: {label: recall, severity: high, route: operations}
  - id: fire
    when: fire
    then: {label: accident, severity: critical, route: legal}
  - id: drill
    when: fire drill
    then: {not_label: accident}
  - id: shown
    when: blaze
    then: {label: accident, severity: critical}
    uses: explain
  - id: old-mute
    owner: desk
    expires: 2024-03-31
    when: sponsored
    then: {mute: true}
  - id: wording
    when: recall
    then: {head: sentiment, label: negative}
  - id: of-acme
    when: {entity: {label: ACME, head: company}}
    then: {route: credit}
  - id: from-wire
    when: {field: {name: source, is: wire}}
    then: {severity: low}
  - id: sure
    when: {decision: {head: sentiment, label: negative, at_least: 0.5}}
    then: {severity: medium}
  - id: of-last-year
    when: {date: within 400 days}
    then: {route: communications}
  - id: products
    when: {decision: {head: topic, label: products}}
    then: {route: legal}
"""
READER = EventReader(RuleSet.of([parse_rules(RULES, "test.yaml")]))
CALM = Judgement("neutral", 0.0)


def at(day: str) -> float:
    return datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()


def read(text: str, day: str = "2024-03-01", judgement: Judgement = CALM, source: str = "") -> Said:
    found = [Found("ACME", ((text.index("Acme"), text.index("Acme") + 4),))] if "Acme" in text else []
    return READER.read(Item("1", text, at(day), source), found, judgement)


def test_events_severity_and_route() -> None:
    assert read("Vexley recalls cars after fire") == Said(
        ("recall", "accident"), ("recall", "fire"), "critical", "operations", ""
    )
    assert read("Vexley is well") == Said()


def test_an_event_may_be_denied_by_another_rule() -> None:
    assert read("Vexley holds fire drill").events == ()
    assert read("Vexley holds fire drill").rules == ("fire", "drill")


def test_a_rule_that_is_only_shown_orders_nothing() -> None:
    assert read("Blaze at Vexley") == Said((), ("shown",), None, "", "")


def test_a_mute_holds_up_to_its_last_day_by_the_day_of_the_item() -> None:
    assert read("sponsored: recall", "2024-03-31 23:59").muted == "old-mute"
    late = read("sponsored: recall", "2024-04-01")
    assert (late.muted, late.rules) == ("", ("recall",))


def test_rules_about_another_head_are_left_to_the_bundle() -> None:
    assert read("recall").rules == ("recall",)


def test_what_rules_know_beside_the_words() -> None:
    assert read("Acme opens shop").route == "credit"
    assert read("Vexley opens shop", source="Wire").severity == "low"
    assert read("Vexley opens shop", judgement=Judgement("negative", -0.6)).severity == "medium"
    assert read("Vexley opens shop", judgement=Judgement("negative", -0.4)).severity is None
    assert read("Vexley opens shop", judgement=Judgement("neutral", 0.0, ("products",))).route == "legal"
    assert read("Vexley shop opened 2023-05-01", "2024-03-01").route == "communications"
    assert read("Vexley shop opened 2023-05-01", "2026-03-01").route == ""


def test_days_are_of_utc() -> None:
    assert day_of(at("2024-03-31 23:59")).isoformat() == "2024-03-31"
    assert day_of(at("1970-01-01")).isoformat() == "1970-01-01"
