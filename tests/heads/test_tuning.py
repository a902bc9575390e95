"""Fine-tuning an adapter instead of the weights."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from scaffold.errors import SettingsError
from scaffold.heads.tuning import adapter_for, paced, split_for
from scaffold.models.adapters import AdaptedEncoder, adapted
from scaffold.models.encoder import Encoder
from scaffold.models.store import EncoderStore
from scaffold.settings import AdapterShape, TrainingSettings
from scaffold.training.averaging import average
from scaffold.training.finetune import finetune
from scaffold.training.learners.tagging import Tagged, TaggingTask
from scaffold.training.prepared import prepare
from scaffold.training.recipe import Recipe
from scaffold.training.split import SplitEncoder

pytest.importorskip("peft")
RECIPE = Recipe(epochs=2, batch_size=16, learning_rate=2e-2, head_pace=0.5, patience=0)


def settings(tuning: str, **more: object) -> TrainingSettings:
    return TrainingSettings(tuning=tuning, adapter=AdapterShape(rank=2, alpha=8, tokens=4), **more)


@pytest.fixture(scope="module")
def tune(tiny_encoder, task, tmp_path_factory):
    start = tiny_encoder.encode(task.train.texts)

    def run(split: SplitEncoder, recipe: Recipe = RECIPE):
        prepared = prepare(split.whole, start, task, split=split)
        return finetune(prepared, recipe, work=tmp_path_factory.mktemp("work"))["topic"]

    return run


def changed(before: Encoder, after: AdaptedEncoder) -> set[str]:
    """Names of the base's weights that are others in the adapted model."""
    own = {name.replace(".base_layer.", "."): value for name, value in after.model.state_dict().items()}
    return {name for name, value in before.model.state_dict().items() if name in own and not own[name].equal(value)}


@pytest.mark.parametrize("method", ["lora", "adalora", "ia3", "layernorm", "prefix", "prompt"])
def test_adapter_is_trained_and_the_weights_stay(tune, tiny_encoder, task, method):
    split = split_for(tiny_encoder, settings(method))
    made = tune(split)

    encoder = made.encoder
    assert isinstance(encoder, AdaptedEncoder)
    assert encoder.base.fingerprint == tiny_encoder.fingerprint or method in ("prefix", "prompt")
    if method != "layernorm":
        assert changed(tiny_encoder, encoder) == set()
    fresh = adapted(split.whole, split.adapter).weights
    assert any(not np.array_equal(value, fresh[name]) for name, value in encoder.weights.items())
    accuracy = (made.outputs(task.validation.texts).logits.argmax(axis=1) == task.validation.truth).mean()
    assert accuracy > 0.5, "four labels, as many texts each"


def test_adapter_is_stored_beside_its_base_and_read_again(tune, tiny_encoder, task, tmp_path):
    made = tune(split_for(tiny_encoder, settings("lora")))
    store = EncoderStore(tmp_path / "encoders")
    made.save(tmp_path / "model", store)

    folders = {path.name for path in (tmp_path / "encoders").iterdir()}
    assert folders == {tiny_encoder.fingerprint, made.encoder.fingerprint}
    again = type(made).read(tmp_path / "model", EncoderStore(tmp_path / "encoders"))
    texts = task.validation.texts
    np.testing.assert_array_equal(again.outputs(texts).logits, made.outputs(texts).logits)


def test_members_are_averaged(tune, tiny_encoder):
    split = split_for(tiny_encoder, settings("lora"))
    members = [tune(split, replace(RECIPE, seed=seed)) for seed in (1, 2)]
    averaged = average(members)

    assert isinstance(averaged.encoder, AdaptedEncoder)
    assert averaged.encoder.base is tiny_encoder
    for name, value in averaged.encoder.weights.items():
        mean = (members[0].encoder.weights[name] + members[1].encoder.weights[name]) / 2
        np.testing.assert_allclose(value, mean, atol=1e-6)


def test_adapter_is_where_the_settings_want_it(tiny_encoder):
    layers = {given: adapter_for(tiny_encoder, settings("lora", layers=given)).layers for given in (None, 0, 1)}
    assert layers == {None: "upper", 0: "all", 1: 1}
    lower = {given: split_for(tiny_encoder, settings("lora", layers=given)).lower for given in (None, 0, 1)}
    assert lower == {None: 1, 0: 0, 1: 1}
    assert adapter_for(tiny_encoder, settings("prefix")).layers == "all"
    with pytest.raises(SettingsError, match="the method prefix changes what every layer reads"):
        split_for(tiny_encoder, settings("prefix", layers=1))


def test_only_the_adapter_learns_and_its_share_is_told(tiny_encoder):
    split = split_for(tiny_encoder, settings("lora"))
    learning = {name for name, each in split.upper().model.named_parameters() if each.requires_grad}

    assert learning
    assert all("lora_" in name for name in learning)
    sizes = {name: each.numel() for name, each in split.upper().model.named_parameters()}
    assert split.trained_share < sum(sizes[name] for name in learning) / sum(sizes.values()) < 0.2
    assert split.note == f", lora: {split.trained_share:.2%} of the weights trained"
    assert SplitEncoder.of(tiny_encoder).note == ""


def test_texts_are_cut_where_a_prompt_needs_the_room(tiny_encoder):
    longest = Encoder(tiny_encoder.model, tiny_encoder.tokenizer, max_length=64)
    split = split_for(longest, settings("prompt"))

    assert split.whole.max_length == 60
    (ids,) = split.inputs(split.whole.tokenise(["card " * 100]))
    with torch.inference_mode():
        assert split.upper().states(ids[None], torch.ones(1, 60, dtype=torch.long)).shape == (1, 60, 32)


def test_rates_are_those_of_what_is_trained():
    assert paced(Recipe(), settings("full")) == Recipe()
    lora = paced(Recipe(), settings("lora"))
    assert (lora.learning_rate, lora.head_pace) == pytest.approx((2e-3, 0.5))


def test_a_head_that_tags_words_needs_all_layers(tiny_encoder, task):
    tagging = TaggingTask("places", ("place",), Tagged([], []), Tagged([], []))

    def lower(tuning: str, *tasks: object, **more: object) -> int:
        return split_for(tiny_encoder, settings(tuning, **more), tasks).lower

    assert [lower("full", *tasks) for tasks in ([task], [tagging], [task, tagging])] == [1, 0, 0]
    assert [lower("lora", *tasks) for tasks in ([task], [tagging])] == [1, 0]
    assert lower("full", tagging, layers=1) == 1
