"""A head's numbers can be acted on: calibrated, with sets, rejection and cases, the same after it was saved."""

from __future__ import annotations

import numpy as np
import pytest

from scaffold.bundle import Bundle
from scaffold.decision.class_conditional import ClassConditionalSets
from scaffold.decision.conformal import ConformalSets
from scaffold.decision.head_model import HeadModel
from scaffold.errors import BundleError
from scaffold.models.classifier import Outputs
from scaffold.models.store import EncoderStore
from scaffold.settings import DecisionSettings


@pytest.fixture(scope="module")
def head(toy_bundle) -> HeadModel:
    return Bundle.load(toy_bundle).heads["topic"]


def test_probabilities_sum_to_one_and_sets_hold_the_likeliest(head, task):
    predictions = head.predict(task.validation.texts)

    np.testing.assert_allclose(predictions.probabilities.sum(axis=1), 1, rtol=1e-6)
    rows = np.arange(len(task.validation))
    assert predictions.inside[rows, predictions.probabilities.argmax(axis=1)].all()
    assert predictions.scores.shape == predictions.rejected.shape == (16,)


def test_decisions_rank_labels_and_name_the_set(head, task):
    predictions = head.predict(task.validation.texts)
    for decision, row, inside in zip(
        head.decisions(predictions), predictions.probabilities, predictions.inside, strict=True
    ):
        chances = [p for _, p in decision.alternatives]
        assert decision.label == decision.alternatives[0][0] == head.labels[row.argmax()]
        assert chances == sorted(chances, reverse=True)
        assert set(decision.set) == {label for label, within in zip(head.labels, inside, strict=True) if within}
        assert decision.set[0] == decision.label


def test_false_reject_rate_holds_on_known_texts_and_strange_ones_stand_out(head, task):
    known = head.predict([*task.train.texts, *task.validation.texts])
    strange = head.predict(["zebra", "xylophone quartet", "??? !!!", "ab cd ef gh"])

    assert known.rejected.mean() <= 0.3
    assert strange.scores.mean() > np.quantile(known.scores, 0.8)


def test_near_cases_are_sorted_and_labelled(head):
    outputs = head.classifier.outputs(["where is my card"])
    (cases,) = head.near_cases(outputs.features, k=4)

    assert cases[0].text == "where is my card"
    assert cases[0].similarity == pytest.approx(1, abs=1e-5)
    assert [case.similarity for case in cases] == sorted((case.similarity for case in cases), reverse=True)
    assert cases[0].label == "card"


def test_saved_head_predicts_the_same(head, task, tmp_path):
    head.save(tmp_path / "head", EncoderStore(tmp_path / "encoders"))
    again = HeadModel.read("topic", tmp_path / "head", EncoderStore(tmp_path / "encoders"))

    before, after = head.predict(task.validation.texts), again.predict(task.validation.texts)
    np.testing.assert_allclose(after.probabilities, before.probabilities, atol=1e-9)
    np.testing.assert_allclose(after.scores, before.scores, atol=1e-9)
    assert (after.inside == before.inside).all()
    assert (after.rejected == before.rejected).all()
    assert again.labels == head.labels


def test_head_without_validation_texts_says_what_it_cannot_promise(head):
    nothing = Outputs(np.zeros((0, 4), np.float32), np.zeros((0, 32), np.float32))
    bare = HeadModel.fit("topic", head.classifier, nothing, np.zeros(0, np.int64), DecisionSettings())

    assert len(bare.notes) == 3
    predictions = bare.predict(["where is my card"])
    assert predictions.inside.all()
    assert not predictions.rejected.any()


@pytest.mark.parametrize("name", ["decision.json", "decision.safetensors"])
def test_damaged_decision_settings_are_one_clear_error(head, tmp_path, name):
    head.save(tmp_path / "head", EncoderStore(tmp_path / "encoders"))
    (tmp_path / "head" / name).write_text("{", encoding="utf-8")

    with pytest.raises(BundleError, match="the decision settings cannot be read"):
        HeadModel.read("topic", tmp_path / "head", EncoderStore(tmp_path / "encoders"))


@pytest.mark.parametrize(
    ("kind", "sets"), [("marginal", ConformalSets), ("class-conditional", ClassConditionalSets)], ids=str
)
def test_setting_chooses_the_sets_which_are_read_back(head, task, tmp_path, kind, sets):
    outputs = head.classifier.outputs(task.validation.texts)
    settings = DecisionSettings(error_rate=0.3, sets=kind)
    fitted = HeadModel.fit("topic", head.classifier, outputs, task.validation.truth, settings)
    fitted.save(tmp_path / "head", EncoderStore(tmp_path / "encoders"))
    again = HeadModel.read("topic", tmp_path / "head", EncoderStore(tmp_path / "encoders"))

    assert isinstance(again.sets, sets)
    before, after = fitted.judge(outputs), again.judge(outputs)
    assert (after.inside == before.inside).all()


def test_declared_costs_decide_the_action(head):
    predictions = head.predict(["where is my card", "zebra xylophone"])
    decisions = head.decisions(predictions)
    settings = {"ask_below": 0.6, "costs": {"wrong_answer": 1.0, "ask": 0.0, "handoff": 5.0, "labels": {}}}

    free_to_ask = head.judgements(predictions, decisions, settings)
    settings["costs"]["ask"] = 9.0
    dear_to_ask = head.judgements(predictions, decisions, settings)

    assert not predictions.rejected[0]
    assert free_to_ask[0].action == "ask"
    assert dear_to_ask[0].action == "answer"
    assert decisions[0].label in dear_to_ask[0].reason


def test_costs_of_a_label_weigh_by_its_probability(head):
    predictions = head.predict(["where is my card"])
    decisions = head.decisions(predictions)
    other = next(label for label in head.labels if label != decisions[0].label)
    costs = {"wrong_answer": 1.0, "ask": 2.0, "handoff": 5.0, "labels": {}}
    chance = predictions.probabilities[0, head.labels.index(other)]

    (plain,) = head.judgements(predictions, decisions, {"ask_below": 0.6, "costs": costs})
    (grave,) = head.judgements(
        predictions, decisions, {"ask_below": 0.6, "costs": costs | {"labels": {other: 3 / chance}}}
    )

    assert plain.action == "answer"
    assert grave.action == "ask"
