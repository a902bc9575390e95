"""The figures that candidates are compared by."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scaffold.extras import need
from scaffold.models.classifier import Matrix, log_softmax

_SCALES = tuple(2.0 ** (step / 2) for step in range(-8, 9))


class Scorer:
    """Accuracy or macro-F1 of logits against the truth of the validation texts.

    :param truth: class indices, (n,).
    """

    def __init__(self, metric: str, truth: npt.NDArray[np.int64]) -> None:
        self.metric = metric
        self.truth = truth

    def __call__(self, logits: Matrix) -> float:
        """The figure; higher is better; 0 without validation texts."""
        if not len(self.truth):
            return 0.0
        predicted = logits.argmax(axis=1)
        if self.metric == "macro_f1":
            return float(need("sklearn.metrics").f1_score(self.truth, predicted, average="macro", zero_division=0))
        return float((predicted == self.truth).mean())

    def best_scale(self, logits: Matrix) -> float:
        """What to multiply logits by so that their probabilities fit the validation texts best."""
        return min(_SCALES, key=lambda scale: self._loss(scale * logits)) if len(self.truth) else 1.0

    def rank(self, logits: Matrix) -> tuple[float, float]:
        """Sort key: the figure, then the lowest log-loss that scaling alone can reach."""
        return self(logits), -self._loss(self.best_scale(logits) * logits) if len(self.truth) else 0.0

    def _loss(self, logits: Matrix) -> float:
        return float(-log_softmax(logits)[np.arange(len(self.truth)), self.truth].mean())
