"""Fine-tuning with its switches on: each changes what is learnt, and an interruption does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
import transformers

from scaffold.errors import EncoderError
from scaffold.training.finetune import finetune
from scaffold.training.module import headed_encoder
from scaffold.training.prepared import prepare
from scaffold.training.recipe import Recipe
from scaffold.training.recomputing import compute_again
from scaffold.training.split import SplitEncoder

RECIPE = Recipe(epochs=2, batch_size=16, learning_rate=3e-3, patience=0, seed=1)
SWITCHES = {"rdrop": 1.0, "fgm": 0.5, "ema": 0.9, "label_smoothing": 0.1, "logit_adjustment": 1.0}
ALL = replace(RECIPE, **SWITCHES, gradient_checkpointing=True, epochs=3)


class Stop(transformers.TrainerCallback):
    """Ends the work when the second epoch begins."""

    def on_epoch_begin(self, args, state, control, **kwargs):
        if state.epoch and state.epoch >= 1:
            raise InterruptedError


@pytest.fixture(scope="module")
def imbalanced(make_task):
    made = make_task()
    kept = np.flatnonzero((made.train.truth != 1) | (np.arange(len(made.train)) < 16))
    train = replace(made.train, texts=[made.train.texts[row] for row in kept], truth=made.train.truth[kept])
    return replace(made, train=train)


@pytest.fixture(scope="module")
def prepared(tiny_encoder, imbalanced):
    return prepare(tiny_encoder, tiny_encoder.encode(imbalanced.train.texts), imbalanced)


@pytest.fixture(scope="module")
def plain(prepared, tmp_path_factory):
    return finetune(prepared, RECIPE, work=tmp_path_factory.mktemp("plain"))["topic"]


def weights(classifier) -> np.ndarray:
    return classifier.encoder.model.state_dict()["encoder.layer.1.output.dense.weight"].numpy()


@pytest.mark.parametrize("name", SWITCHES)
def test_switch_changes_what_is_learnt(prepared, plain, imbalanced, tmp_path, name):
    made = finetune(prepared, replace(RECIPE, **{name: SWITCHES[name]}), work=tmp_path)["topic"]

    assert not np.array_equal(weights(made), weights(plain))
    found = made.outputs(imbalanced.validation.texts).logits.argmax(axis=1)
    assert (found == imbalanced.validation.truth).mean() > 0.7


def test_layers_that_compute_again_learn_the_same(prepared, plain, tmp_path):
    made = finetune(prepared, replace(RECIPE, gradient_checkpointing=True), work=tmp_path)["topic"]

    np.testing.assert_allclose(weights(made), weights(plain), atol=1e-5)
    assert not made.encoder.model.is_activation_checkpointing


def test_interrupted_training_with_all_switches_goes_on_to_the_same_end(prepared, tmp_path):
    whole = finetune(prepared, ALL, work=tmp_path / "whole")["topic"]
    with pytest.raises(InterruptedError):
        finetune(prepared, ALL, work=tmp_path / "parts", callbacks=[Stop()])
    resumed = finetune(prepared, ALL, work=tmp_path / "parts")["topic"]

    np.testing.assert_array_equal(weights(resumed), weights(whole))
    np.testing.assert_array_equal(resumed.weight, whole.weight)


def test_mean_of_the_weights_is_what_is_judged_and_kept(prepared, imbalanced, tmp_path):
    """With a decay so slow that the mean stays near the start, what is kept does so too."""
    told = {}

    class Evaluations(transformers.TrainerCallback):
        def on_evaluate(self, args, state, control, metrics, **kwargs):
            told[state.global_step] = -metrics["eval_score"]

    made = finetune(prepared, replace(RECIPE, ema=0.999), work=tmp_path, callbacks=[Evaluations()])["topic"]
    loss = prepared.learners[0].judge(list(made.outputs(imbalanced.validation.texts).logits))[1]
    assert loss == pytest.approx(min(told.values()), rel=1e-4)


def test_adversary_of_a_whole_encoder_moves_its_word_embeddings(tiny_encoder, imbalanced, monkeypatch):
    split = SplitEncoder(tiny_encoder, None)
    prepared = prepare(tiny_encoder, tiny_encoder.encode(imbalanced.train.texts), imbalanced, split=split)
    module = headed_encoder(split.upper(), prepared.learners, replace(RECIPE, fgm=1.0)).eval()
    twin = headed_encoder(split.upper(), prepared.learners, RECIPE).eval()
    batch = {
        "inputs": torch.tensor([[2, 10, 11, 3]]),
        "mask": torch.ones(1, 4, dtype=torch.long),
        "anchors": [[]],
        "words": None,
        "targets": {"topic": ([0], torch.tensor([1]))},
        "count": 1,
    }
    loss, alone = module(**batch)["loss"], twin(**batch)["loss"]
    loss.backward()

    assert loss.item() > 2 * alone.item(), "the twin is harder than the text"
    gradient = module.transformer.get_input_embeddings().weight.grad
    assert gradient.abs().sum(1).nonzero().flatten().tolist() == [2, 3, 10, 11]


def test_note_names_what_is_on():
    assert RECIPE.note == "2 epochs, seed 1"
    assert replace(RECIPE, rdrop=2.0, ema=0.99).note == "2 epochs, seed 1, R-Drop 2, EMA 0.99"
    assert replace(RECIPE, rdrop=2.0).cost == 2 * RECIPE.cost == 2


def test_model_without_gradient_checkpointing_is_named(tiny_encoder):
    model = tiny_encoder.copy().model
    for module in model.modules():
        if "gradient_checkpointing" in vars(module):
            del module.gradient_checkpointing
    model.encoder = None
    with pytest.raises(EncoderError, match="a model of type bert has no gradient checkpointing"):
        compute_again(model, True)
