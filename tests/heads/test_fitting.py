"""From a chosen model to a head that decides, by the kind of its task."""

from __future__ import annotations

import numpy as np
import pytest

from scaffold.data.spans import TextSpan
from scaffold.decision.head_model import HeadModel
from scaffold.decision.labels_model import LabelsModel
from scaffold.decision.number_model import NumberModel
from scaffold.decision.span_model import SpanModel
from scaffold.heads.fitting import Chosen, fit_head
from scaffold.models.tagger import Tagger
from scaffold.models.word_layer import WordLayer
from scaffold.settings import DecisionSettings
from scaffold.training.combine import choose, combine
from scaffold.training.entry import Entry
from scaffold.training.learners.tagging import Tagged, TaggingTask
from scaffold.training.rung import Rung
from scaffold.training.score import Scorer
from scaffold.training.task import Labelled, Task
from scaffold.training.tfidf import fit_tfidf

SETTINGS = DecisionSettings(error_rate=0.2, false_reject_rate=0.2)


@pytest.fixture
def chosen(task):
    """`chosen(kind, truth_of)`: a task on the toy texts, and its TF-IDF model chosen."""

    def make(kind: str, truth_of, labels: tuple[str, ...], metric: str, **more: float) -> tuple[Task, Chosen]:
        parts = (Labelled(part.texts, truth_of(part)) for part in (task.train, task.validation))
        made = Task("h", labels, *parts, metric, kind, **more)
        model, score = fit_tfidf(made, 1), Scorer.of(made)
        outputs = [model.outputs(part.texts) for part in (made.train, made.validation)]
        rung = Rung.measured("words", model, *outputs, score, seconds=1.0, encoders=0)
        classifier, table = (combine if made.is_of_classes else choose)([rung], made, score)
        return made, Chosen(classifier, table)

    return make


def pleases(part):
    return np.array([["please" in text, "my" in text.split()] for text in part.texts], dtype=np.float32)


def test_classes_become_a_head_of_classes(chosen, task):
    made, model = chosen("ordinal", lambda part: part.truth, task.labels, "accuracy")
    head = fit_head(made, model, SETTINGS)

    assert isinstance(head, HeadModel)
    assert (head.kind, head.labels) == ("ordinal", task.labels)
    assert head.decisions(head.predict(["where is my card"]))[0].label == "card"


def test_many_labels_have_cases_with_all_of_theirs(chosen):
    made, model = chosen("multilabel", pleases, ("please", "my"), "macro_f1")
    head = fit_head(made, model, SETTINGS)

    assert isinstance(head, LabelsModel)
    assert set(head.evidence.names) <= {"please, my", "please", "my", "none"}
    (decision,) = head.decisions(head.predict(["refund my order please"]))
    assert set(decision.labels) == {"please", "my"}


def test_numbers_come_back_in_the_units_of_the_user(chosen):
    def lengths(part):
        return (np.array([len(text) for text in part.texts]) - 20.0).astype(np.float32) / 5.0

    made, model = chosen("regression", lengths, ("h",), "r2", mean=20.0, spread=5.0)
    head = fit_head(made, model, SETTINGS)

    assert isinstance(head, NumberModel)
    (decision,) = head.decisions(head.predict([made.train.texts[0]]))
    assert abs(decision.value - len(made.train.texts[0])) < 6
    assert {float(name) for name in head.evidence.names} == {float(len(text)) for text in made.train.texts}


def test_spans_become_a_head_of_spans(tiny_encoder):
    part = Tagged(["my card", "pin"], [[TextSpan(3, 7, "thing")], []])
    task = TaggingTask("h", ("thing",), part, part)
    tagger = Tagger(tiny_encoder, ("thing",), WordLayer(np.zeros((3, tiny_encoder.width)), np.array([1.0, 0.0, 0.0])))
    entry = Entry(name="tuned", value=0.0, log_loss=1.0, seconds=1.0)
    head = fit_head(task, Chosen(tagger, [entry]), SETTINGS)

    assert isinstance(head, SpanModel)
    assert head.temperature.rows == 3
