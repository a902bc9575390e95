"""Late fusion: weights for what a text head and an image head say, fitted on cases that have both."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scaffold.extras import need
from scaffold.models.images.fused import FusedClassifier, log_shares, pooled_logits
from scaffold.training.combine import with_votes
from scaffold.training.rung import Rung
from scaffold.training.score import Scorer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold.models.classifier import Classifier, Matrix, Outputs
    from scaffold.models.voting import CaseVoting
    from scaffold.progress import Progress
    from scaffold.training.task import Task

FUSED = "fused"
_FOLDS = 5
# Pull of the weights towards 1 each and of the bias towards 0: a few hundred cases do not tell them better.
_PULL = 1.0


def fuse(task: Task, parts: Mapping[str, Classifier], progress: Progress) -> tuple[CaseVoting, list[Rung]]:
    """Weigh the parts, and keep them together only if that is better than the best one alone.

    The weights are judged on validation cases they were not fitted on, fold by fold, and so is what is calibrated
    after them.

    :param parts: classifiers by the name of their head, with the labels of the task.
    :returns: the chosen classifier with its known cases, and the table of all candidates with the best one last.
    """
    score = Scorer.of(task)
    began = time.perf_counter()
    train, held = (
        [part.outputs(each.texts, progress=progress) for part in parts.values()]
        for each in (task.known, task.validation)
    )
    scales = [score.best_scale(outputs.logits) for outputs in held]
    classes = len(task.labels)
    candidates = [
        _rung(f"{name} alone", _only(parts, scales, number, classes), train, held, score, began)
        for number, name in enumerate(parts)
    ]
    if len(task.validation) >= 2 * _FOLDS:
        shares = log_shares(held, scales)
        fitted = FusedClassifier(list(parts.values()), scales, *fit_weights(shares, task.validation.truth))
        rung = _rung(FUSED, fitted, train, held, score, began, _out_of_fold(shares, task.validation.truth))
        candidates.append(rung)
    return with_votes(candidates, task, score)


def fit_weights(shares: Matrix, truth: npt.NDArray[np.int64]) -> tuple[Matrix, Matrix]:
    """Weights (parts,) and bias (classes,) with the least log-loss, pulled a little towards a plain product.

    :param shares: log-probabilities, (parts, n, classes).
    :param truth: class indices, (n,); what is not among the classes has no say.
    """
    known = truth >= 0
    shares, truth = shares[:, known].astype(np.float64), truth[known]
    parts, rows, classes = shares.shape

    def loss(values: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        weights, bias = values[:parts], values[parts:]
        logits = np.tensordot(weights, shares, axes=1) + bias
        logits -= logits.max(axis=1, keepdims=True)
        log = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        off = np.exp(log)
        off[np.arange(rows), truth] -= 1
        slope = np.concatenate([(shares * off).sum(axis=(1, 2)), off.sum(axis=0)])
        pull = np.concatenate([weights - 1, bias])
        total = -log[np.arange(rows), truth].sum() + 0.5 * _PULL * (pull**2).sum()
        return float(total), slope + _PULL * pull

    start = np.concatenate([np.ones(parts), np.zeros(classes)])
    bounds = [(0.0, None)] * parts + [(None, None)] * classes
    found = need("scipy.optimize").minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return found[:parts].astype(np.float32), found[parts:].astype(np.float32)


def _out_of_fold(shares: Matrix, truth: npt.NDArray[np.int64]) -> Matrix:
    """Fused logits of each case by weights that were fitted without it, (n, classes)."""
    made = np.zeros(shares.shape[1:], dtype=np.float32)
    fold = np.random.default_rng(0).permutation(len(truth)) % _FOLDS
    for number in range(_FOLDS):
        here = fold == number
        made[here] = pooled_logits(shares[:, here], *fit_weights(shares[:, ~here], truth[~here]))
    return made


def _only(parts: Mapping[str, Classifier], scales: list[float], number: int, classes: int) -> FusedClassifier:
    weights = np.eye(len(parts), dtype=np.float32)[number]
    return FusedClassifier(list(parts.values()), scales, weights, np.zeros(classes, dtype=np.float32))


def _rung(
    name: str,
    classifier: FusedClassifier,
    train: list[Outputs],
    held: list[Outputs],
    score: Scorer,
    began: float,
    logits: Matrix | None = None,
) -> Rung:
    """:param logits: of the validation cases, where they are not what the classifier itself gives."""
    validation = classifier.combine(held)
    if logits is not None:
        validation = type(validation)(logits, validation.features)
    says = ", ".join(f"{weight:.2f}" for weight in classifier.weights)
    return Rung.measured(
        name,
        classifier,
        classifier.combine(train),
        validation,
        score,
        seconds=time.perf_counter() - began,
        note=f"weights {says}",
        encoders=int((classifier.weights > 0).sum()),
    )
