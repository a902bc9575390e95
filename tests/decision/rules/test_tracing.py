"""What each rule did is said in a word or two, beside what would have been decided without it."""

from __future__ import annotations

import numpy as np
import pytest

from scaffold.decision.rules.tracing import effect_of, gist, trace


@pytest.mark.parametrize(
    ("then", "power", "weight", "word"),
    [
        ({"label": "a"}, "soft", 1.0, "speaks for"),
        ({"not_label": "a"}, "soft", 1.0, "speaks against"),
        ({"evidence": {"label": "a", "weight": -1}}, "soft", 1.0, "speaks against"),
        ({"label": "a"}, "soft", 0.0, "no weight"),
        ({"label": "a"}, "off", 0.0, "shown only"),
        ({"label": "a"}, "hard", 0.0, "decides"),
        ({"not_label": "a"}, "hard", 0.0, "forbids"),
    ],
)
def test_effect_in_a_word(ruled, then, power, weight, word):
    rules = ruled(then, power=[power], weight=[weight])
    assert effect_of(rules, 0, np.ones(1, dtype=bool)) == word


def test_rule_that_a_better_one_contradicts_is_overruled(ruled):
    rules = ruled({"label": "a"}, {"label": "b"}, power=["hard", "hard"], low=[0.7, 0.9])
    both = np.ones(2, dtype=bool)

    assert [effect_of(rules, number, both) for number in (0, 1)] == ["overruled", "decides"]
    assert effect_of(rules, 0, np.array([True, False])) == "decides"


def test_only_rules_that_fired_are_traced_in_their_order(ruled):
    rules = ruled({"label": "a"}, {"label": "b"}, {"label": "c"})

    def said(fired):
        return "".join(f"without {number}" for number in (0, 2) if not fired[number]) or "now"

    found = trace(rules, np.array([True, False, True]), said)

    assert [(each.rule.id, each.before, each.after) for each in found] == [
        ("r1", "without 0", "now"),
        ("r3", "without 2", "now"),
    ]


def test_gist_names_the_likeliest_label():
    assert gist(("card", "退款"), np.array([0.25, 0.75])) == "退款 75.0%"
