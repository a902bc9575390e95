"""A head that reads a text as a whole: what it was while it learnt is what it is afterwards."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from scaffold.training.learners.learner import Reading
from scaffold.training.learners.sequence import SequenceLearner
from scaffold.training.recipe import Recipe
from scaffold.training.task import Labelled, Task

FEATURES = np.eye(6, dtype=np.float32)[[0, 1, 0, 1]]
TRUTH = {
    "classification": np.array([0, 1, 0, 1]),
    "multilabel": np.array([[1, 0], [0, 1], [1, 0], [0, 0]], dtype=np.float32),
    "regression": np.array([1.0, -1.0, 0.9, -0.9], dtype=np.float32),
}


def learner(kind: str) -> SequenceLearner:
    labels = ("y",) if kind == "regression" else ("a", "b")
    part = Labelled(["w", "x", "y", "z"], TRUTH[kind])
    metric = {"classification": "accuracy", "multilabel": "macro_f1", "regression": "r2"}[kind]
    return SequenceLearner(Task("h", labels, part, part, metric, kind), FEATURES)


@pytest.mark.parametrize("kind", TRUTH)
def test_finished_head_says_what_its_layer_said(kind, tiny_encoder):
    made = learner(kind)
    layer = made.layer(Recipe(scale=7.0))
    pooled = torch.nn.functional.normalize(torch.randn(3, 6), dim=-1)
    head = made.finish(layer, tiny_encoder)

    said = layer(Reading(pooled[:, None], pooled)).detach().numpy()
    np.testing.assert_allclose(pooled.numpy() @ head.weight.T + head.bias, said, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(("kind", "scaled"), [("classification", True), ("multilabel", True), ("regression", False)])
def test_labels_are_cosines_and_a_number_is_not(kind, scaled):
    layer = learner(kind).layer(Recipe(scale=7.0))
    lengths = torch.linalg.vector_norm(layer.weight(), dim=1)
    assert torch.allclose(lengths, torch.full_like(lengths, 7.0)) == scaled


def test_bias_learns_only_where_it_says_something():
    assert not learner("classification").layer(Recipe()).bias.requires_grad
    layer = learner("multilabel").layer(Recipe())
    assert layer.bias.requires_grad
    # One label of two texts in four, one of one: the log-odds of how often they occur.
    np.testing.assert_allclose(layer.bias.detach().numpy(), [0.0, np.log(1 / 2)], atol=1e-6)


def test_judge_gives_metric_and_loss():
    value, loss = learner("classification").judge([np.array([3.0, 0.0]), np.array([0.0, 3.0])] * 2)
    assert value == 1.0
    assert 0 <= loss < 0.1
