"""What a text and its image say of a case, together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.models.classifier import Classifier, Matrix, Outputs, log_softmax, read_parts, write_parts
from scaffold.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scaffold.models.store import EncoderStore
    from scaffold.models.tokens import Text


class FusedClassifier:
    """logits = Σ weight · log p(part) + bias: a logarithmic opinion pool with fitted weights.

    A product of experts (Hinton 2002, section 1), or logistic regression on their log-probabilities ("stacking",
    Wolpert 1992). Features are those of the parts side by side.

    :param parts: classifiers with the same labels in the same order.
    :param scales: what the logits of each are multiplied by before they become probabilities.
    :param weights: (parts,); a part of weight 0 has no say.
    :param bias: (classes,).
    """

    kind = "fused"

    def __init__(self, parts: Sequence[Classifier], scales: Sequence[float], weights: Matrix, bias: Matrix) -> None:
        self.parts = list(parts)
        self.labels = self.parts[0].labels
        self.scales = [float(scale) for scale in scales]
        self.weights = np.asarray(weights, dtype=np.float32)
        self.bias = np.asarray(bias, dtype=np.float32)

    def outputs(self, texts: Sequence[Text], *, progress: Progress = SILENT) -> Outputs:
        """Logits and features of cases that have all that the parts read."""
        return self.combine([part.outputs(texts, progress=progress) for part in self.parts])

    def combine(self, said: Sequence[Outputs]) -> Outputs:
        """The outputs of the parts for the same cases as one."""
        share = np.float32(1 / np.sqrt(len(said)))
        features = np.concatenate([share * each.features for each in said], axis=1)
        return Outputs(pooled_logits(log_shares(said, self.scales), self.weights, self.bias), features)

    def save(self, folder: Path, encoders: EncoderStore) -> None:
        """Write every part into a sub-folder."""
        for number, part in enumerate(self.parts):
            part.save(folder / f"part-{number}", encoders)
        settings = {"kind": self.kind, "labels": list(self.labels), "scales": self.scales}
        write_parts(folder, settings, {"weights": self.weights, "bias": self.bias})

    @classmethod
    def read(cls, folder: Path, encoders: EncoderStore) -> FusedClassifier:
        """Load what `save` wrote."""
        from scaffold.models.reading import read_classifier

        settings, arrays = read_parts(folder)
        parts = [read_classifier(folder / f"part-{number}", encoders) for number in range(len(settings["scales"]))]
        return cls(parts, settings["scales"], arrays["weights"], arrays["bias"])


def log_shares(said: Sequence[Outputs], scales: Sequence[float]) -> Matrix:
    """Log-probabilities of every part, (parts, n, classes)."""
    return np.stack([log_softmax(scale * each.logits) for scale, each in zip(scales, said, strict=True)])


def pooled_logits(shares: Matrix, weights: Matrix, bias: Matrix) -> Matrix:
    """Their weighted sum with the bias, (n, classes)."""
    return np.asarray(np.tensordot(weights, shares, axes=1) + bias, dtype=np.float32)
