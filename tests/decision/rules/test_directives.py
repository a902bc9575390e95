"""What rules order beside labels: the hard one first, then the one written first; the worst alarm counts."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from scaffold.decision.rules.directives import Directives
from scaffold.rules.firing.firing import Firing
from scaffold.rules.language.effect import SEVERITIES
from scaffold.rules.language.rule import Rule


def fire(name: str, hardness: str = "soft", uses=("decide",), owner=None, expires=None, **then) -> Firing:
    rule = {"id": name, "when": "w", "then": then, "hardness": hardness, "uses": uses}
    return Firing(Rule.model_validate(rule | {"owner": owner, "expires": expires}), ())


def test_nothing_that_fires_orders_nothing():
    made = Directives.of([])
    assert (made.orders, made.abstain, made.effects) == ({}, None, {})


def test_first_written_wins_and_the_other_is_told_so():
    made = Directives.of([fire("one", route="desk"), fire("two", route="legal", template="sorry")])

    assert made.orders == {"route": "desk", "template": "sorry"}
    assert made.effects == {"one": "route desk", "two": "overruled by one: route legal, template sorry"}


def test_hard_wins_over_what_is_written_before():
    made = Directives.of([fire("one", route="desk"), fire("two", "hard", route="legal")])

    assert made.orders == {"route": "legal"}
    assert made.effects == {"two": "route legal", "one": "overruled by two: route desk"}


def test_two_rules_of_one_mind_overrule_nobody():
    made = Directives.of([fire("one", route="desk"), fire("two", "hard", route="desk")])
    assert made.effects == {"two": "route desk", "one": "route desk"}


def test_rules_that_are_not_for_decisions_order_nothing():
    made = Directives.of([fire("one", uses=("explain",), route="desk", abstain=True, severity="high")])
    assert (made.orders, made.abstain, made.effects) == ({}, None, {})


def test_the_hard_rule_is_named_that_wants_a_person():
    made = Directives.of([fire("one", abstain=True), fire("two", "hard", abstain=True), fire("three", route="x")])

    assert made.abstain is not None
    assert made.abstain.id == "two"
    assert made.effects["one"] == "a person decides"


@given(st.lists(st.sampled_from(SEVERITIES), min_size=1, max_size=4), st.lists(st.booleans(), min_size=4, max_size=4))
def test_the_highest_severity_counts_in_any_order(levels, hard):
    fired = [
        fire(f"r{n}", "hard" if firm else "soft", severity=level)
        for n, (level, firm) in enumerate(zip(levels, hard, strict=False))
    ]
    highest = max(levels, key=SEVERITIES.index)
    for order in permutations(fired):
        made = Directives.of(order)
        assert made.orders == {"severity": highest}
        assert made.effects == {each.rule.id: f"severity {each.rule.then.severity}" for each in fired}


def test_label_with_an_order_says_the_order_alone():
    assert Directives.of([fire("one", label="a", route="desk")]).effects == {"one": "route desk"}
    assert Directives.of([fire("one", label="a")]).effects == {}


def test_silence_is_ordered_by_the_first_rule_that_mutes():
    made = Directives.of([fire("cup", mute=True, owner="desk", expires="2027-01-31"), fire("law", severity="high")])

    assert made.orders == {"mute": "cup", "severity": "high"}
    assert made.effects == {"cup": "no alert", "law": "severity high"}
