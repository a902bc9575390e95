"""Declared costs decide what is done, by the least expected cost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.decision.act import next_action
from scaffold.decision.costs import Costs
from scaffold.decision.records import LabelDecision
from scaffold.errors import SettingsError
from scaffold.settings import DecisionSettings, load_settings

COSTS = Costs(wrong_answer=1.0, ask=0.2, handoff=0.5)


def act(probability: float, costs: Costs = COSTS, *, rejected: bool = False, answer_cost: float | None = None):
    head = LabelDecision("card", probability, ("card", "refund"), (("card", probability),))
    return next_action(head, rejected=rejected, ask_below=0.6, error_rate=0.05, costs=costs, answer_cost=answer_cost)


def test_sure_label_is_answered_with_the_figures() -> None:
    assert act(0.9) == (
        "answer",
        "answering card costs 0.1 on average (10% wrong), asking back costs 0.2, handing over costs 0.5",
    )


def test_unsure_label_is_asked_about_and_the_dearest_error_handed_over() -> None:
    assert act(0.7)[0] == "ask"
    assert act(0.7)[1].startswith("asking back costs 0.2, answering card costs 0.3 on average (30% wrong)")
    assert act(0.7, Costs(1, ask=9, handoff=0.25))[0] == "handoff"
    assert act(0.7, Costs(1, ask=9, handoff=8))[0] == "answer"


def test_strange_text_goes_to_a_person_unless_wrong_answers_are_cheaper() -> None:
    action, reason = act(0.99, rejected=True)
    assert action == "handoff"
    assert reason.startswith("the text is unlike what the model was trained on: handing over costs 0.5, asking back")
    assert act(0.99, Costs(0.1, ask=0.2, handoff=0.5), rejected=True)[0] == "answer"


def test_expected_cost_weighs_each_label_that_may_be_true() -> None:
    costs = Costs(1.0, 0.2, 0.5, {"fraud": 50.0})
    p = [[0.9, 0.08, 0.02], [0.9, 0.1, 0.0], [0.2, 0.1, 0.7]]
    assert costs.of_answers(p, ("card", "refund", "fraud")) == pytest.approx([0.08 + 1.0, 0.1, 0.3])
    assert act(0.9, costs, answer_cost=1.08)[0] == "ask"
    assert costs.of_answers(np.empty((0, 3)), ("card", "refund", "fraud")).shape == (0,)


def test_costs_of_labels_that_do_not_exist_are_refused() -> None:
    costs = Costs(1, 0.2, 0.5, {"froud": 9.0})
    with pytest.raises(SettingsError, match="'froud' is not a label, did you mean 'fraud'"):
        costs.check(("card", "fraud"))
    Costs(1, 0.2, 0.5, {"fraud": 9.0}).check(("card", "fraud"))


def test_costs_are_read_from_settings_and_from_a_bundle() -> None:
    overrides = [
        "decision.costs.wrong_answer=1",
        "decision.costs.ask=0.2",
        "decision.costs.handoff=0.5",
        "decision.costs.labels.block card=3",
    ]
    stored = load_settings(overrides=overrides).decision.model_dump(mode="json")
    assert Costs.of(stored) == Costs(1.0, 0.2, 0.5, {"block card": 3.0})
    assert Costs.of(DecisionSettings().model_dump(mode="json")) is None
    assert Costs.of({"ask_below": 0.6}) is None


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("decision.costs.ask=0.2", "costs.wrong_answer"),
        ('decision.costs={"wrong_answer": 1, "ask": -1, "handoff": 2}', "costs.ask"),
        ('decision.costs={"wrong_answer": 1, "ask": 1, "handof": 2}', "handoff"),
        ('decision.costs={"wrong_answer": 1, "ask": NaN, "handoff": 2}', "costs.ask"),
    ],
)
def test_costs_that_make_no_sense_are_refused(override: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        load_settings(overrides=[override])


@given(st.floats(0, 1), st.floats(0.01, 100), st.floats(0, 100), st.floats(0, 100))
def test_no_other_action_is_cheaper(probability: float, wrong: float, ask: float, handoff: float) -> None:
    action, reason = act(probability, Costs(wrong, ask, handoff))
    expected = {"answer": (1 - probability) * wrong, "ask": ask, "handoff": handoff}
    assert expected[action] == min(expected.values())
    assert "card" in reason


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_surer_label_is_never_answered_less_readily(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert not (act(low)[0] == "answer" and act(high)[0] != "answer")
