"""Generators are read from a folder or the hub: safetensors only, and no code that comes with a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaffold.errors import GeneratorError
from scaffold.extras import need
from scaffold.models.generation.generator import Generator
from scaffold.models.hub import model_folder

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold.settings import GenerationSettings

_FILES = ("*.json", "model*.safetensors", "*.model", "*.spm", "*.txt", "*.jinja")
_WEIGHTS = ("model.safetensors", "model.safetensors.index.json")
_KINDS = "`scaffold generate` takes an encoder-decoder (T5, BART, mBART, Marian) or a causal model (GPT, Llama, Qwen)."


def load_generator(name: str, settings: GenerationSettings) -> Generator:
    """The generator that `name` names.

    :param name: a folder, or a hub name with its revision, `owner/name@revision`.
    :raises GeneratorError: when it is not there, cannot write text, or has no safetensors weights.
    :raises SettingsError: for settings that the model cannot follow.
    """
    folder = model_folder(name, _FILES, what="model", error=GeneratorError)
    _check_files(folder)
    _check_device(settings.device)
    transformers = need("transformers")
    transformers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()
    safe: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    try:
        config = transformers.AutoConfig.from_pretrained(folder, **safe)
        auto = _auto_class(config)
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder, **safe)
        model, report = auto.from_pretrained(
            folder, config=config, use_safetensors=True, dtype=settings.dtype, output_loading_info=True, **safe
        )
    except GeneratorError:
        raise
    except Exception as error:
        # transformers raises many kinds; all mean that this folder is no generator that can be read.
        reason = str(error).strip().split("\n")[0]
        hint = "A model that needs code of its own is not run." if "trust_remote_code" in str(error) else _KINDS
        raise GeneratorError(f"the model cannot be read: {reason}", where=str(folder), hint=hint) from error
    _check_weights(folder, report, model)
    return Generator(model.to(settings.device).eval(), tokenizer, settings)


def _check_files(folder: Path) -> None:
    if not (folder / "config.json").is_file():
        bundle = (folder / "metadata.json").is_file()
        hint = "This is a bundle: use `scaffold predict`." if bundle else _KINDS
        raise GeneratorError("the model folder has no config.json", where=str(folder), hint=hint)
    if not any((folder / name).is_file() for name in _WEIGHTS):
        pickled = any(folder.glob("*.bin")) or any(folder.glob("*.pt"))
        hint = "A model folder holds config.json, a tokenizer and model.safetensors."
        if pickled:
            hint = "Pickled weights (*.bin, *.pt) are never loaded: save the model with safe_serialization=True."
        raise GeneratorError("the model folder has no model.safetensors", where=str(folder), hint=hint)


def _check_device(device: str) -> None:
    if device == "cuda" and not need("torch").cuda.is_available():
        raise GeneratorError("torch sees no CUDA device", where="generation.device", hint="Set it to cpu.")


def _auto_class(config: Any) -> Any:
    """The class that reads this configuration.

    :raises GeneratorError: for a model that does not write text.
    """
    transformers = need("transformers")
    mappings = need("transformers.models.auto.modeling_auto")
    kind = type(config)
    if config.is_encoder_decoder and kind in mappings.MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING:
        return transformers.AutoModelForSeq2SeqLM
    names = config.architectures or []
    made_to_write = getattr(config, "is_decoder", False) or any(
        name.endswith(("ForCausalLM", "LMHeadModel")) for name in names
    )
    encoder = kind in mappings.MODEL_FOR_MASKED_LM_MAPPING and not made_to_write
    if kind in mappings.MODEL_FOR_CAUSAL_LM_MAPPING and not config.is_encoder_decoder and not encoder:
        return transformers.AutoModelForCausalLM
    raise GeneratorError(
        f"this model does not write text: {', '.join(names) or config.model_type}",
        where=str(config.name_or_path),
        hint="An encoder is a base for `scaffold train VERTICAL --base MODEL`. " + _KINDS,
    )


def _check_weights(folder: Path, report: dict[str, Any], model: Any) -> None:
    """A weight that the file lacks would be random, and the text noise."""
    missing = sorted(report["missing_keys"])
    if missing:
        raise GeneratorError(
            f"the weights lack {len(missing)} of the parameters of {type(model).__name__}, such as {missing[0]}",
            where=str(folder),
            hint="Save the whole model, with the layer that writes words.",
        )
