from __future__ import annotations

import pytest

from scaffold.rules.weak.span_accuracies import span_accuracies, span_votes


def test_a_candidate_is_a_distinct_stretch_and_partial_ones_speak_against_it() -> None:
    texts = [[("r", 0, 4, "drug"), ("s", 0, 4, "drug"), ("t", 2, 6, "dose")], [], [("t", 1, 3, "drug")]]
    votes, candidates = span_votes(texts, ["dose", "drug"])
    assert candidates == [(0, 0, 4), (0, 2, 6), (2, 1, 3)]
    said = {
        candidate: sorted(
            (rule, votes.labels[target.argmax()])
            for rule, fired, target in zip(votes.rules, row, votes.targets, strict=True)
            if fired
        )
        for candidate, row in zip(candidates, votes.fired, strict=True)
    }
    assert said == {
        (0, 0, 4): [("r", "drug"), ("s", "drug"), ("t", "O")],
        (0, 2, 6): [("r", "O"), ("s", "O"), ("t", "dose")],
        (2, 1, 3): [("t", "drug")],
    }


def test_the_rule_that_others_contradict_is_found_less_accurate() -> None:
    texts = [[("r", 0, 4, "drug"), ("s", 0, 4, "drug"), ("u", 0, 4, "drug"), ("t", 0, 7, "drug")]] * 50
    found = span_accuracies(texts, ["drug"])
    assert found["r"] == pytest.approx(found["s"])
    assert found["r"] > 0.8 > 0.4 > found["t"]


def test_true_stretches_show_what_a_rule_is_worth() -> None:
    texts = [[("r", 0, 4, "drug"), ("s", 5, 7, "drug")]] * 30
    found = span_accuracies(texts, ["drug", "dose"], gold=[[(5, 7, "drug")]] * 20 + [None] * 10)
    assert found["r"] < 0.3
    assert found["s"] > 0.85


def test_nothing_found() -> None:
    assert span_accuracies([[], []], ["drug"]) == {}
