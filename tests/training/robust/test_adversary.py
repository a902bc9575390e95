"""The adversarial step on a loss whose gradient is known."""

from __future__ import annotations

import pytest
import torch

from scaffold.training.robust.adversary import step, with_adversary


def test_step_has_the_wanted_length_for_each_text():
    found = step(torch.tensor([[[3.0, 0.0], [0.0, 4.0]], [[0.0, 0.0], [0.0, 0.0]]]), 2.0)
    torch.testing.assert_close(found[0], torch.tensor([[1.2, 0.0], [0.0, 1.6]]))
    assert float(found[1].abs().sum()) == 0


def test_loss_is_that_of_the_inputs_and_of_those_moved_uphill():
    """Of weight * (3x + 4y) the gradient points along (3, 4): a step of 5 adds 25 * weight."""
    weight = torch.tensor(2.0, requires_grad=True)
    inputs = torch.tensor([[[1.0, 1.0]]])
    loss = with_adversary(lambda given: weight * (given @ torch.tensor([3.0, 4.0])).sum(), inputs, 5.0)
    loss.backward()

    assert loss.item() == pytest.approx(2 * 7 + 2 * (7 + 25))
    # The step itself is a constant: the gradient is that of both passes, 7 + 32.
    assert weight.grad.item() == pytest.approx(39)
    assert not inputs.requires_grad


def test_inputs_with_weights_below_them_pass_their_gradient_on():
    below = torch.ones(2, requires_grad=True)
    inputs = (below * torch.tensor([1.0, 2.0]))[None, None]
    with_adversary(lambda given: (given**2).sum(), inputs, 0.5).backward()
    assert below.grad.abs().min() > 0
