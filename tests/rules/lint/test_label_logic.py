"""Implications and exclusions that cannot be, and labels that nobody gives."""

from __future__ import annotations

import pytest

GIVEN = "".join(f"  - {{id: {label}, when: phrase {label}, then: {{label: {label}}}}}\n" for label in "abcd")


def file(logic: str) -> str:
    return f"head: intent\n{logic}\nrules:\n{GIVEN}"


@pytest.mark.parametrize(
    ("logic", "circle"),
    [
        ("implies: [{if: a, then: b}, {if: b, then: a}]", "a, b"),
        ("implies: [{if: a, then: b}, {if: b, then: c}, {if: c, then: a}, {if: d, then: a}]", "a, b, c"),
        ("implies: [{if: a, then: a}]", "a"),
    ],
)
def test_a_circle_of_implications_is_told_once(linted, logic, circle):
    (found,) = linted(file(logic))
    assert (found.severity, found.code, found.where) == ("error", "implication cycle", "rules.yaml:2")
    assert found.message.endswith(f": {circle}")


@pytest.mark.parametrize(
    "logic",
    [
        "implies: [{if: a, then: b}]\nexcludes: [[a, b]]",
        "implies: [{if: a, then: b}, {if: b, then: c}]\nexcludes: [[d, a, c]]",
        "implies: [{if: a, then: b}, {if: a, then: c}, {if: d, then: a}]\nexcludes: [[b, c]]",
    ],
)
def test_an_implication_against_an_exclusion_is_told_once(linted, logic):
    (found,) = linted(file(logic))
    assert (found.severity, found.code) == ("error", "implication against exclusion")
    assert "(rules.yaml:3)" in found.message


def test_implications_that_can_be_are_no_finding(linted):
    assert linted(file("implies: [{if: a, then: b}, {if: b, then: c}, {if: a, then: c}]\nexcludes: [[a, d]]")) == []


def test_heads_keep_labels_of_one_name_apart(linted):
    found = linted(file("implies: [{if: a, then: {head: topic, label: a}}]\nexcludes: [[a, b]]"))
    assert found == []


def test_labels_of_no_rule_are_named(linted):
    remark = linted(file("excludes: [[a, refund]]"))
    assert [(each.severity, each.code, each.where) for each in remark] == [("info", "label of no rule", "rules.yaml:2")]
    text = "excludes:\n  - [card_lots, other]\nrules:\n  - {id: r, when: card, then: {label: card_lost}}\n"
    found = linted(text)
    assert [each.severity for each in found] == ["warning", "info"]
    assert "did you mean 'card_lost'?" in found[0].message
    assert found[0].where == "rules.yaml:2"


def test_a_label_that_another_one_implies_is_given(linted):
    assert linted(file("implies: [{if: a, then: money}]\nexcludes: [[money, b]]")) == []
