"""Texts are read as `Bundle.decide` reads them: rules that look at another head fire after it has decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scaffold.bundle import Bundle
from scaffold.decision.rules.head_rules import HeadRules
from scaffold.decision.rules.rule_book import RuleBook
from scaffold.decision.rules.standing import Standing
from scaffold.rules.in_force import RulesInForce
from scaffold.rules.language.reading import parse_rules
from scaffold.rules.language.rule_file import RuleSet
from scaffold.scoring.audit.audit import audit_rules
from scaffold.settings import load_settings

SETTINGS = load_settings(None, ['data.labels={"topic": "topic", "mood": "channel"}'])

RULES = """
rules:
  - id: follows
    when: {decision: {head: mood, label: refund, at_least: 0.1}}
    then: {head: topic, label: card}
    hardness: hard
  - {id: marks, when: {entity: {head: places, label: town}}, then: {head: places, label: town}}
"""


@pytest.fixture
def two_heads(toy_bundle) -> Bundle:
    plain = Bundle.load(toy_bundle)
    force = RulesInForce.of(RuleSet.of([parse_rules(RULES, "own.yaml")]), ["topic", "mood"], date(2026, 1, 1))
    topic = plain.heads["topic"]
    standing = Standing("follows", "hard", "hard", 0.0, 0.9, 5, 50, 5, 5, 0.6, 1.0, 3)
    rules = HeadRules(force.reader, (force.reader.rules[0],), (standing,), topic.labels)
    heads = {"topic": replace(topic, rules=rules), "mood": replace(topic, name="mood")}
    return Bundle(plain.path, plain.metadata, heads, plain.encoders, RuleBook(force, {"topic": rules}))


def test_rule_that_looks_at_another_head_is_counted_as_it_decides(two_heads, data, rows):
    found = audit_rules(two_heads, str(data), SETTINGS)
    decided = two_heads.decide([row["text"] for row in rows])
    fired = sum(decision.heads["mood"].label == "refund" for decision in decided)
    right = sum(decision.heads["topic"].label == row["topic"] for decision, row in zip(decided, rows, strict=True))

    (head,) = found.heads
    assert [each.id for each in head.rules] == ["follows"]
    assert 0 < fired == head.rules[0].figures.rate.fired
    assert head.totals.with_rules == pytest.approx(right / len(rows))
    assert found.notes == ("Not audited: 1 about places, which the bundle does not have",)


def test_blocks_make_no_difference(two_heads, data, monkeypatch):
    whole = audit_rules(two_heads, str(data), SETTINGS)
    monkeypatch.setattr("scaffold.scoring.audit.reading._BLOCK", 7)

    assert audit_rules(two_heads, str(data), SETTINGS).as_dict() == whole.as_dict()
