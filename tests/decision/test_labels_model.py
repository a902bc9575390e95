"""A head of many labels: thresholds and sets from validation texts, actions that follow from them."""

from __future__ import annotations

import numpy as np
import pytest

from scaffold.decision.labels_model import LabelsModel
from scaffold.models.store import EncoderStore
from scaffold.settings import DecisionSettings

LABELS = ("card", "fee", "pin")
SETTINGS = DecisionSettings(error_rate=0.1, false_reject_rate=0.1)


def truth_of(texts):
    return np.array([[label in text for label in LABELS] for text in texts], dtype=np.float64)


@pytest.fixture(scope="module")
def model(fitted) -> LabelsModel:
    def what(row):
        return ", ".join(label for label, has in zip(LABELS, row, strict=True) if has) or "none"

    classifier, evidence, outputs, held = fitted(truth_of, LABELS, what)
    return LabelsModel.fit("things", classifier, evidence, outputs, truth_of(held), SETTINGS)


def test_labels_are_found_and_sets_keep_what_they_promise(model, texts):
    fresh = texts(400, 3)
    predictions, truth = model.predict(fresh), truth_of(fresh) > 0

    assert ((predictions.chosen & truth).sum() / truth.sum()) > 0.8
    kept = (predictions.inside & truth).sum(axis=1) / np.maximum(truth.sum(axis=1), 1)
    assert kept[truth.any(axis=1)].mean() > 0.85
    assert (predictions.inside | ~predictions.chosen).all()
    assert predictions.rejected.mean() < 0.25


def test_decisions_rank_what_was_chosen(model, texts):
    predictions = model.predict(texts(50, 4))
    for decision, row, chosen in zip(
        model.decisions(predictions), predictions.probabilities, predictions.chosen, strict=True
    ):
        assert set(decision.labels) == {label for label, given in zip(LABELS, chosen, strict=True) if given}
        assert list(decision.probabilities) == sorted(row[chosen], reverse=True)
        assert set(decision.labels) <= set(decision.set)


def test_action_asks_where_more_may_hold_and_hands_over_what_is_strange(model, texts):
    predictions = model.predict([*texts(200, 5), "zebra quartet ?? xyz"])
    decisions = model.decisions(predictions)
    judged = model.judgements(predictions, decisions, {})

    for decision, judgement in zip(decisions, judged, strict=True):
        wanted = "handoff" if judgement.rejected else "ask" if set(decision.set) > set(decision.labels) else "answer"
        assert judgement.action == wanted
        assert len(judgement.cases) == 3
    assert judged[-1].strangeness > np.median([each.strangeness for each in judged])


def test_no_texts_give_nothing(model):
    assert model.decisions(model.predict([])) == []


def test_words_that_make_a_label_weigh_most(model):
    text = "my card please"
    spans = {text[span.start : span.end]: span.weight for span in model.weights(text)}
    assert max(spans, key=spans.__getitem__) == "card"


def test_saved_head_decides_the_same(model, texts, tmp_path):
    store = EncoderStore(tmp_path / "encoders")
    model.save(tmp_path / "head", store)
    again = LabelsModel.read("things", tmp_path / "head", store)
    fresh = texts(40, 6)

    one, other = model.predict(fresh), again.predict(fresh)
    assert [each.as_dict() for each in model.decisions(one)] == [each.as_dict() for each in again.decisions(other)]
    np.testing.assert_allclose(one.scores, other.scores, atol=1e-6)
    assert again.notes == model.notes
