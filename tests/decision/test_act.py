"""What is done with a prediction follows from its set, its probability and whether the text is known at all."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scaffold.decision.act import next_action
from scaffold.decision.records import LabelDecision


def head(probability: float, *labels: str) -> LabelDecision:
    return LabelDecision("card", probability, labels or ("card",), (("card", probability),))


def act(probability: float, *labels: str, rejected: bool = False) -> tuple[str, str]:
    return next_action(head(probability, *labels), rejected=rejected, ask_below=0.6, error_rate=0.05)


def test_one_sure_label_is_answered():
    assert act(0.93) == ("answer", "card is the one label left at an error rate of 5% (93%)")


def test_one_unsure_label_is_asked_about():
    assert act(0.4) == ("ask", "card is likeliest, but at 40% below the 60% that an answer needs")


def test_several_labels_are_asked_about():
    action, reason = act(0.93, "card", "refund", "login")

    assert action == "ask"
    assert reason == "3 labels are possible at an error rate of 5%; likeliest card (93%)"


def test_strange_text_goes_to_a_person():
    action, reason = act(0.99, rejected=True)

    assert action == "handoff"
    assert "unlike what the model was trained on; its best guess is card (99%)" in reason


@given(st.floats(0, 1), st.integers(1, 4), st.booleans())
def test_answer_needs_a_known_text_one_label_and_enough_probability(probability, labels, rejected):
    action, reason = act(probability, *("card", "a", "b", "c")[:labels], rejected=rejected)

    assert (action == "answer") == (not rejected and labels == 1 and probability >= 0.6)
    assert (action == "handoff") == rejected
    assert reason
