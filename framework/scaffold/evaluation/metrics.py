"""Figures of a classifier on labelled texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scaffold.errors import ScaffoldError
from scaffold.evaluation.reliability import calibration_error, chance_error
from scaffold.evaluation.selective import area_under_risk_coverage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

UNKNOWN = -1
"""Column of a label that the evaluation data have and the model lacks; such a row is always an error."""


@dataclass(frozen=True)
class ClassScore:
    """How one class fares.

    :ivar support: rows whose true label this is.
    :ivar predicted: rows that were given this label.
    :ivar held: share of its rows whose conformal set holds it; None where there are no sets, or no rows.
    """

    label: str
    precision: float
    recall: float
    f1: float
    support: int
    predicted: int
    held: float | None = None


def truth_columns(labels: Sequence[str], truth: Sequence[str | None]) -> tuple[NDArray[np.int64], dict[str, int]]:
    """Columns of the true labels, and how often each label occurs that the model lacks.

    :param labels: the model's labels, in the order of its columns.
    :param truth: one label a row; None counts as unknown too, under the name `(none)`.
    """
    column = {label: i for i, label in enumerate(labels)}
    unknown: dict[str, int] = {}
    for label in truth:
        if label not in column:
            unknown[label or "(none)"] = unknown.get(label or "(none)", 0) + 1
    return np.array([column.get(label or "", UNKNOWN) for label in truth], dtype=np.int64), unknown


def classification_metrics(labels: Sequence[str], truth: ArrayLike, probabilities: ArrayLike) -> dict[str, float]:
    """Every figure of one split, by name; shares lie between 0 and 1.

    F1 averages run over the classes that occur as truth or as prediction, as in scikit-learn; labels that the
    model lacks count as one more class with F1 0, as wrong, and as `unknown_label_rows`.

    :param labels: the model's labels, in the order of its columns.
    :param truth: column of the true class, `UNKNOWN` where the model lacks the label, shape (n,).
    :param probabilities: shape (n, k).
    :raises ScaffoldError: for shapes that do not fit.
    """
    y, p = check_shapes(labels, truth, probabilities)
    if len(y) == 0:
        return {"rows": 0.0, "unknown_label_rows": 0.0}
    predicted = p.argmax(axis=1)
    top3 = np.argsort(-p, axis=1, kind="stable")[:, :3]
    correct = predicted == y
    confidence = p.max(axis=1)
    f1, support = _f1_by_class(y, predicted, len(labels))
    return {
        "accuracy": float(correct.mean()),
        "macro_f1": float(f1.mean()),
        "weighted_f1": float((f1 * support).sum() / support.sum()),
        "top3_accuracy": float((top3 == y[:, None]).any(axis=1).mean()),
        "nll": negative_log_likelihood(y, p),
        "brier": brier_score(y, p),
        "ece": calibration_error(confidence, correct),
        "ece_by_chance": chance_error(confidence),
        "ece_equal_width": calibration_error(confidence, correct, mass=False),
        "mean_confidence": float(confidence.mean()),
        "aurc": area_under_risk_coverage(confidence, correct),
        "rows": float(len(y)),
        "unknown_label_rows": float((y == UNKNOWN).sum()),
    }


def class_scores(labels: Sequence[str], truth: ArrayLike, predicted: ArrayLike) -> list[ClassScore]:
    """Precision, recall and F1 of each of the model's labels, weakest first; a division by zero counts as 0."""
    y, p = np.asarray(truth, dtype=np.int64), np.asarray(predicted, dtype=np.int64)
    support = np.bincount(y[y >= 0], minlength=len(labels))
    given = np.bincount(p, minlength=len(labels))
    right = np.bincount(p[p == y], minlength=len(labels))
    scores = [
        ClassScore(
            label,
            precision=_share(right[i], given[i]),
            recall=_share(right[i], support[i]),
            f1=_share(2 * right[i], given[i] + support[i]),
            support=int(support[i]),
            predicted=int(given[i]),
        )
        for i, label in enumerate(labels)
    ]
    return sorted(scores, key=lambda s: (s.f1, -s.support, s.label))


def negative_log_likelihood(truth: ArrayLike, probabilities: ArrayLike) -> float:
    """Mean of -log p(truth), over rows whose label the model has; probabilities below 1e-12 count as that."""
    y, p = np.asarray(truth, dtype=np.int64), np.asarray(probabilities, dtype=np.float64)
    known = y >= 0
    if not known.any():
        return 0.0
    return float(-np.log(np.maximum(p[known, y[known]], 1e-12)).mean())


def brier_score(truth: ArrayLike, probabilities: ArrayLike) -> float:
    """Mean squared distance between probabilities and the truth, summed over classes (0 best, 2 worst).

    Brier 1950. A label that the model lacks is a class of its own, to which the model gave 0.
    """
    y, p = np.asarray(truth, dtype=np.int64), np.asarray(probabilities, dtype=np.float64)
    at_truth = np.where(y >= 0, p[np.arange(len(y)), y], 0.0)
    return float(((p**2).sum(axis=1) - 2 * at_truth + 1).mean())


def check_shapes(
    labels: Sequence[str], truth: ArrayLike, probabilities: ArrayLike
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Truth (n,) and probabilities (n, k) as arrays.

    :raises ScaffoldError: when they do not fit each other or the labels.
    """
    y, p = np.asarray(truth, dtype=np.int64), np.asarray(probabilities, dtype=np.float64)
    if p.shape != (len(y), len(labels)) or (len(y) and not UNKNOWN <= y.min() <= y.max() < len(labels)):
        raise ScaffoldError(
            f"{len(labels)} labels and {len(y)} true classes do not fit probabilities of shape {p.shape}"
        )
    return y, p


def _f1_by_class(
    y: NDArray[np.int64], predicted: NDArray[np.int64], count: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """F1 and support of the classes that occur; the last column collects unknown labels."""
    y = np.where(y == UNKNOWN, count, y)
    support = np.bincount(y, minlength=count + 1)
    given = np.bincount(predicted, minlength=count + 1)
    right = np.bincount(y[y == predicted], minlength=count + 1)
    occurs = support + given > 0
    return (2 * right / np.maximum(support + given, 1))[occurs], support[occurs]


def _share(part: int, whole: int) -> float:
    return float(part / whole) if whole else 0.0
