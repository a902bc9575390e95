"""The body of a model of images that somebody has trained: a local folder, or a hub name; safetensors only."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from scaffold.errors import EncoderError
from scaffold.extras import need
from scaffold.models.hub import model_folder
from scaffold.models.images.architecture import Architecture
from scaffold.models.images.frame import Frame

if TYPE_CHECKING:
    from pathlib import Path

    import torch

SCRATCH = "scratch"
_FILES = ("config.json", "model.safetensors", "preprocessor_config.json")
_WHAT = "model of images"
# Mean and spread of natural images, where a checkpoint does not say what it was trained with.
_MEANS, _SPREADS = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_SIDE = 224


def read_checkpoint(base: str, size: int | None) -> tuple[Frame, Architecture, torch.nn.Module]:
    """The frame it looks at, how its body is built, and the body with its weights.

    :param base: a folder, or a hub name with its revision.
    :param size: side of the images; its own if not given.
    :raises EncoderError: when it is not there, reads no images, or has no safetensors weights.
    """
    folder = model_folder(base, _FILES, what=_WHAT, choices="scratch, a folder that exists")
    if not (folder / "model.safetensors").is_file():
        raise EncoderError(
            "there is no model.safetensors", where=str(folder), hint="Save it with safetensors: pickles are not read."
        )
    transformers = need("transformers")
    try:
        body = transformers.AutoModel.from_pretrained(folder, use_safetensors=True, local_files_only=True)
    except Exception as error:
        # transformers raises many kinds for files that are no model, or not of this version.
        raise EncoderError(f"the {_WHAT} cannot be read: {error}", where=str(folder)) from error
    if body.main_input_name != "pixel_values":
        raise EncoderError("this model reads no images", where=str(folder), hint="Give a ResNet, a ViT, or the like.")
    own = _preprocessor(folder)
    # Some bodies of transformers know one size only.
    side = size or _side(own) or int(getattr(body.config, "image_size", 0) or _SIDE)
    channels = int(getattr(body.config, "num_channels", 3))
    means, spreads = (
        tuple(float(value) for value in own.get(name, default)[:channels])
        for name, default in (("image_mean", _MEANS), ("image_std", _SPREADS))
    )
    return Frame(side, side, channels, means, spreads), Architecture(body.config.to_dict()), body.float()


def _preprocessor(folder: Path) -> dict[str, Any]:
    file = folder / "preprocessor_config.json"
    try:
        return dict(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else {}
    except (ValueError, TypeError) as error:
        raise EncoderError(f"this cannot be read: {error}", where=str(file)) from error


def _side(own: dict[str, Any]) -> int | None:
    size = own.get("size")
    if isinstance(size, dict):
        size = size.get("height") or size.get("shortest_edge")
    return int(size) if size else None
