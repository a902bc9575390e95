"""Figures of answers."""

from __future__ import annotations

import pytest

from scaffold.evaluation.answers import answer_metrics


def test_figures_count_questions_with_and_without_an_answer():
    given = ["the card", "big card", "", "refund"]
    truth = [["card"], ["card"], [], []]
    figures = answer_metrics(given, [0.9, 0.8, 0.9, 0.4], truth)

    assert figures["answer_exact"] == 0.5
    assert figures["answer_f1"] == pytest.approx((1 + 2 / 3 + 1 + 0) / 4)
    assert figures["answerable_f1"] == pytest.approx(5 / 6)
    assert figures["answered_share"] == 0.75
    assert figures["no_answer_recall"] == 0.5
    assert figures["no_answer_precision"] == 1.0
    assert figures["rows"] == 4


def test_figures_of_one_kind_of_question_are_left_out_where_there_is_none():
    answered = answer_metrics(["card"], [1.0], [["card"]])
    silent = answer_metrics(["card"], [1.0], [[]])

    assert "no_answer_recall" not in answered
    assert "answerable_f1" not in silent
    assert silent["no_answer_recall"] == silent["no_answer_precision"] == silent["answer_f1"] == 0


def test_probabilities_that_are_right_have_no_calibration_error():
    right, wrong = (answer_metrics(["card"] * 4, [1.0] * 4, [[true]] * 4) for true in ("card", "pin"))

    assert right["ece"] == right["ece_by_chance"] == pytest.approx(0)
    assert wrong["ece"] == wrong["mean_confidence"] == pytest.approx(1)
