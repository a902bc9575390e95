"""What epochs are compared by depends on what a head decides."""

from __future__ import annotations

from scaffold.training.shortfall import shortfall


def test_heads_of_whole_texts_are_judged_by_their_loss():
    assert shortfall("classification", 0.9, 0.3) < shortfall("classification", 0.95, 0.4)
    assert shortfall("embedding", 0.1, 0.2) == shortfall("embedding", 0.8, 0.2) == 0.2


def test_heads_of_spans_are_judged_by_their_metric_and_then_by_their_loss():
    assert shortfall("tagging", 0.80, 0.07) < shortfall("tagging", 0.73, 0.06)
    assert shortfall("question_answering", 0.80, 0.06) < shortfall("question_answering", 0.80, 0.07)
    assert shortfall("tagging", 1.0, 0.0) == 0
