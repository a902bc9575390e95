"""A head that gives a number: intervals that hold the truth as often as promised, in the user's own units."""

from __future__ import annotations

import numpy as np
import pytest

from scaffold.decision.number_model import NumberModel
from scaffold.models.store import EncoderStore
from scaffold.settings import DecisionSettings

MEAN, SPREAD = 10.0, 4.0
SETTINGS = DecisionSettings(error_rate=0.1, false_reject_rate=0.1)


def units_of(texts):
    """How many words, in units of the spread."""
    return (np.array([len(text.split()) * 2.0 for text in texts]) - MEAN) / SPREAD


def numbers_of(texts):
    return MEAN + SPREAD * units_of(texts)


@pytest.fixture(scope="module")
def model(fitted) -> NumberModel:
    classifier, evidence, outputs, held = fitted(units_of, ("size",), lambda row: f"{MEAN + SPREAD * row[0]:.4g}")
    return NumberModel.fit("size", classifier, evidence, outputs, numbers_of(held), SETTINGS, mean=MEAN, spread=SPREAD)


def test_numbers_are_near_and_in_their_intervals(model, texts):
    fresh = texts(400, 3)
    decided, truth = model.decisions(model.predict(fresh)), numbers_of(fresh)

    values = np.array([each.value for each in decided])
    assert np.abs(values - truth).mean() < 0.5 * truth.std()
    held = [each.low <= number <= each.high for each, number in zip(decided, truth, strict=True)]
    assert 0.85 < np.mean(held) <= 1
    assert all(each.low <= each.value <= each.high for each in decided)


def test_strange_texts_are_handed_over(model, texts):
    predictions = model.predict(texts(200, 5))
    judged = model.judgements(predictions, model.decisions(predictions), {})

    assert {each.action for each in judged} <= {"answer", "handoff"}
    assert [each.action == "handoff" for each in judged] == predictions.rejected.tolist()
    assert all(float(case.label) > 0 for each in judged for case in each.cases)


def test_weights_add_the_words_of_a_count(model):
    text = "my card pin please"
    spans = model.weights(text)

    assert [text[span.start : span.end] for span in spans] == text.split()
    assert model.weights("") == ()


def test_too_few_validation_texts_leave_the_ends_open(fitted):
    classifier, evidence, outputs, held = fitted(units_of, ("size",), str)
    few = type(outputs)(outputs.logits[:3], outputs.features[:3])
    model = NumberModel.fit("size", classifier, evidence, few, numbers_of(held[:3]), SETTINGS, mean=MEAN, spread=SPREAD)

    (decision,) = model.decisions(model.predict(["my card"]))
    assert decision.as_dict()["interval"] == [None, None]
    assert "how far off it may be is not known" in decision.gist
    (judgement,) = model.judgements(model.predict(["my card"]), [decision], {})
    assert judgement.action in ("ask", "handoff")
    assert any("no ends" in note for note in model.notes)


def test_saved_head_decides_the_same(model, texts, tmp_path):
    store = EncoderStore(tmp_path / "encoders")
    model.save(tmp_path / "head", store)
    again = NumberModel.read("size", tmp_path / "head", store)
    fresh = texts(40, 6)

    for one, other in zip(model.decisions(model.predict(fresh)), again.decisions(again.predict(fresh)), strict=True):
        np.testing.assert_allclose([one.value, one.low, one.high], [other.value, other.low, other.high], rtol=1e-5)
