"""What epochs are compared by depends on what a head decides."""

from __future__ import annotations

from scaffold.training.standing import standing


def test_heads_of_whole_texts_stand_by_their_loss():
    assert standing("classification", 0.9, 0.3) > standing("classification", 0.95, 0.4)
    assert standing("embedding", 0.1, 0.2) == standing("embedding", 0.8, 0.2)


def test_heads_of_spans_stand_by_their_metric_and_then_by_their_loss():
    assert standing("tagging", 0.80, 0.07) > standing("tagging", 0.73, 0.06)
    assert standing("question_answering", 0.80, 0.06) > standing("question_answering", 0.80, 0.07)
