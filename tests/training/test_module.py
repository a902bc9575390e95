"""Several heads in one module: one loss, a weight of its own for each, and rows without a truth left out."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from scaffold.training.learners.sequence import SequenceLearner
from scaffold.training.module import _joint_loss
from scaffold.training.recipe import Recipe
from scaffold.training.robust.head_loss import HeadLoss
from scaffold.training.task import Labelled, Task


@pytest.fixture
def losses():
    features = np.eye(4, dtype=np.float32)
    part = Labelled(["a", "b", "c", "d"], np.array([0, 1, 0, 1]))
    tasks = [Task(head, ("x", "y"), part, part) for head in ("one", "two")]
    return [HeadLoss(SequenceLearner(task, features), Recipe()) for task in tasks]


def found(scale: float = 1.0):
    return {name: [torch.eye(2).repeat(2, 1) * scale] for name in ("one", "two")}


ALL = (list(range(4)), torch.tensor([0, 1, 0, 1]))
NONE = ([], None)
LOSS = math.log(1 + math.exp(-1))


def test_one_head_has_its_plain_loss(losses):
    loss = _joint_loss(losses[:1], torch.ones(1), found(), {"one": ALL})
    assert loss.item() == pytest.approx(LOSS, abs=1e-6)


def test_losses_are_weighted_by_uncertainty(losses):
    uncertainty = torch.tensor([1.0, 2.0], requires_grad=True)
    loss = _joint_loss(losses, uncertainty, found(), {"one": ALL, "two": ALL})
    loss.backward()

    assert loss.item() == pytest.approx(LOSS / 2 + math.log(2) + LOSS / 8 + math.log(5), abs=1e-5)
    # The loss is small against its uncertainty: it should be trusted more.
    assert (uncertainty.grad > 0).all()


def test_a_head_without_a_truth_in_the_batch_has_no_part_in_it(losses):
    uncertainty = torch.ones(2, requires_grad=True)
    loss = _joint_loss(losses, uncertainty, found(), {"one": ALL, "two": NONE})
    loss.backward()

    assert loss.item() == pytest.approx(LOSS / 2 + math.log(2), abs=1e-6)
    assert uncertainty.grad[1] == 0


def test_only_rows_with_a_truth_count(losses):
    logits = {"one": [torch.tensor([[1.0, 0.0], [-50.0, 50.0]])]}
    loss = _joint_loss(losses[:1], torch.ones(1), logits, {"one": ([0], torch.tensor([0]))})
    assert loss.item() == pytest.approx(LOSS, abs=1e-6)
