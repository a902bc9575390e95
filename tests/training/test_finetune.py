"""Fine-tuning learns, repeats itself, and goes on after an interruption to the same end."""

from __future__ import annotations

import copy
from dataclasses import replace

import numpy as np
import pytest
import torch
import transformers

from scaffold.models import precision
from scaffold.training.batches import LengthGroupedOrder
from scaffold.training.finetune import finetune
from scaffold.training.prepared import prepare
from scaffold.training.recipe import Recipe
from scaffold.training.score import Scorer

RECIPE = Recipe(epochs=4, batch_size=16, learning_rate=3e-3, patience=0, seed=1)


class Stop(transformers.TrainerCallback):
    """Ends the process's work at the start of an epoch, as a crash would."""

    def __init__(self, epoch: int) -> None:
        self.epoch = epoch

    def on_epoch_begin(self, args, state, control, **kwargs):
        if state.epoch and state.epoch >= self.epoch:
            raise InterruptedError


class Steps(transformers.TrainerCallback):
    def __init__(self) -> None:
        self.taken = 0

    def on_step_end(self, args, state, control, **kwargs):
        self.taken += 1


class Evaluations(transformers.TrainerCallback):
    """The figures epochs are compared by."""

    def __init__(self) -> None:
        self.values = []
        self.last = {}

    def on_evaluate(self, args, state, control, metrics, **kwargs):
        self.values.append(metrics["eval_score"])
        self.last = metrics


@pytest.fixture(scope="module")
def prepared(tiny_encoder, task):
    return prepare(tiny_encoder, tiny_encoder.encode(task.train.texts), task)


@pytest.fixture(scope="module")
def uninterrupted(prepared, tmp_path_factory):
    """What `RECIPE` gives."""
    return finetune(prepared, RECIPE, work=tmp_path_factory.mktemp("reference"))["topic"]


@pytest.fixture
def tune(prepared, tmp_path):
    def run(recipe: Recipe = RECIPE, work: str = "work", callbacks=()):
        return finetune(prepared, recipe, work=tmp_path / work, callbacks=callbacks)["topic"]

    return run


def state(classifier) -> dict[str, np.ndarray]:
    weights = {name: value.numpy() for name, value in classifier.encoder.model.state_dict().items()}
    return {**weights, "head": classifier.weight}


def assert_same(one, other) -> None:
    before, after = state(one), state(other)
    for name in before:
        np.testing.assert_array_equal(after[name], before[name], err_msg=name)


def test_fine_tuning_learns_and_leaves_the_first_encoder_alone(tune, task, tiny_encoder):
    before = copy.deepcopy(tiny_encoder.model.state_dict())
    classifier = tune()

    outputs = classifier.outputs(task.validation.texts)
    assert (outputs.logits.argmax(axis=1) == task.validation.truth).mean() > 0.9
    assert classifier.labels == task.labels
    np.testing.assert_allclose(np.linalg.norm(classifier.weight, axis=1), RECIPE.scale, rtol=1e-5)
    after = tiny_encoder.model.state_dict()
    assert all((after[name] == before[name]).all() for name in before)


def test_only_the_upper_layers_change(uninterrupted, tiny_encoder):
    before, after = (each.state_dict() for each in (tiny_encoder.model, uninterrupted.encoder.model))
    changed = {name for name in before if not torch.equal(before[name], after[name])}

    assert before.keys() == after.keys()
    assert changed == {name for name in before if name.startswith("encoder.layer.1.")}


def test_states_too_large_to_keep_are_read_again_to_the_same_end(uninterrupted, prepared, tiny_encoder, task, tmp_path):
    start = tiny_encoder.encode(task.train.texts)
    reading = prepare(tiny_encoder, start, task, most=1000)
    again = finetune(reading, RECIPE, work=tmp_path)["topic"]

    assert isinstance(reading.train[0]["inputs"], list)
    assert isinstance(prepared.train[0]["inputs"], torch.Tensor)
    np.testing.assert_allclose(again.weight, uninterrupted.weight, atol=1e-3)


def test_same_seed_gives_the_same_weights_and_another_seed_others(tune, uninterrupted):
    assert_same(uninterrupted, tune(work="again"))
    assert not np.array_equal(uninterrupted.weight, tune(replace(RECIPE, seed=2), work="other").weight)


def test_each_epoch_has_an_order_of_its_own(tune, monkeypatch):
    told = []
    monkeypatch.setattr(LengthGroupedOrder, "set_epoch", lambda self, epoch: told.append(epoch))
    tune(replace(RECIPE, epochs=3))

    assert sorted(set(told)) == [0, 1, 2]


def test_interrupted_training_goes_on_to_the_same_end(tune, uninterrupted, tmp_path):
    with pytest.raises(InterruptedError):
        tune(callbacks=[Stop(2)])
    half_written = tmp_path / "work" / "checkpoint-9"
    half_written.mkdir()
    (half_written / "model.safetensors").write_bytes(b"half")
    steps = Steps()

    resumed = tune(callbacks=[steps])

    assert steps.taken == 2 * 3
    assert_same(uninterrupted, resumed)


def test_best_epoch_is_found_in_a_folder_that_was_moved(tune, tmp_path):
    recipe = replace(RECIPE, learning_rate=1e-2, epochs=6)
    first, steps = tune(recipe), Steps()
    (tmp_path / "work").rename(tmp_path / "moved")
    kept = sorted(int(path.name.rpartition("-")[2]) for path in (tmp_path / "moved").glob("checkpoint-*"))

    assert_same(first, tune(recipe, work="moved", callbacks=[steps]))
    assert kept[0] < kept[1] == 18, "the best epoch is not the last one"
    assert steps.taken == 0


def test_patience_that_ran_out_is_remembered_after_an_interruption(tune):
    recipe = replace(RECIPE, epochs=8, learning_rate=0.0, patience=2)
    first, again = Steps(), Steps()

    stopped = tune(recipe, callbacks=[first])
    resumed = tune(recipe, callbacks=[again])

    assert first.taken == 3 * 3
    assert again.taken == 0
    assert_same(stopped, resumed)


def test_patience_goes_on_counting_where_it_was(tune):
    recipe = replace(RECIPE, epochs=8, learning_rate=0.0, patience=2)
    with pytest.raises(InterruptedError):
        tune(recipe, callbacks=[Stop(2)])
    steps = Steps()

    tune(recipe, callbacks=[steps])

    assert steps.taken == 3


def test_best_epoch_is_the_one_with_the_lowest_log_loss(prepared, task, tmp_path):
    """At this rate the first epochs are better than some later ones."""
    told, score = Evaluations(), Scorer.of(task)
    recipe = replace(RECIPE, epochs=6, learning_rate=3e-2, exact=True)
    classifier = finetune(prepared, recipe, work=tmp_path, callbacks=[told])["topic"]

    logits = classifier.outputs(task.validation.texts).logits
    assert score.log_loss(score.best_scale(logits) * logits) == pytest.approx(-max(told.values), rel=1e-3)
    assert max(told.values) > told.values[-1]


def test_metric_of_the_task_is_shown(tiny_encoder, task, tmp_path):
    told = Evaluations()
    start = tiny_encoder.encode(task.train.texts)
    prepared = prepare(tiny_encoder, start, replace(task, metric="macro_f1"))
    finetune(prepared, replace(RECIPE, epochs=1), work=tmp_path, callbacks=[told])

    assert "eval_macro_f1" in told.last


def test_accumulated_steps_see_as_many_texts(tune):
    steps = Steps()
    tune(replace(RECIPE, batch_size=8, accumulate=2, epochs=2), callbacks=[steps])

    assert steps.taken == 2 * 3


@pytest.mark.parametrize("native", [False, True])
def test_16_bits_learn_the_same_and_without_the_hardware_nothing_changes(prepared, task, tmp_path, monkeypatch, native):
    monkeypatch.setattr(precision, "has_native_bfloat16", lambda: native)
    fast, exact = (
        finetune(prepared, replace(RECIPE, exact=exact), work=tmp_path / str(exact))["topic"]
        .outputs(task.validation.texts)
        .logits
        for exact in (False, True)
    )

    assert bool((fast == exact).all()) is not native
    assert (fast.argmax(axis=1) == exact.argmax(axis=1)).all()
