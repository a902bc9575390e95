"""Which cases need a person, and in which order."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.decision.costs import Costs
from scaffold.decision.records import LabelDecision
from scaffold.errors import UserError
from scaffold_medical.review.case import cases_of, entropy, expected_cost, head_of, key_of


def test_those_to_hand_over_come_first_and_the_most_uncertain_of_each(decisions):
    found = cases_of(decisions, "speciality", {})
    assert [case.decision.id for case in found] == ["n4", "n3", "n2", "n1"]
    assert [case.decision.id for case in cases_of(decisions, "speciality", {}, everything=True)][-1] == "n5"


def test_a_note_that_comes_twice_is_one_case(decisions):
    assert len(cases_of([*decisions, *decisions], "speciality", {})) == 4
    assert len({key_of(decision) for decision in decisions}) == 5


def test_with_costs_the_dearest_mistake_comes_first(decisions):
    costs = {"costs": {"wrong_answer": 1.0, "ask": 0.1, "handoff": 0.2, "labels": {"cardiology": 50.0}}}
    found = cases_of(decisions, "speciality", costs)
    assert [case.decision.id for case in found] == ["n3", "n4", "n2", "n1"]
    assert found[0].uncertainty == pytest.approx(0.4 * 50)


def said(*probabilities):
    pairs = tuple((f"l{number}", p) for number, p in enumerate(probabilities))
    return LabelDecision("l0", probabilities[0], (), pairs)


def test_uncertainty_by_hand():
    assert entropy(said(0.5, 0.5)) == pytest.approx(1.0)
    assert entropy(said(1.0, 0.0)) == 0.0
    assert entropy(said(0.5, 0.25)) == pytest.approx(1.5)
    costs = Costs(2.0, 1.0, 1.0, {"l1": 10.0})
    assert expected_cost(said(0.5, 0.3), costs) == pytest.approx(0.3 * 10 + 0.2 * 2)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=5).filter(lambda each: sum(each) > 0))
def test_uncertainty_is_never_negative(weights):
    probabilities = sorted((weight / sum(weights) for weight in weights), reverse=True)
    assert entropy(said(*probabilities)) >= 0
    assert expected_cost(said(*probabilities), Costs(1.0, 0.0, 0.0)) >= 0


def test_the_head_that_is_corrected_gives_one_label():
    heads = {
        name: SimpleNamespace(kind=kind) for name, kind in (("entities", "tagging"), ("condition", "classification"))
    }
    assert head_of(SimpleNamespace(heads=heads, path="b")) == "condition"
    with pytest.raises(UserError, match="no head that gives one label"):
        head_of(SimpleNamespace(heads={"entities": heads["entities"]}, path="b"))
