"""What a head's numbers mean: each kind starts near the truth, and its loss falls as the figure rises."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.metrics import cohen_kappa_score, f1_score, r2_score

from scaffold.training.objectives.kinds import OBJECTIVES

RNG = np.random.default_rng(0)
FEATURES = RNG.normal(size=(60, 8)).astype(np.float32)
FEATURES /= np.linalg.norm(FEATURES, axis=1, keepdims=True)
CLASSES = (FEATURES[:, 0] > 0).astype(np.int64) + (FEATURES[:, 0] > 0.3)
TRUTH = {
    "classification": CLASSES,
    "relation": CLASSES,
    "image": CLASSES,
    "fusion": CLASSES,
    "ordinal": CLASSES,
    "multilabel": (FEATURES[:, :3] > 0).astype(np.float32),
    "regression": ((FEATURES[:, 0] - FEATURES[:, 0].mean()) / FEATURES[:, 0].std()).astype(np.float32),
}
OUTPUTS = {"multilabel": 3, "regression": 1}


def test_every_kind_is_tried():
    assert set(TRUTH) == set(OBJECTIVES)


@pytest.mark.parametrize("kind", TRUTH)
def test_start_is_better_than_nothing(kind):
    objective, truth = OBJECTIVES[kind], TRUTH[kind]
    weight, bias = objective.start(FEATURES, truth, OUTPUTS.get(kind, 3))

    logits = FEATURES @ weight.T + bias
    assert logits.shape == (60, OUTPUTS.get(kind, 3))
    scales = objective.scales()
    best = min(objective.losses(scale * logits, truth).mean() for scale in scales)
    assert best < objective.losses(np.zeros_like(logits), truth).mean()


@pytest.mark.parametrize("kind", TRUTH)
def test_models_of_scikit_learn_become_weights(kind):
    objective, truth = OBJECTIVES[kind], TRUTH[kind]
    for model in (objective.regression(10.0), objective.machine(1)):
        weight, bias = objective.weights(model.fit(FEATURES, truth))
        logits = FEATURES @ weight.T + bias
        assert objective.figure(objective.metrics[0], logits, truth) > 0.6


@pytest.mark.parametrize("kind", ["classification", "multilabel", "regression"])
def test_loss_to_learn_by_is_the_mean_of_the_losses_to_judge_by(kind):
    objective, truth = OBJECTIVES[kind], TRUTH[kind]
    logits = RNG.normal(size=(60, OUTPUTS.get(kind, 3))).astype(np.float32)

    learnt = objective.loss(torch.tensor(logits), objective.tensor(list(truth)))
    assert learnt.item() == pytest.approx(objective.losses(logits, truth).mean(), rel=1e-4)


def test_errors_further_away_cost_more_in_an_order():
    ordinal, plain = OBJECTIVES["ordinal"], OBJECTIVES["classification"]
    truth = torch.tensor([0])
    near, far = torch.tensor([[0.0, 3.0, 0.0]]), torch.tensor([[0.0, 0.0, 3.0]])

    assert plain.loss(near, truth).item() == pytest.approx(plain.loss(far, truth).item())
    assert ordinal.loss(near, truth).item() < ordinal.loss(far, truth).item()


def test_figures_are_those_of_scikit_learn():
    logits = RNG.normal(size=(60, 3)) + np.eye(3)[CLASSES]
    told = logits.argmax(axis=1)

    assert OBJECTIVES["ordinal"].figure("quadratic_kappa", logits, CLASSES) == pytest.approx(
        cohen_kappa_score(CLASSES, told, weights="quadratic")
    )
    assert OBJECTIVES["classification"].figure("macro_f1", logits, CLASSES) == pytest.approx(
        f1_score(CLASSES, told, average="macro")
    )
    numbers = TRUTH["regression"]
    guess = numbers[:, None] + RNG.normal(size=(60, 1))
    assert OBJECTIVES["regression"].figure("r2", guess, numbers) == pytest.approx(r2_score(numbers, guess), rel=1e-4)


def test_many_labels_are_judged_at_their_best_common_threshold():
    truth = TRUTH["multilabel"]
    logits = np.where(truth > 0, -1.0, -4.0)  # probabilities of 27% and 2%

    assert OBJECTIVES["multilabel"].figure("subset_accuracy", logits, truth) == 1.0
    assert OBJECTIVES["multilabel"].figure("micro_f1", -logits, truth) < 0.8


@pytest.mark.filterwarnings("ignore:Label .* is present in all")
def test_a_label_that_every_text_has_gets_its_bias_alone():
    truth = np.stack([np.ones(60), TRUTH["multilabel"][:, 0], np.zeros(60)], axis=1)
    objective = OBJECTIVES["multilabel"]
    weight, bias = objective.weights(objective.regression(1.0).fit(FEATURES, truth))

    assert not weight[0].any()
    assert not weight[2].any()
    assert bias[0] > 0 > bias[2]
    assert weight[1].any()


@pytest.mark.parametrize("metric", ["r2", "spearman"])
def test_numbers_that_are_all_equal_explain_nothing(metric):
    assert OBJECTIVES["regression"].figure(metric, np.ones((5, 1)), np.ones(5)) == 0.0
