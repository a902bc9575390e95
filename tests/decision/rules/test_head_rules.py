"""The rules of one head: what each adds, the same after they were stored, and what is left without one."""

from __future__ import annotations

import json

import numpy as np
import pytest

from scaffold.decision.rules.head_rules import HeadRules
from scaffold.models.classifier import Outputs

FILE = """
rules:
  - {id: one, when: lost card, then: {label: a}}
  - {id: elsewhere, when: lost pin, then: {route: desk}}
  - {id: two, when: money, then: {not_label: [b, c]}}
  - {id: three, when: 退款, then: {evidence: {label: c, weight: -2}}}
"""
LABELS = ("a", "b", "c")


@pytest.fixture
def rules(in_force, standing) -> HeadRules:
    reader = in_force(FILE).reader
    about = [rule for rule in reader.rules if rule.then.about_labels]
    standings = [standing(rule.id, weight=weight) for rule, weight in zip(about, (1.0, 0.5, 3.0), strict=True)]
    return HeadRules(reader, tuple(about), tuple(standings), LABELS, unit=2.0)


def test_fires_its_own_rules_alone(rules):
    fired = rules.fired(["I lost card and money", "lost pin", "我要退款", ""])
    assert fired.tolist() == [[True, True, False], [False] * 3, [False, False, True], [False] * 3]


def test_shift_is_weight_times_direction_times_unit(rules):
    fired = np.array([[True, True, False], [False, False, True], [False, False, False]])

    np.testing.assert_allclose(rules.shift(fired), [[2, -1, -1], [0, 0, -6], [0, 0, 0]])
    outputs = Outputs(np.ones((3, 3), np.float32), np.zeros((3, 4), np.float32))
    np.testing.assert_allclose(rules.shifted(outputs, fired).logits, [[3, 0, 0], [1, 1, -5], [1, 1, 1]])


def test_stored_and_read_it_is_the_same(rules):
    values = json.loads(json.dumps(rules.as_dict()))
    again = HeadRules.from_dict(values, rules.reader, LABELS)

    assert (again.rules, again.standings, again.labels, again.unit) == (rules.rules, rules.standings, LABELS, 2.0)
    np.testing.assert_array_equal(again.shifts, rules.shifts)


def test_rules_that_the_reader_lost_are_left_out(rules, in_force):
    fewer = in_force(FILE.replace("id: two", "id: another"))
    again = HeadRules.from_dict(rules.as_dict(), fewer.reader, LABELS)

    assert [rule.id for rule in again.rules] == [each.id for each in again.standings] == ["one", "three"]
    assert again.fired(["money 退款"]).tolist() == [[False, True]]


def test_without_one_rule_the_others_stand_as_they_are(rules):
    fewer = rules.without("two")

    assert [rule.id for rule in fewer.rules] == ["one", "three"]
    np.testing.assert_array_equal(fewer.shifts, rules.shifts[[0, 2]])
    assert fewer.fired(["lost card 退款"]).tolist() == [[True, True]]
    assert rules.without("nobody").standings == rules.standings
    assert not rules.without("one").without("two").without("three").shift(np.zeros((2, 0), dtype=bool)).any()


def test_hard_rules_come_best_proven_first_then_as_written(ruled):
    rules = ruled(
        *[{"label": "a"}] * 4, power=["hard", "soft", "hard", "hard"], low=[0.5, 0.99, 0.9, 0.5], weight=[0.0] * 4
    )
    assert rules.hard(np.ones(4, dtype=bool)) == [2, 0, 3]
    assert rules.hard(np.array([True, True, False, False])) == [0]
