"""A linear model on the principal components of pixels: the cheapest classifier of images."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.models.classifier import Matrix, Outputs, read_parts, unit_rows, write_parts
from scaffold.models.images.frame import Frame
from scaffold.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scaffold.models.images.frame import Batch
    from scaffold.models.store import EncoderStore
    from scaffold.models.tokens import Text

_BATCH = 1024


class PixelClassifier:
    """logits = components(pixels) · weightᵀ + bias; features are the components at unit length.

    :param mean: of the pixels in their frame, (pixels,).
    :param components: (kept, pixels).
    :param weight: (classes, kept); `bias` (classes,).
    """

    kind = "pixels"

    def __init__(
        self, labels: Sequence[str], frame: Frame, mean: Matrix, components: Matrix, weight: Matrix, bias: Matrix
    ) -> None:
        self.labels = tuple(labels)
        self.frame = frame
        self.mean, self.components = mean.astype(np.float32), components.astype(np.float32)
        self.weight, self.bias = weight.astype(np.float32), bias.astype(np.float32)

    def outputs(self, texts: Sequence[Text], *, progress: Progress = SILENT) -> Outputs:
        """Logits and features of the images of `texts`, in their order."""
        kept = [np.zeros((0, len(self.components)), dtype=np.float32)]
        for start in range(0, len(texts), _BATCH):
            kept.append(self.reduced(self.frame.batch(texts[start : start + _BATCH])))
        reduced = np.concatenate(kept)
        return Outputs(reduced @ self.weight.T + self.bias, unit_rows(reduced))

    def reduced(self, batch: Batch) -> Matrix:
        """Components of images that are in their frame, (n, kept)."""
        return np.asarray((batch.reshape(len(batch), -1) - self.mean) @ self.components.T, dtype=np.float32)

    def save(self, folder: Path, encoders: EncoderStore) -> None:
        """Write the model into `folder`."""
        settings = {"kind": self.kind, "labels": list(self.labels), "frame": self.frame.as_dict()}
        names = ("mean", "components", "weight", "bias")
        write_parts(folder, settings, {name: getattr(self, name) for name in names})

    @classmethod
    def read(cls, folder: Path, encoders: EncoderStore) -> PixelClassifier:
        """Load what `save` wrote."""
        settings, arrays = read_parts(folder)
        return cls(settings["labels"], Frame.from_dict(settings["frame"]), **arrays)
