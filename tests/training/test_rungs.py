"""The cheap rungs learn toy data in English and Chinese, with two classes and with a class of one."""

from __future__ import annotations

import numpy as np
import pytest

from scaffold.models.store import EncoderStore
from scaffold.models.tfidf import TfidfClassifier
from scaffold.training.frozen import fit_linear
from scaffold.training.score import Scorer
from scaffold.training.task import Labelled, Task
from scaffold.training.tfidf import fit_tfidf

TWO = ("card", "退款")


def accuracy(classifier, part: Labelled) -> float:
    return float((classifier.outputs(part.texts).logits.argmax(axis=1) == part.truth).mean())


def fit_frozen(task: Task, encoder):
    return fit_linear(encoder, encoder.encode(task.train.texts), encoder.encode(task.validation.texts), task)


@pytest.mark.parametrize("labels", [("card", "login", "refund", "退款"), TWO], ids=["four", "two"])
def test_tfidf_learns_the_toy_task(make_task, labels):
    task = make_task(labels=labels)
    classifier = fit_tfidf(task, seed=1)

    assert accuracy(classifier, task.train) == 1
    assert accuracy(classifier, task.validation) == 1
    assert classifier.outputs(["我想退款", "card"]).logits.shape == (2, len(labels))


@pytest.mark.parametrize("labels", [("card", "login", "refund", "退款"), TWO], ids=["four", "two"])
def test_frozen_encoder_learns_the_toy_task(make_task, tiny_encoder, labels):
    task = make_task(labels=labels)
    classifier = fit_frozen(task, tiny_encoder)

    assert classifier.weight.shape == (len(labels), 32)
    assert accuracy(classifier, task.validation) > 0.9


@pytest.mark.parametrize(
    "texts", [["where is my card", "refund my order", "reset password", "fee"], list("卡退密费钱账")]
)
def test_tfidf_sees_whether_two_texts_are_alike(tmp_path, texts):
    """No word tells: each is on both sides as often for either label."""
    pairs = [(one, other) for one in texts for other in texts]
    task = Task(
        "t", ("different", "same"), *(Labelled(pairs, np.array([one == other for one, other in pairs], int)),) * 2
    )
    classifier = fit_tfidf(task, seed=1)
    classifier.save(tmp_path, EncoderStore(tmp_path / "encoders"))

    assert accuracy(classifier, task.train) == 1
    again = TfidfClassifier.read(tmp_path, EncoderStore(tmp_path / "encoders"))
    np.testing.assert_array_equal(again.outputs(pairs).logits, classifier.outputs(pairs).logits)


@pytest.mark.parametrize("fit", [lambda task, _: fit_tfidf(task, 1), fit_frozen], ids=["tfidf", "frozen"])
def test_class_of_one_example_is_learnt_beside_the_others(make_task, tiny_encoder, fit):
    task = make_task(labels=TWO)
    rare = Labelled([*task.train.texts, "my pin and password"], np.array([*task.train.truth, 2]))
    classifier = fit(Task("topic", (*TWO, "zz login"), rare, task.validation), tiny_encoder)

    logits = classifier.outputs(rare.texts).logits
    assert logits[:, 2].argmax() == len(rare) - 1
    assert accuracy(classifier, task.validation) > 0.9


@pytest.mark.parametrize("fit", [lambda task, _: fit_tfidf(task, 1), fit_frozen], ids=["tfidf", "frozen"])
def test_two_rows_are_enough_and_validation_may_be_empty(tiny_encoder, fit):
    task = Task("t", ("a", "b"), Labelled(["my card", "退款"], np.array([0, 1])), Labelled([], np.array([], int)))

    assert accuracy(fit(task, tiny_encoder), task.train) == 1


@pytest.mark.parametrize("fit", [lambda task, _: fit_tfidf(task, 1), fit_frozen], ids=["tfidf", "frozen"])
def test_fitting_twice_gives_the_same_outputs(task, tiny_encoder, fit):
    first, second = (fit(task, tiny_encoder).outputs(task.validation.texts) for _ in range(2))

    np.testing.assert_array_equal(first.logits, second.logits)
    np.testing.assert_array_equal(first.features, second.features)


def test_score_is_accuracy_or_macro_f1():
    truth = np.array([0, 0, 0, 1])
    logits = np.array([[1, 0], [1, 0], [1, 0], [1, 0]], dtype=np.float32)

    assert Scorer("accuracy", truth)(logits) == 0.75
    assert Scorer("macro_f1", truth)(logits) == pytest.approx(3 / 7, abs=1e-6)
    assert Scorer("accuracy", np.array([], int))(np.zeros((0, 2), np.float32)) == 0


def test_best_scale_finds_over_and_under_confidence():
    random = np.random.default_rng(0)
    logits = random.normal(0, 2, (4000, 3))
    chances = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    truth = (chances.cumsum(axis=1) < random.random((4000, 1))).sum(axis=1)
    score = Scorer("accuracy", truth)

    assert score.best_scale((logits * 4).astype(np.float32)) == pytest.approx(0.25)
    assert score.best_scale((logits / 4).astype(np.float32)) == pytest.approx(4)


def test_of_equals_the_one_with_the_better_probabilities_is_best():
    truth = np.array([0, 1, 0])
    sure = np.array([[2, 0], [0, 2], [0, 0.1]], dtype=np.float32)
    torn = np.array([[0.1, 0], [0, 0.1], [0, 2]], dtype=np.float32)
    score = Scorer("accuracy", truth)

    assert score(sure) == score(torn)
    assert score.best([torn, sure]) == 1
