"""Texts of one label are brought together; the head beside that stays one that can predict."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from scaffold.training.finetune import finetune
from scaffold.training.learners.contrastive import TEMPERATURE, ContrastiveLearner, supervised_contrast
from scaffold.training.learners.learner import Reading
from scaffold.training.prepared import prepare
from scaffold.training.recipe import Recipe


def test_contrast_is_that_of_the_paper():
    features = torch.nn.functional.normalize(torch.randn(5, 4, generator=torch.manual_seed(0)), dim=-1)
    truth = torch.tensor([0, 0, 0, 1, 2])
    scores = (features @ features.T / TEMPERATURE).exp()

    def of(anchor: int) -> float:
        others = sum(float(scores[anchor, k]) for k in range(5) if k != anchor)
        alike = [k for k in range(3) if k != anchor]
        return -sum(math.log(float(scores[anchor, k]) / others) for k in alike) / len(alike)

    assert float(supervised_contrast(features, truth)) == pytest.approx(np.mean([of(0), of(1), of(2)]), rel=1e-4)


def test_batch_without_two_of_a_label_teaches_nothing():
    features = torch.nn.functional.normalize(torch.randn(3, 4), dim=-1).requires_grad_()
    loss = supervised_contrast(features, torch.tensor([0, 1, 2]))
    loss.backward()

    assert loss.item() == 0
    assert torch.equal(features.grad, torch.zeros(3, 4))


@pytest.mark.parametrize(("weight", "reached"), [(0.5, True), (1.0, False)])
def test_encoder_learns_from_the_head_unless_contrast_is_all(tiny_encoder, task, weight, reached):
    plain = prepare(tiny_encoder, tiny_encoder.encode(task.train.texts), task).learners[0]
    learner = ContrastiveLearner(plain, weight)
    pooled = torch.nn.functional.normalize(torch.randn(2, tiny_encoder.width), dim=-1).requires_grad_()
    logits = learner.layer(Recipe())(Reading(pooled[:, None], pooled))
    # Of two labels, so that nothing is to be brought together.
    learner.loss(logits, torch.tensor([0, 1])).backward()

    assert bool(pooled.grad.abs().sum() > 0) == reached


@pytest.mark.parametrize("weight", [0.5, 1.0])
def test_texts_of_a_label_come_nearer_and_are_told_apart(tiny_encoder, task, tmp_path, weight):
    start = tiny_encoder.encode(task.train.texts)
    prepared = prepare(tiny_encoder, start, task, contrastive=weight)
    recipe = Recipe(epochs=3, batch_size=16, learning_rate=3e-3, patience=0, contrastive=weight)
    made = finetune(prepared, recipe, work=tmp_path)[task.head]
    outputs = made.outputs(task.validation.texts)
    held = tiny_encoder.encode(task.validation.texts)

    assert (outputs.logits.argmax(axis=1) == task.validation.truth).mean() > 0.7
    assert _apart(outputs.features, task.validation.truth) > _apart(held, task.validation.truth)


def _apart(features: np.ndarray, truth: np.ndarray) -> float:
    """Mean cosine within the labels less that between them."""
    cosines, alike = features @ features.T, truth[:, None] == truth
    return float(cosines[alike].mean() - cosines[~alike].mean())
