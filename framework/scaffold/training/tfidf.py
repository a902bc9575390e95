"""Rung a: TF-IDF of words and characters with a linear model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.extras import need
from scaffold.models.tfidf import CHARACTERS, WORDS, TfidfClassifier, likeness, vectorizer

if TYPE_CHECKING:
    from scaffold.training.task import Task

_MOST_CHARACTERS = 200_000
_DIMENSION = 100


def fit_tfidf(task: Task, seed: int) -> TfidfClassifier:
    """Fit both views and the linear model of the task's objective."""
    sparse = need("scipy.sparse")
    views = [vectorizer(WORDS), vectorizer(CHARACTERS, max_features=_MOST_CHARACTERS)]
    terms = sparse.hstack([view.fit_transform(task.train.texts) for view in views]).tocsr()
    pairs = any(not isinstance(text, str) for text in task.train.texts)
    known = sparse.hstack([terms, likeness(task.train.texts, views)]).tocsr() if pairs else terms
    weight, bias = task.objective.weights(task.train.fit(task.objective.machine(seed), known))
    dimension = max(1, min(_DIMENSION, terms.shape[0] - 1, terms.shape[1] - 1))
    directions = need("sklearn.decomposition").TruncatedSVD(dimension, random_state=seed).fit(terms)
    by_word, by_character = ({str(t): int(i) for t, i in view.vocabulary_.items()} for view in views)
    return TfidfClassifier(
        task.labels,
        (by_word, by_character),
        (views[0].idf_.astype(np.float32), views[1].idf_.astype(np.float32)),
        weight,
        bias,
        directions.components_.T.astype(np.float32),
    )
