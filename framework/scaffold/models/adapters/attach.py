"""Putting the weights that peft makes into a transformers model."""

from __future__ import annotations

import copy
import warnings
from typing import TYPE_CHECKING, Any

from scaffold.extras import need
from scaffold.models.adapters.layers import ia3_endings, target_names
from scaffold.models.adapters.settings import PROMPTS

if TYPE_CHECKING:
    from scaffold.models.adapters.settings import AdapterSettings

NAME = "default"
# What the names of an adapter's own weights have in them, as peft calls them.
_MARKS = {
    "lora": "lora_",
    "adalora": "lora_",
    "ia3": "ia3_",
    "layernorm": "ln_tuning_layers",
    "prefix": "prompt_encoder",
    "prompt": "prompt_encoder",
}


def attach(model: Any, settings: AdapterSettings, seed: int) -> Any:
    """Put a new adapter into `model`, in place; of the result only the adapter's weights are trained.

    :returns: the model itself, or for `prefix` and `prompt` one around it.
    :raises EncoderError: when the model has nothing that the method changes.
    """
    torch, peft = need("torch"), need("peft")
    model.requires_grad_(False)
    with torch.random.fork_rng(devices=[]), warnings.catch_warnings():
        # peft warns of layer norms, which it changes well, and of its own call to a function with a new name.
        warnings.simplefilter("ignore")
        torch.manual_seed(seed)
        if settings.method not in PROMPTS:
            return peft.inject_adapter_in_model(_config(model, settings), model, NAME)
        return _with_prompt(model, settings)


def own_weights(model: Any, settings: AdapterSettings) -> dict[str, Any]:
    """The adapter's tensors in `model`, by name; they share memory with it."""
    mark = _MARKS[settings.method]
    return {name: tensor for name, tensor in model.state_dict().items() if mark in name}


def twin(model: Any) -> Any:
    """Another model that reads its weights from the memory of the first, for use without training."""
    parameter = need("torch").nn.Parameter
    shared = {id(one): parameter(one.detach(), requires_grad=False) for one in model.parameters()}
    shared |= {id(one): one for one in model.buffers()}
    return copy.deepcopy(model, shared)


def detach(model: Any) -> Any:
    """Fold the adapter of `model` into its weights, in place, and take it out."""
    layer_kind = need("peft.tuners.tuners_utils").BaseTunerLayer
    for name, module in [(n, m) for n, m in model.named_modules() if isinstance(m, layer_kind)]:
        module.merge()
        model.set_submodule(name, module.get_base_layer())
    del model.peft_config
    return model


def initial_rank(settings: AdapterSettings) -> int:
    """The rank `adalora` starts from, before it takes the needless ones away."""
    return settings.rank * 3 // 2


def _config(model: Any, settings: AdapterSettings) -> Any:
    """peft's settings for a method that changes layers."""
    peft, names = need("peft"), target_names(model, settings)
    if settings.method == "layernorm":
        return peft.LNTuningConfig(target_modules=names)
    if settings.method == "ia3":
        scaled = tuple(f".{end}" for end in ia3_endings(model)[1])
        return peft.IA3Config(target_modules=names, feedforward_modules=[n for n in names if n.endswith(scaled)])
    shared = {"target_modules": names, "lora_alpha": settings.alpha, "lora_dropout": settings.dropout}
    if settings.method == "adalora":
        # How many steps there will be is known once training begins; the schedule of ranks is told then.
        return peft.AdaLoraConfig(**shared, init_r=initial_rank(settings), target_r=settings.rank, total_step=1)
    return peft.LoraConfig(**shared, r=settings.rank)


def _with_prompt(model: Any, settings: AdapterSettings) -> Any:
    peft = need("peft")
    kinds = {"prefix": peft.PrefixTuningConfig, "prompt": peft.PromptTuningConfig}
    config = kinds[settings.method](task_type="FEATURE_EXTRACTION", num_virtual_tokens=settings.tokens)
    wrapped = peft.PeftModelForFeatureExtraction(model, config, adapter_name=NAME)
    start = wrapped.prompt_encoder[NAME].embedding.weight
    # peft's standard deviation of one would drown a trained encoder; this is what transformers start from.
    need("torch").nn.init.normal_(start, std=model.config.initializer_range)
    # The wrapper would list the word embeddings a second time among its weights.
    wrapped.__dict__["word_embeddings"] = wrapped._modules.pop("word_embeddings")
    return wrapped
