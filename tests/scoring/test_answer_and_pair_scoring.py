"""Reports of heads that answer questions, and of heads that embed texts."""

from __future__ import annotations

import numpy as np
import pytest

from scaffold.data.example import Example
from scaffold.data.examples import Examples
from scaffold.decision.answer_model import AnswerModel
from scaffold.decision.calibration import Temperature
from scaffold.decision.embedding_model import EmbeddingModel
from scaffold.models.answerer import Answerer
from scaffold.models.pair_encoder import PairEncoder
from scaffold.scoring.measure import measure
from scaffold.settings import DecisionSettings


@pytest.fixture(scope="module")
def answers(tiny_encoder) -> AnswerModel:
    """One that always takes the whole text, up to its bounds."""
    weight = np.random.default_rng(0).normal(size=(2, tiny_encoder.width))
    return AnswerModel("answer", Answerer(tiny_encoder, weight, np.zeros(2)), -1000.0, Temperature())


def asked(context, *found):
    label = {"answer": list(found) if len(found) > 1 else "".join(found)}
    starts = [context.index(each) for each in found]
    return Example("what is it", context, labels=label, metadata={"answer_start": starts})


def test_report_of_answers_has_figures_and_the_surest_mistakes(answers):
    examples = [asked("card", "card"), asked("my refund", "refund", "my refund"), asked("thanks to you")]
    examples.append(Example("what", "without a label"))
    report = measure(answers, {"test": Examples.from_iter(examples)})

    assert (report.kind, report.metric, report.split) == ("question_answering", "answer_f1", "test")
    assert report.figures["rows"] == 3
    assert report.figures["answered_share"] == 1
    assert report.figures["no_answer_recall"] == 0
    assert report.figures["answerable_f1"] > 0
    assert {mistake.truth for mistake in report.mistakes} >= {"(no answer)"}
    sure = [mistake.probability for mistake in report.mistakes]
    assert sure == sorted(sure, reverse=True)


def test_report_of_pairs_ranks_them_and_shows_what_came_before(tiny_encoder):
    pairs = [("my card", "my card"), ("a refund", "the password"), ("the password", "a refund")]
    model = EmbeddingModel.fit("near", PairEncoder(tiny_encoder), pairs, ["my card"], DecisionSettings(), most=9)
    rows = [Example(one, other, labels={"near": "together"}) for one, other in pairs]
    rows.append(Example("a refund", "not said to belong"))
    report = measure(model, {"validation": Examples.from_iter(rows)}, metric="recall_at_1")

    assert (report.kind, report.metric, report.split) == ("embedding", "recall_at_1", "validation")
    assert report.figures["recall_at_1"] == pytest.approx(1 / 3)
    assert report.figures["candidates"] == report.figures["rows"] == 3
    assert {(m.text, m.truth, m.predicted) for m in report.mistakes} == {
        ("a refund", "the password", "a refund"),
        ("the password", "a refund", "the password"),
    }
