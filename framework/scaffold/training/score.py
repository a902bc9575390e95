"""The figures that candidates are compared by."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scaffold.extras import need
from scaffold.models.classifier import Matrix, log_softmax

if TYPE_CHECKING:
    from collections.abc import Sequence

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

    def best(self, candidates: Sequence[Matrix]) -> int:
        """Index of the best of several logits for the validation texts.

        A few hundred texts cannot tell figures apart that lie within one standard error of the highest; among
        those the lowest log-loss decides, which uses every text and not only those near the border.
        """
        if not len(self.truth):
            return 0
        values = [self(logits) for logits in candidates]
        top = max(values)
        noise = math.sqrt(top * (1 - top) / len(self.truth))
        near = [index for index, value in enumerate(values) if value >= top - noise]
        return min(near, key=lambda index: self._loss(self.best_scale(candidates[index]) * candidates[index]))

    def _loss(self, logits: Matrix) -> float:
        return float(-log_softmax(logits)[np.arange(len(self.truth)), self.truth].mean())
