"""Figures of heads that give a text any number of labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.evaluation.metrics import ClassScore
from scaffold.evaluation.reliability import calibration_error, chance_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray


def multilabel_metrics(
    labels: Sequence[str],
    truth: Sequence[frozenset[str]],
    chosen: ArrayLike,
    probabilities: ArrayLike,
    inside: ArrayLike | None = None,
) -> dict[str, float]:
    """Every figure of one split, by name; shares lie between 0 and 1.

    A true label that the model lacks counts as missed in the micro average and in `subset_accuracy`; the macro
    average is over the model's labels that occur as truth or are given.

    :param truth: the true labels of each text.
    :param chosen: which labels are given, (n, labels).
    :param probabilities: of each label by itself, (n, labels).
    :param inside: which labels are still possible, (n, labels).
    """
    given, p = np.asarray(chosen, dtype=bool), np.asarray(probabilities, dtype=np.float64)
    wanted, strange = _wanted(labels, truth)
    right, predicted, support = (given & wanted).sum(0), given.sum(0), wanted.sum(0)
    occurs = predicted + support > 0
    f1 = 2 * right / np.maximum(predicted + support, 1)
    missed = int(strange.sum())
    sure, hits = p[given], wanted[given]
    figures = {
        "macro_f1": float(f1[occurs].mean()) if occurs.any() else 0.0,
        "micro_f1": float(2 * right.sum() / max(predicted.sum() + support.sum() + missed, 1)),
        "micro_precision": float(right.sum() / max(predicted.sum(), 1)),
        "micro_recall": float(right.sum() / max(support.sum() + missed, 1)),
        "subset_accuracy": float(((given == wanted).all(axis=1) & (strange == 0)).mean()),
        "hamming_loss": float((given != wanted).mean()),
        "labels_given": float(given.sum(axis=1).mean()),
        "ece": calibration_error(p.ravel(), wanted.ravel()),
        "given_ece": calibration_error(sure, hits),
        "given_ece_by_chance": chance_error(sure),
        "given_confidence": float(sure.mean()) if len(sure) else 0.0,
        "rows": float(len(truth)),
        "unknown_label_rows": float((strange > 0).sum()),
    }
    if inside is not None:
        kept, size = np.asarray(inside, dtype=bool), support.sum() + missed
        some = wanted.sum(axis=1) + strange > 0
        shares = (kept & wanted).sum(axis=1)[some] / (wanted.sum(axis=1) + strange)[some]
        figures |= {
            "true_labels_kept": float(shares.mean()) if size else 1.0,
            "possible_labels": float(kept.sum(axis=1).mean()),
        }
    return figures


def label_scores(labels: Sequence[str], truth: Sequence[frozenset[str]], chosen: ArrayLike) -> list[ClassScore]:
    """Precision, recall and F1 of each of the model's labels, weakest first; a division by zero counts as 0."""
    given = np.asarray(chosen, dtype=bool)
    wanted, _ = _wanted(labels, truth)
    scores = []
    for column, label in enumerate(labels):
        right, predicted = int((given & wanted)[:, column].sum()), int(given[:, column].sum())
        support = int(wanted[:, column].sum())
        precision, recall = right / max(predicted, 1), right / max(support, 1)
        scores.append(ClassScore(label, precision, recall, 2 * right / max(predicted + support, 1), support, predicted))
    return sorted(scores, key=lambda s: (s.f1, -s.support, s.label))


def label_counts(
    labels: Sequence[str], truth: Sequence[frozenset[str]], chosen: ArrayLike
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Which of the model's labels are given and true, given, and true, (n, labels) each."""
    given, wanted = np.asarray(chosen, dtype=bool), _wanted(labels, truth)[0]
    return given & wanted, given, wanted


def _wanted(labels: Sequence[str], truth: Sequence[frozenset[str]]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Which labels are true, (n, labels), and how many more the model lacks, (n,)."""
    columns = {label: column for column, label in enumerate(labels)}
    wanted = np.zeros((len(truth), len(labels)), dtype=bool)
    strange = np.zeros(len(truth), dtype=np.int64)
    for row, one in enumerate(truth):
        for label in one:
            if label in columns:
                wanted[row, columns[label]] = True
            else:
                strange[row] += 1
    return wanted, strange
