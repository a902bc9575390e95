"""From a model's outputs on labelled texts to everything the report says about a head."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scaffold.evaluation.confusion import confused_pairs, confusions
from scaffold.evaluation.metrics import class_scores, classification_metrics, truth_columns
from scaffold.evaluation.ordinal import ordinal_metrics
from scaffold.evaluation.records import HeadReport, Mistake
from scaffold.evaluation.reliability import reliability_bins
from scaffold.evaluation.selective import conformal_metrics, coverage_curve

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from scaffold.models.cases import NearCase

SPLIT_ORDER = ("test", "validation", "train")
_DIAGRAM_BINS = 10


@dataclass(frozen=True)
class SplitOutputs:
    """What a head said about the texts of one split.

    :ivar truth: true labels, one a text; None or a label the model lacks counts as an error.
    :ivar probabilities: calibrated, shape (n, k).
    :ivar sets: conformal sets, bool, shape (n, k).
    :ivar extra: further figures of this split, such as those of out-of-scope detection.
    """

    texts: Sequence[str]
    truth: Sequence[str | None]
    probabilities: ArrayLike
    sets: ArrayLike | None = None
    extra: Mapping[str, float] | None = None


def evaluate_head(
    name: str,
    labels: Sequence[str],
    splits: Mapping[str, SplitOutputs],
    *,
    metric: str = "accuracy",
    neighbours: Callable[[Sequence[int]], Sequence[Sequence[NearCase]]] | None = None,
    train_counts: Mapping[str, int] | None = None,
    error_rate: float | None = None,
    kind: str = "classification",
    mistakes: int = 20,
) -> HeadReport:
    """Measure a head on every split, and look closely at the last one (`test` where there is one).

    :param splits: outputs by split name; at least one.
    :param neighbours: takes row numbers of the closely inspected split, gives each row's nearest training texts.
    :param mistakes: how many of the surest errors to show.
    """
    split = final_split(splits)
    columns = {key: truth_columns(labels, outputs.truth) for key, outputs in splits.items()}
    figures = {key: _figures(labels, columns[key][0], outputs, kind) for key, outputs in splits.items()}
    truth, unknown = columns[split]
    probabilities = np.asarray(splits[split].probabilities, dtype=np.float64)
    predicted = probabilities.argmax(axis=1)
    confidence = probabilities.max(axis=1, initial=0)
    right = predicted == truth
    return HeadReport(
        name=name,
        labels=tuple(labels),
        split=split,
        splits=figures,
        metric=metric,
        reliability=reliability_bins(confidence, right, bins=_DIAGRAM_BINS, mass=False),
        curve=coverage_curve(confidence, right),
        confusion=confusions(truth, predicted, labels),
        pairs=confused_pairs(truth, predicted, labels),
        classes=class_scores(labels, truth, predicted),
        mistakes=_mistakes(labels, splits[split], truth, probabilities, neighbours, mistakes),
        train_counts=dict(train_counts or {}),
        unknown_labels=unknown,
        error_rate=error_rate,
        kind=kind,
    )


def final_split(names: Mapping[str, object]) -> str:
    """The split that says how good a model is: `test`, else `validation`, else whichever there is."""
    return next((name for name in SPLIT_ORDER if name in names), next(iter(names)))


def _figures(labels: Sequence[str], truth: NDArray[np.int64], outputs: SplitOutputs, kind: str) -> dict[str, float]:
    figures = classification_metrics(labels, truth, outputs.probabilities)
    if kind == "ordinal" and len(truth):
        figures |= ordinal_metrics(truth, np.asarray(outputs.probabilities).argmax(axis=1))
    if outputs.sets is not None:
        figures |= conformal_metrics(outputs.sets, truth)
    return figures | dict(outputs.extra or {})


def _mistakes(
    labels: Sequence[str],
    outputs: SplitOutputs,
    truth: NDArray[np.int64],
    probabilities: NDArray[np.float64],
    neighbours: Callable[[Sequence[int]], Sequence[Sequence[NearCase]]] | None,
    most: int,
) -> list[Mistake]:
    """The errors the model was surest of, surest first."""
    predicted, confidence = probabilities.argmax(axis=1), probabilities.max(axis=1, initial=0)
    wrong = np.flatnonzero(predicted != truth)
    rows = [int(i) for i in wrong[np.argsort(-confidence[wrong], kind="stable")][:most]]
    near = neighbours(rows) if neighbours and rows else [()] * len(rows)
    return [
        Mistake(
            text=outputs.texts[i],
            truth=outputs.truth[i] or "(none)",
            predicted=labels[predicted[i]],
            probability=float(confidence[i]),
            neighbours=tuple(cases),
        )
        for i, cases in zip(rows, near, strict=True)
    ]
