"""The learner of a head that reads a text as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.training.learners.contrastive import ContrastiveLearner
from scaffold.training.learners.guided import GuidedLearner
from scaffold.training.learners.sequence import SequenceLearner

if TYPE_CHECKING:
    from scaffold.models.classifier import Matrix
    from scaffold.training.task import Task


def sequence_learner(task: Task, start: Matrix, weight: float) -> SequenceLearner:
    """By what is known of its texts: labels, or for some of them what rules say.

    :param start: the encoder's features of the training texts, (n, dimension), unit length.
    :param weight: of the contrastive loss, where every text has one sure label; 0 for none.
    """
    learner = SequenceLearner(task, start)
    if task.train.soft is not None:
        return GuidedLearner(learner)
    return ContrastiveLearner(learner, weight) if weight and task.is_of_classes else learner
