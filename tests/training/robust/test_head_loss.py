"""Smoothed labels, and logits adjusted for rare classes."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from scaffold.training.objectives.kinds import OBJECTIVES
from scaffold.training.recipe import Recipe
from scaffold.training.robust.head_loss import HeadLoss, even_loss, log_priors

LOGITS = torch.tensor([[2.0, 0.0, 1.0], [0.0, 1.0, -1.0]])
TRUTH = torch.tensor([0, 1])


def head_loss(kind: str = "classification", **switches: float) -> HeadLoss:
    task = SimpleNamespace(kind=kind, labels=("a", "b", "c"), train=SimpleNamespace(truth=np.array([0, 0, 0, 1])))
    return HeadLoss(SimpleNamespace(task=task, loss=OBJECTIVES[kind].loss), Recipe(**switches))


def test_without_switches_it_is_the_loss_of_the_head():
    assert torch.equal(head_loss()([LOGITS], TRUTH), torch.nn.functional.cross_entropy(LOGITS, TRUTH))


def test_smoothing_is_that_of_cross_entropy():
    expected = torch.nn.functional.cross_entropy(LOGITS, TRUTH, label_smoothing=0.2)
    torch.testing.assert_close(head_loss(label_smoothing=0.2)([LOGITS], TRUTH), expected)


def test_smoothed_labels_of_several_lie_between_yes_and_no():
    truth = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]])
    entropy = torch.nn.functional.binary_cross_entropy_with_logits
    expected = entropy(LOGITS, 0.8 * truth + 0.1, reduction="none").sum(-1).mean()
    torch.testing.assert_close(head_loss("multilabel", label_smoothing=0.2)([LOGITS], truth), expected)
    assert float(even_loss("multilabel", torch.tensor([[200.0]]))) == pytest.approx(100)


def test_smoothing_leaves_numbers_alone():
    logits, truth = torch.tensor([[1.0], [3.0]]), torch.tensor([0.0, 1.0])
    assert float(head_loss("regression", label_smoothing=0.5)([logits], truth)) == pytest.approx(2.5)


def test_adjusted_logits_have_the_prior_added():
    """A class without a text counts as if it had one."""
    priors = torch.tensor([0.75, 0.25, 0.25]).log()
    expected = torch.nn.functional.cross_entropy(LOGITS + 2 * priors, TRUTH)
    torch.testing.assert_close(head_loss(logit_adjustment=2.0)([LOGITS], TRUTH), expected)
    np.testing.assert_allclose(log_priors(np.array([0, 0, 0, 1]), 3), priors.numpy(), rtol=1e-6)


def test_two_passes_count_half_each_and_their_distance_is_added():
    one, other = LOGITS, LOGITS.flip(1)
    alone = torch.nn.functional.cross_entropy
    apart = float(head_loss(rdrop=1.0)([one, other], TRUTH)) - float((alone(one, TRUTH) + alone(other, TRUTH)) / 2)
    twice = float(head_loss(rdrop=2.0)([one, other], TRUTH)) - float((alone(one, TRUTH) + alone(other, TRUTH)) / 2)

    assert apart > 0
    assert twice == pytest.approx(2 * apart, rel=1e-4)


def test_head_of_another_kind_learns_as_without_switches():
    task = SimpleNamespace(kind="question_answering", labels=())
    loss = HeadLoss(
        SimpleNamespace(task=task, loss=lambda logits, truth: logits.sum()), Recipe(rdrop=1, label_smoothing=0.1)
    )
    assert float(loss([torch.tensor([1.0]), torch.tensor([2.0])], None)) == 1.5
