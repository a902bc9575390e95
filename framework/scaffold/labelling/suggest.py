"""From a file of unlabelled texts to the few that are worth a label."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np

from scaffold.labelling.choice import Choice, choose, choose_unseen, margins
from scaffold.labelling.suggestion import Suggestion
from scaffold.progress import SILENT, Progress
from scaffold.text import has_control, normalise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scaffold.decision.head_model import HeadModel
    from scaffold.labelling.pool import Pool
    from scaffold.models.encoder import Embedder


def suggest(head: HeadModel, pool: Pool, count: int, *, seed: int = 1, progress: Progress = SILENT) -> list[Suggestion]:
    """The texts that would teach a trained head most, with what it would say; random ones last.

    The known cases of the head count as labelled already. In memory are the head's features of all texts, float32.
    """
    features = np.zeros((len(pool), head.classifier.cases.features.shape[1]), dtype=np.float32)
    margin = np.zeros(len(pool), dtype=np.float32)
    best = np.zeros(len(pool), dtype=np.int64)
    probability = np.zeros(len(pool), dtype=np.float32)
    done = 0
    with progress.stage("Looking at texts", len(pool)) as stage:
        for texts in pool.blocks():
            block = slice(done, done + len(texts))
            predictions = head.predict(texts)
            features[block] = predictions.outputs.features
            margin[block] = margins(predictions.probabilities)
            best[block] = predictions.probabilities.argmax(axis=1)
            probability[block] = predictions.probabilities.max(axis=1)
            done += len(texts)
            stage.advance(len(texts))
    with progress.stage("Choosing"):
        choice = choose(margin, features, head.classifier.cases.features, count, seed)
    labels = [head.labels[best[row]] for row in choice.rows]
    return _suggestions(pool, choice, labels, [round(float(probability[row]), 4) for row in choice.rows])


def suggest_unseen(
    encoder: Embedder, pool: Pool, count: int, *, seed: int = 1, progress: Progress = SILENT
) -> list[Suggestion]:
    """The texts to label first, before there is any model: those that together stand for all; random ones last."""
    features = np.zeros((len(pool), encoder.dimension), dtype=np.float32)
    done = 0
    with progress.stage("Looking at texts", len(pool)) as stage:
        for texts in pool.blocks():
            features[done : done + len(texts)] = encoder.encode(texts)
            done += len(texts)
            stage.advance(len(texts))
    with progress.stage("Choosing"):
        choice = choose_unseen(features, count, seed)
    return _suggestions(pool, choice, repeat(None), repeat(None))


def _suggestions(
    pool: Pool, choice: Choice, labels: Iterable[str | None], probabilities: Iterable[float | None]
) -> list[Suggestion]:
    chosen = pool.examples.select(choice.rows.tolist())
    return [
        Suggestion(_clean(example.id), _clean(example.text), why, label, probability)
        for example, why, label, probability in zip(chosen, choice.why, labels, probabilities, strict=False)
    ]


def _clean(text: str) -> str:
    """Without control characters: many programs refuse a file that holds one."""
    return normalise(text) if has_control(text) else text
