"""The running mean of weights."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import torch

from scaffold.training.robust.weight_mean import mean_keeper, weight_mean


@pytest.fixture
def weight():
    return torch.nn.Parameter(torch.tensor([0.0, 8.0]))


def change(weight, *values: float) -> None:
    with torch.no_grad():
        weight.copy_(torch.tensor(values))


def test_mean_follows_the_weights_by_its_decay(weight):
    mean = weight_mean([weight])
    change(weight, 4.0, 0.0)
    mean.update(0.75)

    with mean.applied():
        assert weight.tolist() == [1.0, 6.0]
    assert weight.tolist() == [4.0, 0.0]
    mean.update(0.75)
    mean.swap()
    assert weight.tolist() == [1.75, 4.5]


def test_weights_come_back_after_an_error(weight):
    mean = weight_mean([weight])
    change(weight, 1.0, 1.0)
    with pytest.raises(ZeroDivisionError), mean.applied():
        1 / 0  # noqa: B018
    assert weight.tolist() == [1.0, 1.0]


def test_mean_is_kept_with_a_model_and_is_no_weight_of_it(weight):
    mean = weight_mean([weight])
    assert list(mean.state_dict()) == ["mean_0"]
    assert not list(mean.parameters())


def test_mean_holds_on_less_at_the_start(weight):
    """After the first step it keeps 2/11 of itself, and after many its decay."""
    mean = weight_mean([weight])
    keeper = mean_keeper(mean, 0.9)
    change(weight, 11.0, 8.0)
    keeper.on_step_end(None, SimpleNamespace(global_step=1), None)
    assert mean.mean_0.tolist() == pytest.approx([9.0, 8.0])
    keeper.on_step_end(None, SimpleNamespace(global_step=1000), None)
    assert mean.mean_0.tolist() == pytest.approx([9.2, 8.0])
