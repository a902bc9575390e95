"""Where the layers of a model stand, and which of their parts an adapter changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaffold.errors import EncoderError
from scaffold.extras import need
from scaffold.models.adapters.settings import PROMPTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold.models.adapters.settings import AdapterSettings


def layer_list(model: Any) -> str | None:
    """Path of the list of layers in a transformers model; None where it has none, as when all layers are one."""
    kind = need("torch").nn.ModuleList
    for path, module in model.named_modules():
        if isinstance(module, kind) and len(module) == model.config.num_hidden_layers:
            return str(path)
    return None


def changed_layers(model: Any, settings: AdapterSettings) -> int | None:
    """How many of the upper layers the adapter is in; None where it is not in layers that stand in a list.

    :raises EncoderError: when only upper layers shall change, and the model has no list of them.
    """
    path = layer_list(model)
    if path is None or settings.method in PROMPTS:
        if settings.layers == "all":
            return None
        raise EncoderError(f"a model of type {model.config.model_type} has no upper half", hint="Take layers 'all'.")
    depth = len(model.get_submodule(path))
    if isinstance(settings.layers, int):
        return min(settings.layers, depth)
    return depth if settings.layers == "all" else depth - depth // 2


def target_names(model: Any, settings: AdapterSettings) -> list[str]:
    """Names of the modules that the adapter changes.

    :raises EncoderError: when the model has none of that kind.
    """
    names = [name for name, module in _in_layers(model, settings) if _is_target(name, module, settings, model)]
    if not names:
        raise EncoderError(
            f"the method {settings.method} finds nothing to change in a model of type {model.config.model_type}",
            hint="Take lora with targets 'linear' and layers 'all'.",
        )
    return names


def ia3_endings(model: Any) -> tuple[list[str], list[str]]:
    """How the modules that IA3 changes end, by peft's own table, and those among them whose inputs it scales.

    Both are empty for a type of model that peft does not know.
    """
    tables, kind = need("peft.utils"), model.config.model_type
    return (
        list(tables.TRANSFORMERS_MODELS_TO_IA3_TARGET_MODULES_MAPPING.get(kind, [])),
        list(tables.TRANSFORMERS_MODELS_TO_IA3_FEEDFORWARD_MODULES_MAPPING.get(kind, [])),
    )


def _in_layers(model: Any, settings: AdapterSettings) -> Iterator[tuple[str, Any]]:
    path, upper = layer_list(model), changed_layers(model, settings)
    if path is None or upper is None:
        yield from model.named_modules()
        return
    layers = model.get_submodule(path)
    for number in range(len(layers) - upper, len(layers)):
        for name, module in layers[number].named_modules():
            yield f"{path}.{number}.{name}", module


def _is_target(name: str, module: Any, settings: AdapterSettings, model: Any) -> bool:
    modules = need("torch").nn
    if settings.method == "layernorm":
        return isinstance(module, modules.LayerNorm)
    if settings.method == "ia3":
        return isinstance(module, modules.Linear) and name.endswith(tuple(f".{end}" for end in ia3_endings(model)[0]))
    everywhere = settings.targets == "linear"
    return isinstance(module, modules.Linear) and (everywhere or "attention" in name.lower() or ".attn" in name)
