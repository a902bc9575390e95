"""A head that learns from labels and from rules: sure labels as ever, the others pulled toward what rules say."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from scaffold.training.finetune import finetune
from scaffold.training.learners.contrastive import ContrastiveLearner
from scaffold.training.learners.guided import MOST_IMITATION, RAMP, GuidedLearner, ramp
from scaffold.training.learners.sequence import SequenceLearner
from scaffold.training.learners.whole_text import sequence_learner
from scaffold.training.prepared import prepare
from scaffold.training.recipe import Recipe
from scaffold.training.task import Labelled, SoftLabels, Task

LABELS = ("a", "b", "c")
FEATURES = np.eye(6, dtype=np.float32)[[0, 1, 2, 0]]
TRUTH = np.array([0, 1, 2, 0])


def task(soft: bool = True, kind: str = "classification") -> Task:
    zeros = np.zeros((4, 3), np.float32)
    known = SoftLabels(np.eye(3, dtype=np.float32)[TRUTH], np.ones(4, np.float32), zeros) if soft else None
    part = Labelled(["w", "x", "y", "z"], TRUTH, known)
    return Task("h", LABELS, part, Labelled(part.texts, TRUTH), kind=kind)


@pytest.fixture
def learner() -> GuidedLearner:
    return GuidedLearner(SequenceLearner(task(), FEATURES))


def rows(shares, weights=None, evidence=None):
    shares = np.array(shares, dtype=np.float32)
    weights = np.ones(len(shares), np.float32) if weights is None else np.array(weights, np.float32)
    evidence = np.zeros_like(shares) if evidence is None else np.array(evidence, np.float32)
    return list(zip(shares, weights, evidence, strict=True))


def test_learner_is_chosen_by_what_is_known():
    assert type(sequence_learner(task(soft=False), FEATURES, 0.0)) is SequenceLearner
    assert type(sequence_learner(task(soft=False), FEATURES, 0.2)) is ContrastiveLearner
    assert type(sequence_learner(task(), FEATURES, 0.2)) is GuidedLearner


@given(st.lists(st.integers(0, 2), min_size=1, max_size=6), st.floats(0, 1), st.integers(0, 99))
def test_sure_labels_without_evidence_are_plain_cross_entropy_at_any_time(truth, done, seed):
    learner = GuidedLearner(SequenceLearner(task(), FEATURES))
    learner.done = done
    logits = torch.randn(len(truth), 3, generator=torch.Generator().manual_seed(seed))
    loss = learner.loss(logits, learner.tensor(rows(np.eye(3)[truth])))
    assert loss.item() == pytest.approx(torch.nn.functional.cross_entropy(logits, torch.tensor(truth)).item(), abs=1e-5)


def test_texts_count_by_their_weight(learner):
    logits = torch.tensor([[2.0, 0, 0], [0, 1.0, 0]])
    each = [learner.loss(logits[n : n + 1], learner.tensor(rows([np.eye(3)[0]]))).item() for n in (0, 1)]
    loss = learner.loss(logits, learner.tensor(rows(np.eye(3)[[0, 0]], [5, 1])))
    assert loss.item() == pytest.approx((5 * each[0] + each[1]) / 6)


def test_gradient_flows_toward_the_shares_and_not_through_the_teacher(learner):
    learner.done = 1.0
    logits = torch.zeros(1, 3, requires_grad=True)
    learner.loss(logits, learner.tensor(rows([[0.6, 0.4, 0.0]], evidence=[[0.0, 0.0, 0.0]]))).backward()
    np.testing.assert_allclose(logits.grad.numpy(), [[1 / 3 - 0.6, 1 / 3 - 0.4, 1 / 3]], atol=1e-6)


def test_rules_pull_the_more_the_longer_the_training(learner):
    evidence = [[0.0, 3.0, 0.0]]
    pulls = []
    for done in (0.0, RAMP / 2, RAMP, 1.0):
        learner.done = done
        logits = torch.zeros(1, 3, requires_grad=True)
        learner.loss(logits, learner.tensor(rows([[1 / 3] * 3], evidence=evidence))).backward()
        pulls.append(-logits.grad[0, 1].item())

    ruled = torch.tensor(evidence).softmax(-1)[0, 1].item() - 1 / 3
    np.testing.assert_allclose(pulls, [0, MOST_IMITATION / 2 * ruled, *[MOST_IMITATION * ruled] * 2], atol=1e-6)


def test_evidence_of_one_text_is_nothing_to_another(learner):
    learner.done = 1.0
    logits = torch.tensor([[1.0, 0, 0], [0, 0, 1.0]])
    shares, evidence = np.eye(3)[[0, 2]], [[0, 2.0, 0], [0, 0, 0]]
    both = learner.loss(logits, learner.tensor(rows(shares, evidence=evidence)))
    apart = [
        learner.loss(logits[n : n + 1], learner.tensor(rows(shares[n : n + 1], evidence=evidence[n : n + 1])))
        for n in (0, 1)
    ]
    assert both.item() == pytest.approx((apart[0] + apart[1]).item() / 2)
    assert apart[1].item() == pytest.approx(torch.nn.functional.cross_entropy(logits[1:], torch.tensor([2])).item())


def test_texts_that_weigh_nothing_give_no_loss(learner):
    assert learner.loss(torch.zeros(1, 3), learner.tensor(rows([[1, 0, 0]], [0.0]))).item() == 0


def test_ramp_reads_how_far_the_training_is(learner):
    callback = ramp(learner)
    for step, wanted in ((0, 0.0), (5, 0.5), (10, 1.0)):
        callback.on_step_begin(None, SimpleNamespace(global_step=step, max_steps=10), None)
        assert learner.done == wanted
    callback.on_step_begin(None, SimpleNamespace(global_step=1, max_steps=0), None)


@pytest.mark.parametrize(
    "switches", [{}, {"rdrop": 1.0, "label_smoothing": 0.1}, {"logit_adjustment": 1.0, "fgm": 0.1, "ema": 0.9}]
)
def test_fine_tuning_learns_from_believed_labels(tiny_encoder, make_task, tmp_path, switches):
    plain = make_task(32, 16)
    shares = np.eye(4, dtype=np.float32)[plain.train.truth] * 0.8 + 0.05
    evidence = np.where(shares > 0.5, 2.0, 0.0).astype(np.float32)
    believed = Labelled(plain.train.texts, plain.train.truth, SoftLabels(shares, np.ones(32, np.float32), evidence))
    taught = Task("topic", plain.labels, believed, plain.validation)
    prepared = prepare(tiny_encoder, tiny_encoder.encode(believed.texts), taught)
    recipe = Recipe(epochs=6, batch_size=16, learning_rate=3e-3, patience=0, **switches)
    head = finetune(prepared, recipe, work=tmp_path)["topic"]

    (learner,) = prepared.learners
    assert isinstance(learner, GuidedLearner)
    assert learner.done > 0.9
    right = head.outputs(plain.validation.texts).logits.argmax(1) == plain.validation.truth
    assert right.mean() > 0.7
