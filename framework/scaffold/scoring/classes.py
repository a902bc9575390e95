"""A head of classes measured on labelled data."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from scaffold.decision.head_model import IMAGE_KINDS
from scaffold.evaluation.evaluate import SplitOutputs, evaluate_head, final_split
from scaffold.evaluation.metrics import classification_metrics, truth_columns
from scaffold.evaluation.ordinal import ordinal_metrics
from scaffold.evaluation.promise import coverage_promise, rejection_promise, with_promises
from scaffold.evaluation.ranking import class_auroc
from scaffold.evaluation.selective import class_coverage, conformal_metrics, holds_truth
from scaffold.evaluation.subgroups import RowFigures
from scaffold.models.tokens import flat
from scaffold.rules.firing.material import KnownTexts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from scaffold.data.examples import Examples
    from scaffold.decision.head_model import HeadModel, Predictions
    from scaffold.evaluation.metrics import ClassScore
    from scaffold.evaluation.records import HeadReport
    from scaffold.models.cases import NearCase
    from scaffold.progress import Progress
    from scaffold.scoring.subgroups import Grouping

_NEIGHBOURS = 3


def measure_classes(
    model: HeadModel,
    splits: Mapping[str, Examples],
    metric: str,
    train_counts: Mapping[str, int] | None,
    progress: Progress,
    groups: Grouping,
) -> HeadReport:
    """Everything the report says about a head that gives one label; arguments as for `measure`."""
    outputs: dict[str, SplitOutputs] = {}
    predictions: dict[str, Predictions] = {}
    for name, examples in splits.items():
        texts, truth = _labelled(examples, model.name)
        if texts:
            made = predictions[name] = model.predict(texts, progress=progress)
            extra = {"false_reject_rate": float(made.rejected.mean())}
            if model.kind in IMAGE_KINDS:
                area = class_auroc(truth_columns(model.labels, truth)[0], made.probabilities)
                extra |= {} if area is None else {"auroc": area}
            outputs[name] = SplitOutputs(list(map(flat, texts)), truth, made.probabilities, made.inside, extra)
    split = final_split(predictions)
    last, features = predictions[split], predictions[split].outputs.features

    def neighbours(rows: Sequence[int]) -> list[tuple[NearCase, ...]]:
        return model.near_cases(features[np.asarray(rows, dtype=np.int64)], _NEIGHBOURS)

    report = evaluate_head(
        model.name,
        model.labels,
        outputs,
        metric=metric or "accuracy",
        neighbours=neighbours,
        train_counts=train_counts,
        error_rate=model.sets.error_rate,
        kind=model.kind,
    )
    columns, _ = truth_columns(model.labels, outputs[split].truth)
    held = holds_truth(last.inside, columns)
    sets, detector = model.sets, model.detector
    known = [isinstance(label, str) for label in splits[split].iter_labels(model.name)]
    report = replace(report, classes=_with_coverage(report.classes, model.labels, last.inside, columns))
    report = groups.apart(report, model, splits[split], known, last, _by_rows(model, columns, last))
    return with_promises(
        report,
        [
            coverage_promise(held, sets.error_rate, fitted_rows=sets.rows, expected=sets.expected),
            rejection_promise(last.rejected, detector.false_reject_rate, fitted_rows=detector.rows),
        ],
    )


def _with_coverage(
    classes: Sequence[ClassScore], labels: Sequence[str], inside: npt.NDArray[np.bool_], truth: npt.NDArray[np.int64]
) -> list[ClassScore]:
    """Each class with the share of its texts whose set holds it."""
    shares = {labels[column]: share for column, (share, _) in class_coverage(inside, truth).items()}
    return [replace(each, held=shares.get(each.label)) for each in classes]


def _by_rows(model: HeadModel, truth: npt.NDArray[np.int64], found: Predictions) -> RowFigures:
    """Groups are compared by accuracy: an average over classes would change with which of them a group has."""
    right = found.probabilities.argmax(axis=1) == truth

    def at(rows: npt.NDArray[np.int64]) -> dict[str, float]:
        figures = classification_metrics(model.labels, truth[rows], found.probabilities[rows])
        if model.kind == "ordinal":
            figures |= ordinal_metrics(truth[rows], found.probabilities[rows].argmax(axis=1))
        return figures | conformal_metrics(found.inside[rows], truth[rows])

    return RowFigures("accuracy", at, lambda rows: float(right[rows].mean()), right)


def _labelled(examples: Examples, head: str) -> tuple[KnownTexts, list[str]]:
    """Texts that carry a label for `head`, with what rules may look at beside them, and their labels."""
    pairs = zip(examples, examples.iter_labels(head), strict=True)
    known = [(example, label) for example, label in pairs if isinstance(label, str)]
    return KnownTexts.of(example for example, _ in known), [label for _, label in known]
