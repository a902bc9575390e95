"""A rule gets the worst word that holds of it, with what speaks for that."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.decision.rules.standing import Standing
from scaffold.rules.weak.interval import share_bounds
from scaffold.scoring.audit.figures import LabelFigures, Named, OrderFigures, Rate
from scaffold.scoring.audit.verdict import WORDS, chance_of_more, judge, judge_order


def rule(correct: int = 38, judged: int = 40, **more) -> LabelFigures:
    low, high = share_bounds(correct, judged)
    known = {
        "named": Named("r", "a", "own.yaml:1"),
        "rate": Rate(judged, 100),
        "labels": ("a",),
        "evidence": False,
        "power": "soft",
        "declared": "soft",
        "weight": 1.0,
        "note": "",
        "learnt": 0.9,
        "judged": judged,
        "correct": correct,
        "low": low,
        "high": high,
        "least": 0.5,
        "model_correct": judged // 2,
        "ahead": correct // 2,
        "overridden": 3,
        "helped": 3,
        "effect": 1.0,
    }
    return LabelFigures(**{**known, **more})


@pytest.mark.parametrize(
    ("figures", "word"),
    [
        (rule(), "good"),
        (rule(overridden=0, helped=0), "no effect"),
        (rule(overridden=0, helped=0, power="off"), "good"),
        (rule(5, 40), "wrong"),
        (rule(5, 40, helped=8), "wrong"),
        (rule(0, 3), "unproven"),
        (rule(0, 3, learnt=0.2), "wrong"),
        (rule(0, 0, learnt=0.2), "wrong"),
        (rule(3, 3, learnt=0.2), "unproven"),
        (rule(0, 3, learnt=0.2, evidence=True), "unproven"),
        (rule(10, 40, evidence=True, least=0.1, helped=6), "good"),
        (rule(hurt=5, helped=0), "hurts"),
        (rule(hurt=4, helped=0), "good"),
        (rule(hurt=12, helped=9), "good"),
        (rule(30, 40, model_correct=40, ahead=0, behind=10, helped=0), "weaker than the model"),
        (rule(30, 40, model_correct=40, ahead=0, behind=10, helped=1), "good"),
        (rule(39, 40, model_correct=40, ahead=0, behind=1, helped=0), "good"),
        (rule(3, 4), "unproven"),
        (rule(20, 40), "unproven"),
        (rule(20, 40, helped=8), "good"),
        (rule(0, 0, rate=Rate(0, 400, 30, 400, 1e-9)), "stale"),
        (rule(0, 0, rate=Rate(0, 400, 3, 400, 0.25)), "unproven"),
        (rule(0, 0, learnt=None, note="left out: no training text had the label 'a'"), "no effect"),
        (rule(5, 40, named=Named("r", "a", "own.yaml:1", expired="2020-01-01")), "expired"),
    ],
)
def test_word_of_a_rule_about_labels(figures, word):
    verdict = judge(figures)
    assert verdict.word == word, verdict
    assert verdict.reason


def test_what_to_mend_comes_with_advice():
    assert "are b" in judge(rule(0, 40, mostly=("b", 30))).reason
    assert "are a" not in judge(rule(10, 40, mostly=("a", 30))).reason
    assert judge(rule(hurt=9, helped=0, power="hard")).advice == "Make it soft."
    over = replace(rule(0, 40), named=Named("r", "a", "own.yaml:1", expired="2020-01-01"))
    assert judge(over).advice == "Delete it."


@pytest.mark.parametrize(
    ("figures", "word"),
    [
        (OrderFigures(Named("r", "route a", "own.yaml:1"), Rate(5, 100)), "good"),
        (OrderFigures(Named("r", "route a", "own.yaml:1"), Rate(0, 100)), "unproven"),
        (OrderFigures(Named("r", "route a", "own.yaml:1"), Rate(5, 100), decides=False), "no effect"),
        (OrderFigures(Named("r", "route a", "own.yaml:1"), Rate(5, 100), overruled=5, by=(("s", 5),)), "no effect"),
        (OrderFigures(Named("r", "route a", "own.yaml:1"), Rate(5, 100), overruled=4, by=(("s", 4),)), "good"),
        (OrderFigures(Named("r", "route a", "own.yaml:1", expired="2020-01-01"), Rate(5, 100)), "expired"),
        (OrderFigures(Named("r", "route a", "own.yaml:1"), Rate(0, 400, 30, 400, 1e-9)), "stale"),
    ],
)
def test_word_of_an_order(figures, word):
    assert judge_order(figures).word == word


@given(st.integers(0, 60), st.integers(0, 60))
def test_sign_test_is_a_probability_that_falls_with_the_difference(more, less):
    chance = chance_of_more(more, less)
    assert 0 <= chance <= 1
    assert chance_of_more(more + 1, less) <= chance
    assert chance_of_more(0, less) == 1


def stood(fired: int, texts: int) -> Standing:
    return Standing("r", "soft", "soft", 1.0, 0.9, fired, texts, 10, 9, 0.6, 0.98, 9)


def test_rate_is_held_against_what_was_counted_at_training():
    same, silent, much = (Rate.of(fired, 1000, stood(30, 1000), 10) for fired in (28, 0, 90))

    assert (same.drifted, silent.drifted, much.drifted) == (False, True, True)
    assert silent.chance < 0.01 < same.chance
    assert (much.now, much.then) == (0.09, 0.03)
    assert Rate.of(5, 100, None, 10).chance is None
    assert not Rate.of(0, 10, stood(30, 1000), 10).drifted


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 20), st.integers(0, 20))
def test_every_rule_gets_a_known_word(correct, wrong, helped, hurt):
    figures = rule(correct, correct + wrong, helped=helped, hurt=hurt, overridden=helped + hurt)
    assert judge(figures).word in WORDS
