"""What a fine-tuning trains: the weights of some layers, or an adapter beside them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scaffold.models.adapters.encoder import adapted
from scaffold.models.adapters.layers import layer_list
from scaffold.models.adapters.settings import PROMPTS, AdapterSettings
from scaffold.models.encoder import Encoder
from scaffold.training.learners.tagging import TaggingTask
from scaffold.training.split import SplitEncoder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.adapters.settings import Layers
    from scaffold.settings import TrainingSettings
    from scaffold.training.joint import AnyTask
    from scaffold.training.recipe import Recipe

# An adapter starts from nothing and learns as much in as many steps: its rates are higher, while the heads keep
# theirs. Measured for lora; first guesses for those that train few numbers.
_PACES = {"lora": 10.0, "adalora": 10.0, "layernorm": 10.0, "ia3": 50.0, "prefix": 50.0, "prompt": 50.0}


def split_for(encoder: Encoder, settings: TrainingSettings, tasks: Sequence[AnyTask] = ()) -> SplitEncoder:
    """The encoder taken apart as the settings want it trained for some tasks.

    Where one of them tags words, all layers are trained if nothing else is set: what words are, the lower ones know
    less well than what a text is about (docs/explanation/heads.md, "How many layers").

    :raises EncoderError: when there is nothing in the model that the adapter changes.
    :raises SettingsError: for an adapter that cannot be on some layers only.
    """
    words = any(isinstance(task, TaggingTask) for task in tasks)
    if settings.tuning == "full":
        depth = encoder.model.config.num_hidden_layers
        return SplitEncoder.of(encoder, layers=depth if words and settings.layers is None else settings.layers)
    adapter = adapter_for(encoder, settings, words=words)
    return SplitEncoder.of(_with_room(encoder, adapter), adapter=adapter)


def adapter_for(encoder: Encoder, settings: TrainingSettings, *, words: bool = False) -> AdapterSettings:
    """The adapter: in the upper half of the layers where the model has one, for `words` in all, if nothing else is set.

    :raises SettingsError: as above.
    """
    assert settings.tuning != "full", "full tuning has no adapter"
    layers: Layers = settings.layers or "all"
    if settings.layers is None and not words and settings.tuning not in PROMPTS and layer_list(encoder.model):
        layers = "upper"
    return AdapterSettings(settings.tuning, layers=layers, **settings.adapter.model_dump())


def _with_room(encoder: Encoder, adapter: AdapterSettings) -> Encoder:
    """The encoder, which cuts texts sooner where trained vectors before them would not leave enough positions."""
    if adapter.method not in PROMPTS:
        return encoder
    longest = adapted(encoder, adapter).max_length
    if longest == encoder.max_length:
        return encoder
    return Encoder(encoder.model, encoder.tokenizer, pooling=encoder.pooling, max_length=longest)


def paced(recipe: Recipe, settings: TrainingSettings) -> Recipe:
    """The recipe at the pace of what is trained."""
    pace = _PACES.get(settings.tuning, 1.0)
    return replace(recipe, learning_rate=pace * recipe.learning_rate, head_pace=recipe.head_pace / pace)
