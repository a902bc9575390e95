"""A linear layer on an encoder's sentence vectors: the frozen rung and the fine-tuned one alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.models.classifier import Matrix, Outputs, read_parts, write_parts
from scaffold.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scaffold.models.encoder import Embedder, Encoder
    from scaffold.models.store import EncoderStore
    from scaffold.models.tokens import Text


class LinearClassifier:
    """logits = features · weightᵀ + bias, with features of unit length.

    :param encoder: gives the features; its own weights may have been fine-tuned.
    :param weight: (classes, dimension).
    :param bias: (classes,).
    :param embedder: used instead of `encoder` to compute vectors, for example one with a cache.
    """

    kind = "linear"

    def __init__(
        self, encoder: Encoder, labels: Sequence[str], weight: Matrix, bias: Matrix, *, embedder: Embedder | None = None
    ) -> None:
        self.encoder = encoder
        self.labels = tuple(labels)
        self.weight = weight.astype(np.float32)
        self.bias = bias.astype(np.float32)
        self.embedder: Embedder = embedder or encoder

    def outputs(self, texts: Sequence[Text], *, progress: Progress = SILENT) -> Outputs:
        """Logits and features of `texts`, in their order."""
        features = self.embedder.encode(texts, progress=progress)
        return Outputs(features @ self.weight.T + self.bias, features)

    def save(self, folder: Path, encoders: EncoderStore) -> None:
        """Write the layer into `folder` and the encoder into `encoders`."""
        settings = {"kind": self.kind, "labels": list(self.labels), "encoder": encoders.put(self.encoder)}
        write_parts(folder, settings, {"weight": self.weight, "bias": self.bias})

    @classmethod
    def read(cls, folder: Path, encoders: EncoderStore) -> LinearClassifier:
        """Load what `save` wrote."""
        settings, arrays = read_parts(folder)
        return cls(encoders.get(settings["encoder"]), settings["labels"], arrays["weight"], arrays["bias"])
