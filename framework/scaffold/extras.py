"""Optional dependencies: imported where they are used, missed with one clear message."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from scaffold.errors import MissingExtraError

if TYPE_CHECKING:
    from types import ModuleType

EXTRA_OF = {
    "torch": "train",
    "transformers": "train",
    "accelerate": "train",
    "datasets": "train",
    "sklearn": "train",
    "safetensors": "train",
    "tokenizers": "train",
    "numpy": "train",
    "scipy": "train",
    "threadpoolctl": "train",
    "huggingface_hub": "train",
    "pyarrow": "train",
    "peft": "adapters",
    "faiss": "retrieval",
    "ray": "ray",
    "optuna": "tune",
    "matplotlib": "train",
    "ahocorasick": "rules",
    "re2": "rules",
    "cryptography": "privacy",
    "PIL": "images",
    "sqlalchemy": "storage",
}


def need(module: str) -> ModuleType:
    """Import an optional `module` (dotted names too).

    :raises MissingExtraError: naming the extra that brings it.
    """
    package = module.partition(".")[0]
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != package:
            raise
        raise MissingExtraError(package, EXTRA_OF.get(package, "all")) from error
