"""Several classifiers of one task as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.models.classifier import Classifier, Matrix, Outputs, read_parts, write_parts
from scaffold.models.tfidf import TfidfClassifier
from scaffold.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scaffold.models.store import EncoderStore
    from scaffold.models.tokens import Text


class Ensemble:
    """Weighted mean of the members' scaled logits, and so of their log-probabilities but for a number a text.

    A logarithmic opinion pool (Hinton 2002, section 1). The number is what makes strange texts strange: their logits
    are small, which normalised ones would hide.

    Features are the members' features side by side, so that a cosine is the weighted mean of the members' cosines.
    Where a member has an encoder, those of words alone are left out: texts that share no word lie anywhere in them,
    which would make them poor neighbours and blur what is out of scope.

    :param members: classifiers with the same labels in the same order.
    :param weights: one a member, positive.
    :param scales: what each member's logits are multiplied by before they become probabilities.
    """

    kind = "ensemble"

    def __init__(self, members: Sequence[Classifier], weights: Sequence[float], scales: Sequence[float]) -> None:
        self.members = list(members)
        self.labels = self.members[0].labels
        self.weights = [float(w) / sum(weights) for w in weights]
        self.scales = [float(s) for s in scales]

    def outputs(self, texts: Sequence[Text], *, progress: Progress = SILENT) -> Outputs:
        """Logits and features of `texts`, in their order."""
        return self.combine([member.outputs(texts, progress=progress) for member in self.members])

    def combine(self, parts: Sequence[Outputs]) -> Outputs:
        """The members' outputs for the same texts as one."""
        logits = sum(
            (w * s * part.logits for w, s, part in zip(self.weights, self.scales, parts, strict=True)),
            start=np.zeros((1, len(self.labels)), dtype=np.float32),
        )
        pairs = [pair for pair, seen in zip(zip(self.weights, parts, strict=True), self._seen, strict=True) if seen]
        together = sum(weight for weight, _ in pairs)
        features: list[Matrix] = [np.sqrt(weight / together) * part.features for weight, part in pairs]
        return Outputs(np.asarray(logits, dtype=np.float32), np.concatenate(features, axis=1).astype(np.float32))

    @property
    def _seen(self) -> list[bool]:
        """Whose features are those of the ensemble."""
        with_encoder = [not isinstance(member, TfidfClassifier) for member in self.members]
        return with_encoder if any(with_encoder) else [True] * len(self.members)

    def save(self, folder: Path, encoders: EncoderStore) -> None:
        """Write every member into a sub-folder."""
        for number, member in enumerate(self.members):
            member.save(folder / f"member-{number}", encoders)
        settings = {"kind": self.kind, "labels": list(self.labels), "weights": self.weights, "scales": self.scales}
        write_parts(folder, settings, {})

    @classmethod
    def read(cls, folder: Path, encoders: EncoderStore) -> Ensemble:
        """Load what `save` wrote."""
        from scaffold.models.reading import read_classifier

        settings, _ = read_parts(folder)
        members = [read_classifier(folder / f"member-{n}", encoders) for n in range(len(settings["weights"]))]
        return cls(members, settings["weights"], settings["scales"])
