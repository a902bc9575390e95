"""The loss of one head, with smoothed labels and logits adjusted for rare ones where the recipe says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.extras import need
from scaffold.training.robust.divergence import DISTANCES, counted, divergence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.classifier import Matrix
    from scaffold.training.learners.learner import Learner
    from scaffold.training.objectives.objective import Truth
    from scaffold.training.recipe import Recipe

OF_CLASSES = ("classification", "relation", "ordinal")


class HeadLoss:
    """What a fine-tuning makes smaller for one head, from the logits of one pass or of two.

    The switches are for heads of labels, tags and numbers; one of another kind learns as without them.
    """

    def __init__(self, learner: Learner, recipe: Recipe) -> None:
        self.learner = learner
        self.recipe = recipe
        self.kind: str = learner.task.kind
        self._offsets: Matrix | None = None
        if recipe.logit_adjustment and self.kind in OF_CLASSES:
            priors = log_priors(learner.task.train.truth, len(learner.task.labels))
            self._offsets = recipe.logit_adjustment * priors

    def __call__(self, passes: Sequence[Any], truth: Any) -> Any:
        """The mean loss of the passes; of two also how far they are apart.

        :param passes: logits of the same texts, those with a truth only.
        """
        losses = [self._loss(logits, truth) for logits in passes]
        if len(passes) == 1:
            return losses[0]
        mean = (losses[0] + losses[1]) / 2
        if self.kind not in DISTANCES:
            return mean
        return mean + self.recipe.rdrop * divergence(self.kind, passes[0], passes[1], truth)

    def _loss(self, logits: Any, truth: Any) -> Any:
        if self._offsets is not None:
            logits = logits + logits.new_tensor(self._offsets)
        loss, share = self.learner.loss(logits, truth), self.recipe.label_smoothing
        if not share or self.kind not in DISTANCES or self.kind == "regression":
            return loss
        return (1 - share) * loss + share * even_loss(self.kind, counted(self.kind, logits, truth))


def even_loss(kind: str, logits: Any) -> Any:
    """Mean cross-entropy against the target under which every label is as likely (Szegedy et al. 2016, section 7).

    :param logits: (rows, labels).
    """
    if kind == "multilabel":
        sure = need("torch").nn.functional.logsigmoid
        return -(sure(logits) + sure(-logits)).sum(-1).mean() / 2
    return -logits.log_softmax(-1).mean()


def log_priors(truth: Truth, classes: int) -> Matrix:
    """Logarithm of each class's share of the training texts, (classes,).

    Added to the logits while training, times a strength, it lets rare classes have larger margins (Menon et al. 2021,
    "Long-tail learning via logit adjustment", equation 10); predictions are made without it.
    """
    counts = np.bincount(truth, minlength=classes)
    return np.asarray(np.log(np.maximum(counts, 1) / max(len(truth), 1)), dtype=np.float32)
