"""Answers with a probability, and the choice to give none."""

from __future__ import annotations

import numpy as np
import pytest

from scaffold.decision.answer_decision import AnswerDecision, FoundAnswer
from scaffold.decision.answer_model import AnswerModel, AnswerPredictions, best_margin
from scaffold.decision.calibration import Temperature
from scaffold.errors import DataError
from scaffold.models.answerer import Answerer, Candidate, Candidates
from scaffold.models.store import EncoderStore

SETTINGS = {"ask_below": 0.6}
PAIR = ("what is it", "my card is lost")


def model_of(temperature=1.0, margin=0.0, answerer=None) -> AnswerModel:
    return AnswerModel("answer", answerer, margin, Temperature(temperature, 50))


def decide(model, found, pair=PAIR):
    predictions = AnswerPredictions([pair], [found])
    (decision,) = model.decisions(predictions)
    (judgement,) = model.judgements(predictions, [decision], SETTINGS)
    return decision, judgement


def test_the_likeliest_stretch_is_the_answer():
    found = Candidates(0.0, (Candidate(3, 7, 3.0), Candidate(0, 7, 1.0)), -np.inf)
    decision, judgement = decide(model_of(), found)

    shares = np.exp([3.0, 1.0, 0.0]) / np.exp([3.0, 1.0, 0.0]).sum()
    assert (decision.answer, decision.start, decision.end) == ("card", 3, 7)
    assert decision.probability == pytest.approx(shares[0])
    assert [each.probability for each in decision.alternatives] == pytest.approx(shares.tolist())
    assert [each.text for each in decision.alternatives] == ["card", "my card", ""]
    assert (judgement.action, judgement.rejected) == ("answer", False)
    assert "'card' stands in the text" in judgement.reason


def test_other_stretches_take_their_share_of_the_probability():
    few = decide(model_of(), Candidates(0.0, (Candidate(3, 7, 1.0),), -np.inf))[0]
    many = decide(model_of(), Candidates(0.0, (Candidate(3, 7, 1.0),), 3.0))[0]

    assert many.answer == few.answer == "card"
    assert many.probability < few.probability / 3
    assert decide(model_of(), Candidates(0.0, (Candidate(3, 7, 1.0),), 3.0))[1].action == "ask"


@pytest.mark.parametrize(("margin", "action"), [(0.0, "answer"), (3.0, "handoff"), (1.8, "ask")])
def test_the_margin_says_when_there_is_no_answer(margin, action):
    found = Candidates(0.0, (Candidate(3, 7, 2.0),), -np.inf)
    decision, judgement = decide(model_of(margin=margin), found)

    assert judgement.action == action
    assert (decision.start is None) == (action == "handoff")
    if action == "handoff":
        assert decision.as_dict()["answer"] is None
        assert decision.gist == "(no answer)"
        assert "does not hold an answer" in judgement.reason


def test_a_text_without_words_has_no_answer():
    decision, judgement = decide(model_of(), Candidates(1.0, (), -np.inf))

    assert (decision.answer, decision.probability, judgement.action) == ("", 1.0, "handoff")


def test_a_decision_as_a_line_says_all():
    found = FoundAnswer("card", 3, 7, 0.75), FoundAnswer("", None, None, 0.25)
    decision = AnswerDecision("card", 3, 7, 0.75, found)

    assert decision.as_dict() == {
        "answer": "card",
        "start": 3,
        "end": 7,
        "probability": 0.75,
        "alternatives": [
            {"answer": "card", "start": 3, "end": 7, "probability": 0.75},
            {"answer": None, "start": None, "end": None, "probability": 0.25},
        ],
    }
    assert decision.details == ["characters 3-7", "else (no answer)  25.0%"]
    assert (decision.gist, decision.confidence) == ("card", 0.75)


def test_the_best_margin_has_the_highest_f1():
    pairs = [("q", "card"), ("q", "card"), ("q", "card"), ("q", "card")]
    found = [Candidates(0.0, (Candidate(0, 4, score),), -np.inf) for score in (5.0, 3.0, 2.0, -1.0)]
    true = [["card"], ["card"], [], []]

    assert 2.0 < best_margin(pairs, found, true) < 3.0
    assert best_margin(pairs, found, [["card"], ["card"], ["card"], []]) == 0.0
    assert best_margin(pairs, found, [[], [], [], []]) > 5.0
    assert best_margin(pairs, found, [["card"]] * 4) < -1.0


def test_a_text_without_candidates_stays_without_an_answer_at_any_margin():
    pairs = [("q", ""), ("q", "card")]
    found = [Candidates(0.0, (), -np.inf), Candidates(0.0, (Candidate(0, 4, -3.0),), -np.inf)]

    assert best_margin(pairs, found, [[], ["card"]]) < -3.0
    assert best_margin(pairs[:1], found[:1], [[]]) == 0.0


@pytest.fixture
def answerer(tiny_encoder) -> Answerer:
    """One that was not trained."""
    random = np.random.default_rng(0)
    return Answerer(tiny_encoder, random.normal(size=(2, tiny_encoder.width)), np.zeros(2))


def test_a_model_read_back_decides_the_same(answerer, tmp_path):
    pairs = [PAIR, ("什么", "我的退款"), ("when", "thanks to you"), ("why", "my account")] * 10
    true = [[(3, "card")], [(2, "退款")], [], [(3, "account")]] * 10
    model = AnswerModel.fit("answer", answerer, pairs, true)
    model.save(tmp_path / "head", EncoderStore(tmp_path / "encoders"))
    read = AnswerModel.read("answer", tmp_path / "head", EncoderStore(tmp_path / "encoders"))

    assert model.decisions(model.predict(pairs)) == read.decisions(read.predict(pairs))
    assert (read.kind, read.labels, read.notes) == ("question_answering", (), [])
    assert read.decisions(read.predict([])) == []
    assert read.weights(PAIR) == ()


def test_probabilities_are_fitted_on_the_validation_questions(answerer):
    pairs = [PAIR, ("when", "thanks to you")] * 20
    model = AnswerModel.fit("answer", answerer, pairs, [[(3, "card")], []] * 20)
    raw = AnswerModel("answer", answerer, model.margin, Temperature())
    fitted, before = (each.decisions(each.predict(pairs)) for each in (model, raw))

    assert model.temperature.rows == 40
    assert [d.answer for d in fitted] == [d.answer for d in before]
    assert all(
        (d.probability < b.probability) == (model.temperature.value > 1) for d, b in zip(fitted, before, strict=True)
    )


def test_data_of_one_kind_leave_the_margin_and_say_so(answerer):
    answered = AnswerModel.fit("answer", answerer, [PAIR] * 2, [[(3, "card")]] * 2)
    silent = AnswerModel.fit("answer", answerer, [PAIR] * 2, [[]] * 2)

    for model in (answered, silent):
        assert model.margin == 0
        assert any("no answer is not tuned" in note for note in model.notes)


@pytest.mark.parametrize("text", ["what is it", ("what is it", "  ")])
def test_a_question_without_a_text_is_refused(answerer, text):
    with pytest.raises(DataError, match=r"there is no text to answer 'what is it' from.*text_pair"):
        model_of(answerer=answerer).predict([text])
