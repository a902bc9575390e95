"""The figures that candidates are compared by."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from scaffold.training.objectives.kinds import OBJECTIVES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.classifier import Matrix
    from scaffold.training.objectives.objective import Truth
    from scaffold.training.task import Task


class Scorer:
    """The metric of logits against the truth of the validation texts.

    :param truth: of n texts, as in `Labelled`.
    """

    def __init__(self, metric: str, truth: Truth, kind: str = "classification") -> None:
        self.metric = metric
        self.truth = truth
        self.objective = OBJECTIVES[kind]

    @classmethod
    def of(cls, task: Task) -> Scorer:
        """By the metric of a task, on its validation texts."""
        return cls(task.metric, task.validation.truth, task.kind)

    def __call__(self, logits: Matrix) -> float:
        """The figure; higher is better; 0 without validation texts."""
        return self.objective.figure(self.metric, logits, self.truth) if len(self.truth) else 0.0

    def best_scale(self, logits: Matrix) -> float:
        """What to multiply logits by so that their probabilities fit the validation texts best."""
        if not len(self.truth):
            return 1.0
        return min(self.objective.scales(), key=lambda scale: self._losses(scale * logits).mean())

    def best(self, candidates: Sequence[Matrix], costs: Sequence[float] | None = None) -> int:
        """Index of the best of several logits for the validation texts.

        A few hundred texts cannot tell figures apart that lie within one standard error of the highest; among
        those the log-loss decides, which uses every text and not only those near the border. Of candidates whose
        log-loss is within half a standard error of the lowest, the cheapest is taken (after the one-standard-error
        rule of Breiman et al. 1984, section 3.4.3), and of equally cheap ones that with the lowest.

        :param costs: of a prediction, one a candidate; None if all cost the same.
        """
        if not len(self.truth):
            return 0
        values = [self(logits) for logits in candidates]
        top = max(values)
        noise = math.sqrt(max(top * (1 - top), 0.0) / len(self.truth))
        losses = {
            index: self._scaled_losses(candidates[index]) for index, value in enumerate(values) if value >= top - noise
        }
        lowest = min(losses.values(), key=np.mean)
        equal = [index for index, each in losses.items() if _no_higher(each, lowest)]
        return min(equal, key=lambda index: (costs[index] if costs else 0, losses[index].mean()))

    def log_loss(self, logits: Matrix) -> float:
        """Mean loss (of labels: negative log-probability of the truth) after the best scaling of the logits."""
        return float(self._scaled_losses(logits).mean())

    def _scaled_losses(self, logits: Matrix) -> Matrix:
        return self._losses(self.best_scale(logits) * logits)

    def _losses(self, logits: Matrix) -> Matrix:
        return self.objective.losses(logits, self.truth)


def _no_higher(losses: Matrix, lowest: Matrix) -> bool:
    """Whether the losses of the same texts are above the lowest ones by no more than half a standard error."""
    above = losses - lowest
    return bool(above.mean() <= 0.5 * above.std() / math.sqrt(len(above)))
