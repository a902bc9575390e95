"""A rule counts as much as it was seen to be right, and a hard one stays hard only where it is proven better."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.decision.rules.weighing import (
    LEAST_FIRED,
    HeldOut,
    labels_are_right,
    rule_is_right,
    rule_weights,
    weigh,
    weigh_labels,
)
from scaffold.rules.language.rule import Rule

LABELS = ("a", "b", "c")
ROWS = 300


def rule(number: int = 1, **then) -> Rule:
    hardness, uses = then.pop("hardness", "soft"), then.pop("uses", ["label", "decide"])
    return Rule.model_validate({"id": f"r{number}", "when": "w", "then": then, "hardness": hardness, "uses": uses})


def learnt(*rules: Rule, accuracies=(), counts=()):
    accuracies = np.array(accuracies or [0.9] * len(rules))
    return SimpleNamespace(rules=rules, accuracies=accuracies, counts=np.array(counts or [100] * len(rules)), texts=500)


def blind(seed: int = 0, rows: int = ROWS):
    """A truth, and logits of a model that knows nothing of it."""
    rng = np.random.default_rng(seed)
    return rng.integers(0, 3, rows), rng.normal(0, 0.1, (rows, 3)).astype(np.float32)


def knowing(truth):
    """Logits of a model that is always right."""
    return np.where(np.arange(3) == truth[:, None], 4.0, 0.0).astype(np.float32)


def on(truth, label: int, right: float = 1.0, seed: int = 1):
    """Where a rule about a label fires that is right so often, (rows, 1)."""
    rng = np.random.default_rng(seed)
    wrong = np.flatnonzero(truth != label)
    yes = np.flatnonzero(truth == label)
    extra = rng.choice(wrong, int(len(yes) * (1 - right) / right), replace=False) if right < 1 else wrong[:0]
    fired = np.zeros((len(truth), 1), dtype=bool)
    fired[np.concatenate([yes, extra]), 0] = True
    return fired


def test_weight_is_the_gain_in_log_odds_over_a_guess():
    found = rule_weights(np.array([0.9, 0.9]), np.array([50, 50]), [rule(label="a"), rule(not_label="a")], LABELS)
    np.testing.assert_allclose(found, [np.log(9) - np.log(1 / 2), np.log(9) - np.log(2)], rtol=1e-5)


@given(
    st.lists(st.tuples(st.floats(0.001, 0.999), st.integers(0, 60)), min_size=1, max_size=6),
    st.lists(st.sampled_from(["label", "not_label"]), min_size=6, max_size=6),
)
def test_rules_that_fired_rarely_or_are_no_better_than_a_guess_weigh_nothing(seen, kinds):
    rules = [rule(number, **{kind: "a"}) for number, (kind, _) in enumerate(zip(kinds, seen, strict=False))]
    accuracies, counts = np.array([a for a, _ in seen]), np.array([n for _, n in seen])
    weights = rule_weights(accuracies, counts, rules, LABELS)

    assert (weights >= 0).all()
    assert not weights[counts < LEAST_FIRED].any()
    guess = np.array([1 / 3 if kind == "label" else 2 / 3 for kind, _ in zip(kinds, seen, strict=False)])
    assert not weights[accuracies < guess].any()
    assert weights[(counts >= LEAST_FIRED) & (accuracies > guess + 0.01)].all()


def test_right_rule_moves_the_logits_of_a_blind_model():
    truth, logits = blind()
    fired = on(truth, 0, right=0.95)
    rules = weigh(learnt(rule(label="a")), None, LABELS, HeldOut(fired, logits, truth))

    assert rules.unit > 0
    moved = logits + rules.shift(fired)
    assert (moved.argmax(1) == truth)[fired[:, 0]].mean() > 0.9
    (standing,) = rules.standings
    assert (standing.power, standing.judged, standing.fired, standing.texts) == ("soft", fired.sum(), 100, 500)
    assert standing.correct == (truth == 0)[fired[:, 0]].sum()
    assert standing.low < standing.correct / standing.judged < standing.high


def test_rules_that_are_noise_are_scaled_to_nothing():
    truth, logits = blind()
    fired = np.random.default_rng(5).random((ROWS, 2)) < 0.4
    rules = weigh(learnt(rule(1, label="a"), rule(2, not_label="b")), None, LABELS, HeldOut(fired, logits, truth))

    assert rules.unit == 0
    assert not rules.shift(fired).any()


def test_rule_that_contradicts_the_truth_weighs_nothing():
    truth, logits = blind()
    against = on(truth, 1)
    rules = weigh(learnt(rule(label="a"), accuracies=[0.05]), None, LABELS, HeldOut(against, logits, truth))

    assert rules.standings[0].weight == 0
    assert rules.standings[0].correct == 0
    assert not rules.shift(against).any()


def test_without_validation_texts_the_scale_is_small_and_hard_rules_are_unproven():
    nothing = HeldOut(np.zeros((0, 1), bool), np.zeros((0, 3), np.float32), np.zeros(0, np.int64))
    rules = weigh(learnt(rule(label="a", hardness="hard")), None, LABELS, nothing)

    assert 0 < rules.unit < 1
    assert rules.standings[0].power == "soft"
    note = "soft: it fires on no validation text that somebody has labelled, so nothing proves it"
    assert rules.standings[0].note == note
    assert (rules.standings[0].low, rules.standings[0].high) == (0, 1)


def test_hard_rule_stays_hard_where_it_is_proven_better():
    truth, logits = blind()
    rules = weigh(learnt(rule(not_label="b", hardness="hard")), None, LABELS, HeldOut(on(truth, 0), logits, truth))

    assert (rules.standings[0].power, rules.standings[0].note) == ("hard", "")
    assert not rules.shift(np.ones((1, 1), dtype=bool)).any()


def test_hard_rule_that_is_not_better_than_the_model_becomes_soft_and_says_why():
    truth, _ = blind()
    fired = on(truth, 0, right=0.8)
    rules = weigh(learnt(rule(label="a", hardness="hard")), None, LABELS, HeldOut(fired, knowing(truth), truth))
    (standing,) = rules.standings

    assert (standing.power, standing.declared, standing.model_correct) == ("soft", "hard", standing.judged)
    assert standing.note.startswith(f"soft: right on {standing.correct} of {standing.judged} validation texts (at ")
    assert standing.note.endswith("where the model alone is right on 100%")


def test_a_rule_that_is_right_on_one_text_of_one_is_right_on_a_fifth_at_least():
    truth, _ = blind(rows=3)
    one = np.array([[True], [False], [False]])
    held = HeldOut(one, np.where(np.arange(3) == (truth[:, None] + 1) % 3, 1.0, 0.0).astype(np.float32), truth)
    rules = weigh(learnt(rule(label=LABELS[truth[0]], hardness="hard"), counts=[30]), None, LABELS, held)
    # Right on 1 of 1 has a lower bound of 21 percent.
    assert 0.2 < rules.standings[0].low < 0.22


def test_evidence_is_never_hard():
    truth, logits = blind()
    sure = rule(evidence={"label": "a", "weight": 2}, hardness="hard")
    rules = weigh(learnt(sure), None, LABELS, HeldOut(on(truth, 0), logits, truth))
    assert (rules.standings[0].power, rules.standings[0].note) == ("soft", "evidence is always soft")


@pytest.mark.parametrize("weight", [0.5, 2.0, -2.0])
def test_weight_of_evidence_counts_once(weight):
    truth, logits = blind()
    plain = rule(evidence={"label": "a", "weight": np.sign(weight)})
    of = [
        weigh(learnt(each), None, LABELS, HeldOut(on(truth, 0), logits, truth))
        for each in (plain, rule(evidence={"label": "a", "weight": weight}))
    ]
    one, more = (each.shifts / each.unit if each.unit else each.shifts for each in of)
    if weight > 0:
        np.testing.assert_allclose(more, abs(weight) * one, rtol=1e-5)
    assert of[1].standings[0].weight == pytest.approx(abs(weight) * of[0].standings[0].weight)


def test_rule_that_is_not_meant_for_decisions_has_no_say():
    truth, logits = blind()
    shown = rule(label="a", hardness="hard", uses=["explain"])
    rules = weigh(learnt(shown), None, LABELS, HeldOut(on(truth, 0), logits, truth))

    assert (rules.standings[0].power, rules.standings[0].weight) == ("off", 0)
    assert rules.standings[0].note == "not meant for decisions"


def test_the_same_texts_give_the_same_standings():
    truth, logits = blind()
    held = HeldOut(np.hstack([on(truth, 0, 0.9), on(truth, 2, 0.7)]), logits, truth)
    two = (rule(1, label="a", hardness="hard"), rule(2, label="c"))
    one, again = (weigh(learnt(*two), None, LABELS, held).as_dict() for _ in range(2))
    assert one == again


def test_texts_of_a_label_the_model_lacks_judge_nothing():
    truth, logits = blind()
    fired = on(truth, 0)
    unknown = np.where(truth == 0, -1, truth)
    rules = weigh(learnt(rule(label="a", hardness="hard")), None, LABELS, HeldOut(fired, logits, unknown))
    assert rules.standings[0].judged == 0


def test_what_rules_say_of_one_label_and_of_several():
    rules = [rule(1, label="a"), rule(2, not_label=["a", "b"]), rule(3, evidence={"label": "c", "weight": -1})]

    assert rule_is_right(rules, LABELS, np.array([0, 1, 2, -1])).tolist() == [
        [True, False, True],
        [False, False, True],
        [False, True, False],
        [False, True, True],
    ]
    several = np.array([[1, 0, 0], [0, 0, 1], [0, 0, 0], [1, 1, 1]], dtype=bool)
    assert labels_are_right(rules, LABELS, several).tolist() == [
        [True, False, True],
        [False, True, False],
        [False, True, True],
        [True, False, False],
    ]


def several(seed: int = 0):
    rng = np.random.default_rng(seed)
    return (rng.random((ROWS, 3)) < 0.4).astype(np.float32)


def test_rules_about_heads_of_several_labels_are_weighed_a_label_at_a_time():
    truth = several()
    logits = np.random.default_rng(1).normal(-0.4, 0.1, truth.shape).astype(np.float32)
    fired = np.stack([truth[:, 0] > 0, np.random.default_rng(2).random(ROWS) < 0.4], axis=1)
    right, noise = rule(1, label="a", hardness="hard"), rule(2, label="b", hardness="hard")
    rules = weigh_labels(learnt(right, noise, accuracies=[0.95, 0.4]), None, LABELS, HeldOut(fired, logits, truth))

    assert [standing.power for standing in rules.standings] == ["hard", "soft"]
    assert rules.unit > 0
    lone = weigh_labels(learnt(noise, accuracies=[0.9]), None, LABELS, HeldOut(fired[:, 1:], logits, truth))
    assert lone.unit == 0
