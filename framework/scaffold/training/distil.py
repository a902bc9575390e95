"""Several models into one: what they say together is what another one learns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.extras import need
from scaffold.models.classifier import log_softmax
from scaffold.training.learners.sequence import SequenceLearner

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.classifier import Matrix
    from scaffold.training.prepared import Prepared
    from scaffold.training.rung import Rung
    from scaffold.training.score import Scorer

DISTILLED = "distilled"
# How flat the probabilities are made, and what they weigh beside the labels.
TEMPERATURE, WEIGHT = 2.0, 0.5


def distilled(prepared: Prepared, members: Sequence[Rung], score: Scorer) -> Prepared:
    """What the one model is trained on: the training texts with their labels and what the members say about them.

    :param prepared: of one head with labels; rows after those of the members' training texts are left out.
    :param score: scales the logits of each member before they are averaged, as an ensemble does.
    """
    said = mean_log_probabilities([rung.train.logits * score.best_scale(rung.validation.logits) for rung in members])
    (learner,) = prepared.learners
    assert isinstance(learner, SequenceLearner), "members of a ladder have one head on a whole text"
    rows = [
        row | {"targets": {learner.name: (row["targets"][learner.name], soft)}}
        for row, soft in zip(prepared.train, said, strict=False)
    ]
    return replace(prepared, learners=(DistillingLearner(learner),), train=rows)


def mean_log_probabilities(logits: Sequence[Matrix]) -> Matrix:
    """Of several models, (n, classes); not normalised."""
    return np.asarray(np.mean([log_softmax(each) for each in logits], axis=0), dtype=np.float32)


class DistillingLearner(SequenceLearner):
    """Cross-entropy with the labels and with the members' probabilities, flattened by a temperature of 2.

    Hinton, Vinyals & Dean 2015, "Distilling the Knowledge in a Neural Network", section 2; the soft part is
    multiplied by the square of the temperature, so that its gradient keeps its size.
    """

    def __init__(self, learner: SequenceLearner) -> None:
        vars(self).update(vars(learner))

    def tensor(self, truth: Sequence[Any]) -> Any:
        """The labels, and the members' log-probabilities, (n, classes)."""
        labels, said = zip(*truth, strict=True)
        return super().tensor(labels), need("torch").from_numpy(np.stack(said))

    def loss(self, logits: Any, truth: Any) -> Any:
        """Both parts together."""
        labels, said = truth
        soft = (said / TEMPERATURE).softmax(-1)
        entropy = need("torch").nn.functional.cross_entropy(logits / TEMPERATURE, soft)
        return (1 - WEIGHT) * super().loss(logits, labels) + WEIGHT * TEMPERATURE**2 * entropy
