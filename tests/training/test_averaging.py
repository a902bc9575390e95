"""The mean of several fine-tuned models is one model of the same kind."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from scaffold.models.linear import LinearClassifier
from scaffold.training.averaging import average
from scaffold.training.finetune import finetune
from scaffold.training.prepared import prepare
from scaffold.training.recipe import Recipe

RECIPE = Recipe(epochs=3, batch_size=16, learning_rate=3e-3, patience=0)


@pytest.fixture(scope="module")
def members(tiny_encoder, task, tmp_path_factory) -> list[LinearClassifier]:
    prepared = prepare(tiny_encoder, tiny_encoder.encode(task.train.texts), task)
    work = tmp_path_factory.mktemp
    return [finetune(prepared, replace(RECIPE, seed=seed), work=work("work"))["topic"] for seed in (1, 2, 3)]


def test_average_is_as_good_as_its_members(members, task):
    averaged = average(members)

    accuracy = [
        (each.outputs(task.validation.texts).logits.argmax(axis=1) == task.validation.truth).mean()
        for each in (*members, averaged)
    ]
    assert accuracy[-1] >= min(accuracy[:-1])
    assert averaged.labels == task.labels
    lengths = np.linalg.norm(averaged.weight, axis=1)
    np.testing.assert_allclose(lengths, RECIPE.scale, rtol=1e-4)


def test_every_weight_is_the_mean_and_what_nobody_changed_is_as_it_was(members, tiny_encoder):
    states = [member.encoder.model.state_dict() for member in members]
    before = tiny_encoder.model.state_dict()
    for name, value in average(members).encoder.model.state_dict().items():
        torch.testing.assert_close(value, torch.stack([state[name] for state in states]).mean(0))
        if all(torch.equal(state[name], before[name]) for state in states):
            assert torch.equal(value, before[name])


def test_members_stay_as_they_were_and_one_is_its_own_average(members):
    before = members[0].encoder.model.state_dict()["encoder.layer.1.output.dense.weight"].clone()
    again = average(members[:1])
    average(members)

    after = members[0].encoder.model.state_dict()["encoder.layer.1.output.dense.weight"]
    assert torch.equal(before, after)
    np.testing.assert_allclose(again.weight, members[0].weight, rtol=1e-5)
    assert again.encoder.fingerprint == members[0].encoder.fingerprint
