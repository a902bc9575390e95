"""What every trained text classifier offers, and how one is stored without pickles."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from scaffold.errors import BundleError
from scaffold.extras import need
from scaffold.files import write_text
from scaffold.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scaffold.models.store import EncoderStore
    from scaffold.models.tokens import Text

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Outputs:
    """What one pass over n texts gives.

    :ivar logits: (n, classes); larger is likelier, not yet calibrated.
    :ivar features: (n, dimension), rows of unit length; near rows are alike to the classifier.
    """

    logits: Matrix
    features: Matrix


class Classifier(Protocol):
    """A trained single-label classifier."""

    kind: str
    labels: tuple[str, ...]

    def outputs(self, texts: Sequence[Text], *, progress: Progress = SILENT) -> Outputs:
        """Logits and features of `texts`, in their order."""

    def save(self, folder: Path, encoders: EncoderStore) -> None:
        """Write everything but shared encoders into `folder`; those go into `encoders`."""


def unit_rows(rows: Matrix) -> Matrix:
    """Rows scaled to unit length; a row of zeros stays."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def log_softmax(logits: Matrix) -> Matrix:
    """Row-wise log-probabilities, (n, classes)."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)), dtype=np.float32)


def write_parts(
    folder: Path, settings: dict[str, Any], arrays: dict[str, npt.NDArray[Any]], *, name: str = "model"
) -> None:
    """Write `NAME.json` and `NAME.safetensors`."""
    folder.mkdir(parents=True, exist_ok=True)
    write_text(folder / f"{name}.json", json.dumps(settings, ensure_ascii=False, indent=2) + "\n")
    contiguous = {key: np.ascontiguousarray(array) for key, array in arrays.items()}
    need("safetensors.numpy").save_file(contiguous, folder / f"{name}.safetensors")


def read_parts(
    folder: Path, *, name: str = "model", what: str = "a part of the model"
) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """Read what `write_parts` wrote.

    :param what: how a message calls it.
    :raises BundleError: when a file is missing or damaged.
    """
    try:
        settings = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        arrays = need("safetensors.numpy").load_file(folder / f"{name}.safetensors")
    except Exception as error:
        # safetensors has an error class of its own that is not an OSError or ValueError.
        raise BundleError(f"{what} cannot be read: {error}", where=str(folder)) from error
    return settings, arrays
