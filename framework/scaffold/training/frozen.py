"""Rung b: logistic regression on the vectors of a frozen encoder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.extras import need
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
    """Fit one logistic regression a strength `C`, keep the best one on validation data.

    :param train: features of the training texts, (n, dimension), unit length.
    :param validation: features of the validation texts, (m, dimension).
    """
    regression = need("sklearn.linear_model").LogisticRegression
    candidates = []
    for strength in strengths:
        fitted = regression(C=strength, max_iter=1000, tol=1e-4).fit(train, task.train.truth)
        weight, bias = fitted.coef_, fitted.intercept_
        if len(task.labels) == 2:
            weight, bias = np.concatenate([-weight / 2, weight / 2]), np.concatenate([-bias / 2, bias / 2])
        candidates.append(LinearClassifier(encoder, task.labels, weight, bias, embedder=embedder))
    logits = [validation @ candidate.weight.T + candidate.bias for candidate in candidates]
    return candidates[Scorer.of(task).best(logits)]
