"""Rung b: a regression on the vectors of a frozen encoder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.models.linear import LinearClassifier
from scaffold.training.score import Scorer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.classifier import Matrix
    from scaffold.models.encoder import Embedder, Encoder
    from scaffold.training.task import Task

STRENGTHS = (1.0, 3.0, 10.0, 30.0, 100.0)


def fit_linear(
    encoder: Encoder,
    train: Matrix,
    validation: Matrix,
    task: Task,
    *,
    embedder: Embedder | None = None,
    strengths: Sequence[float] = STRENGTHS,
) -> LinearClassifier:
    """Fit one regression a strength, keep the best one on validation data.

    :param train: features of the training texts, (n, dimension), unit length.
    :param validation: features of the validation texts, (m, dimension).
    """
    objective = task.objective
    candidates = []
    for strength in strengths:
        weight, bias = objective.weights(task.train.fit(objective.regression(strength), train))
        candidates.append(LinearClassifier(encoder, task.labels, weight, bias, embedder=embedder))
    logits = [validation @ candidate.weight.T + candidate.bias for candidate in candidates]
    return candidates[Scorer.of(task).best(logits)]
