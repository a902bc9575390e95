"""The rules that hold today, and which of them are about a head."""

from __future__ import annotations

from datetime import date

from scaffold.rules.in_force import RulesInForce
from scaffold.rules.language.reading import parse_rules
from scaffold.rules.language.rule_file import RuleSet

TEXT = """
rules:
  - {id: of-none, when: a, then: {label: x}}
  - {id: of-mood, when: a, then: {label: calm, head: mood}, uses: label}
  - {id: of-nobody, when: a, then: {route: desk}}
  - {id: old, when: a, then: {label: x}, expires: 2026-01-31}
"""


def rules(today: date, *heads: str) -> RulesInForce:
    return RulesInForce.of(RuleSet.of([parse_rules(TEXT, "bank.yaml")]), heads, today)


def ids(found) -> list[str]:
    return [rule.id for rule in found]


def test_a_rule_holds_on_its_last_day():
    last, after = rules(date(2026, 1, 31), "topic"), rules(date(2026, 2, 1), "topic")

    assert ids(last.reader.rules) == ["of-none", "of-mood", "of-nobody", "old"]
    assert ids(after.reader.rules) == ["of-none", "of-mood", "of-nobody"]
    assert (last.notes, ids(after.expired)) == ([], ["old"])
    assert after.notes == ["Rule old expired on 2026-01-31 and is left out (bank.yaml:6)"]
    assert len(after.rules) == 4


def test_labels_of_no_named_head_belong_to_the_only_one():
    alone, two = rules(date(2026, 1, 1), "topic"), rules(date(2026, 1, 1), "topic", "mood")

    assert ids(alone.about("topic", "decide")) == ["of-none", "old"]
    assert ids(two.about("topic", "decide")) == []
    assert ids(two.about("mood", "decide")) == []
    assert ids(two.about("mood", "label", "decide")) == ["of-mood"]


def test_rules_about_lists_are_no_matter_of_texts():
    text = """
rules:
  - {id: gone, when: a, then: {exclude: true}}
  - {id: placed, when: a, then: {pin: 1, boost: 2, at_most: 3}}
  - {id: both, when: a, then: {label: x, at_most: 1}}
"""
    found = RulesInForce.of(RuleSet.of([parse_rules(text, "shop.yaml")]), ["topic"], date(2026, 1, 1))

    assert ids(found.reader.rules) == ["both"]
    assert ids(found.about("topic", "label", "train", "decide", "explain")) == ["both"]
    assert ids(found.rules) == ["gone", "placed", "both"]
    found.rules.check_labels({"topic": {"x"}})


def test_rule_of_an_unknown_label_is_left_out_with_a_message():
    found = rules(date(2026, 1, 1), "topic")
    kept, notes = found.known(found.about("topic", "decide"), ("z", "xx"))

    assert kept == []
    assert notes[0].startswith("Rule of-none is left out: no text has the label 'x'")
    assert notes[0].endswith("(bank.yaml:3)")
    assert found.known(found.about("topic", "decide"), ("x", "y")) == (found.about("topic", "decide"), [])
