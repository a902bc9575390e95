"""One model learns what several say together."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from scaffold.models.cache import CachedEncoder
from scaffold.models.classifier import log_softmax
from scaffold.training import ladder
from scaffold.training.budget import Plan, make_plan
from scaffold.training.distil import DISTILLED, TEMPERATURE, WEIGHT, DistillingLearner, distilled
from scaffold.training.ladder import Ladder
from scaffold.training.prepared import prepare
from scaffold.training.recipe import Recipe
from scaffold.training.score import Scorer
from scaffold.training.split import SplitEncoder

RECIPES = tuple(Recipe(epochs=2, batch_size=16, learning_rate=3e-3, seed=seed) for seed in (1, 2))


@pytest.fixture(scope="module")
def prepared(tiny_encoder, task):
    return prepare(tiny_encoder, tiny_encoder.encode(task.train.texts), task)


def test_loss_is_of_the_labels_and_of_what_the_members_say(prepared):
    learner = DistillingLearner(prepared.learners[0])
    said = np.log(np.array([[0.7, 0.1, 0.1, 0.1], [0.25, 0.25, 0.25, 0.25]], dtype=np.float32))
    logits = torch.tensor([[2.0, 0.0, 1.0, 0.0], [0.0, 1.0, 0.0, 0.0]], requires_grad=True)
    loss = learner.loss(logits, learner.tensor([(0, said[0]), (1, said[1])]))

    hard = torch.nn.functional.cross_entropy(logits, torch.tensor([0, 1]))
    flat = torch.from_numpy(said / TEMPERATURE).softmax(-1)
    soft = -(flat * (logits / TEMPERATURE).log_softmax(-1)).sum(-1).mean()
    torch.testing.assert_close(loss, (1 - WEIGHT) * hard + WEIGHT * TEMPERATURE**2 * soft)
    assert learner.task is prepared.learners[0].task


def test_targets_are_the_mean_of_scaled_members_for_their_own_texts(prepared, task):
    random = np.random.default_rng(1)
    logits = [random.normal(size=(len(part), 4)).astype(np.float32) for part in (task.train, task.validation)]
    outputs = [SimpleNamespace(logits=each) for each in logits]
    score = Scorer.of(task)
    member = SimpleNamespace(train=outputs[0], validation=outputs[1])
    longer = replace(prepared, train=[*prepared.train, *prepared.train[:5]])
    made = distilled(longer, [member, member], score)

    assert len(made.train) == len(task.train), "copies have no targets"
    label, soft = made.train[3]["targets"]["topic"]
    assert label == task.train.truth[3]
    expected = log_softmax(logits[0] * score.best_scale(logits[1]))[3]
    np.testing.assert_allclose(soft, expected, rtol=1e-5)
    assert made.validation is longer.validation
    assert not isinstance(prepared.train[3]["targets"]["topic"], tuple), "the members' rows stay"


def test_ladder_enters_the_distilled_model_and_resumes_it(task, tiny_encoder, tmp_path, monkeypatch):
    def climb():
        cached, split = CachedEncoder(tiny_encoder, tmp_path / "cache"), SplitEncoder.of(tiny_encoder)
        plan = Plan(True, RECIPES, 1.0, 1.0, distil=True)
        return Ladder(task, plan, split, cached, tmp_path / "work", 1, augment="aeda").climb()[1]

    table = {entry.name: entry for entry in climb()}
    assert table[DISTILLED].note == "2 epochs, seed 1, copies by aeda, learnt from 2 models"
    assert table[DISTILLED].value > 0.7
    assert table["fine-tuned together"].encoders == 2, "it is no member of an ensemble"
    monkeypatch.setattr(ladder, "finetune", None)
    assert {entry.name: entry.value for entry in climb()} == {name: entry.value for name, entry in table.items()}


def test_plan_distils_where_there_is_time_for_one_more():
    plans = [make_plan([14] * 1000, [14] * 100, budget, seed=1, speed=1.0, distil=True) for budget in (20, 250, 2000)]

    assert [plan.distil for plan in plans] == [False, True, True]
    assert len(plans[-1].recipes) == 3
    for plan, budget in zip(plans, (20, 250, 2000), strict=True):
        assert plan.seconds <= budget
        assert Plan.from_dict(plan.as_dict()) == plan
    without = make_plan([14] * 1000, [14] * 100, 2000, seed=1, speed=1.0)
    assert len(without.recipes) == 3
    assert without.seconds < plans[-1].seconds
