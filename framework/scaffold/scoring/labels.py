"""A head that gives any number of labels, measured on labelled data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.evaluation.bootstrap import f1_interval
from scaffold.evaluation.evaluate import final_split
from scaffold.evaluation.multilabel import label_counts, label_scores, multilabel_metrics
from scaffold.evaluation.promise import rejection_promise, risk_promise, with_promises
from scaffold.evaluation.records import HeadReport, Mistake
from scaffold.evaluation.reliability import reliability_bins
from scaffold.evaluation.subgroups import RowFigures
from scaffold.models.tokens import flat
from scaffold.rules.firing.material import KnownTexts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from scaffold.data.examples import Examples
    from scaffold.decision.labels_model import LabelsModel, LabelsPredictions
    from scaffold.models.tokens import Text
    from scaffold.progress import Progress
    from scaffold.scoring.subgroups import Grouping

_MISTAKES = 20
_NEIGHBOURS = 3
_DIAGRAM_BINS = 10


def measure_labels(
    model: LabelsModel,
    splits: Mapping[str, Examples],
    metric: str,
    train_counts: Mapping[str, int] | None,
    progress: Progress,
    groups: Grouping,
) -> HeadReport:
    """Everything the report says about a head that gives any number of labels; arguments as for `measure`."""
    figures: dict[str, dict[str, float]] = {}
    made: dict[str, tuple[KnownTexts, list[frozenset[str]], LabelsPredictions]] = {}
    for name, examples in splits.items():
        pairs = zip(examples, examples.iter_label_sets(model.name), strict=True)
        known = [(example, labels) for example, labels in pairs if labels is not None]
        if known:
            texts, sets = KnownTexts.of(example for example, _ in known), [labels for _, labels in known]
            found = model.predict(texts, progress=progress)
            extra = {"false_reject_rate": float(found.rejected.mean())}
            figures[name] = (
                multilabel_metrics(model.labels, sets, found.chosen, found.probabilities, found.inside) | extra
            )
            made[name] = (texts, sets, found)
    split = final_split(figures)
    texts, sets, found = made[split]
    right, given, wanted = label_counts(model.labels, sets, found.chosen)
    report = HeadReport(
        name=model.name,
        labels=model.labels,
        split=split,
        splits=figures,
        metric=metric or "macro_f1",
        kind=model.kind,
        reliability=reliability_bins(found.probabilities.ravel(), wanted.ravel(), bins=_DIAGRAM_BINS, mass=False),
        classes=label_scores(model.labels, sets, found.chosen),
        mistakes=_mistakes(model, texts, sets, found),
        train_counts=dict(train_counts or {}),
        unknown_labels=_unknown(sets, model.labels),
        error_rate=model.risk.error_rate,
        interval=f1_interval(right, given, wanted) if metric in ("", "macro_f1") else None,
    )
    measured = [labels is not None for labels in splits[split].iter_label_sets(model.name)]
    by_rows = _by_rows(model, sets, found, (right, given, wanted))
    report = groups.apart(report, model, splits[split], measured, found, by_rows)
    return with_promises(
        report,
        [
            risk_promise(_missed(sets, wanted, found.inside), model.risk.error_rate, fitted_rows=model.risk.rows),
            rejection_promise(found.rejected, model.detector.false_reject_rate, fitted_rows=model.detector.rows),
        ],
    )


def _by_rows(
    model: LabelsModel,
    truth: Sequence[frozenset[str]],
    found: LabelsPredictions,
    counts: tuple[npt.NDArray[np.bool_], ...],
) -> RowFigures:
    """Groups are compared by the F1 of all labels together: their average would change with which a group has."""
    hits, given, wanted = (each.sum(axis=1) for each in counts)
    known = set(model.labels)
    both = given + wanted + np.array([len(labels - known) for labels in truth])

    def at(rows: npt.NDArray[np.int64]) -> dict[str, float]:
        some = [truth[row] for row in rows.tolist()]
        chosen, probabilities, inside = (each[rows] for each in (found.chosen, found.probabilities, found.inside))
        return multilabel_metrics(model.labels, some, chosen, probabilities, inside)

    return RowFigures("micro_f1", at, lambda rows: float(2 * hits[rows].sum() / max(both[rows].sum(), 1)))


def _missed(
    sets: Sequence[frozenset[str]], wanted: npt.NDArray[np.bool_], inside: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    """Share of each text's true labels that its set misses; those the model lacks are missed."""
    total = np.array([len(labels) for labels in sets])
    missed = total - (wanted & inside).sum(axis=1)
    return np.asarray(missed / np.maximum(total, 1), dtype=np.float64)


def _unknown(sets: Sequence[frozenset[str]], labels: Sequence[str]) -> dict[str, int]:
    strange: dict[str, int] = {}
    for label in (label for one in sets for label in one if label not in labels):
        strange[label] = strange.get(label, 0) + 1
    return strange


def _mistakes(
    model: LabelsModel, texts: Sequence[Text], sets: Sequence[frozenset[str]], found: LabelsPredictions
) -> list[Mistake]:
    """The texts whose labels are wrong, those first whose wrong label it was surest of."""
    decided = model.decisions(found)
    wrong = [
        (max((p for label, p in zip(d.labels, d.probabilities, strict=True) if label not in truth), default=0.0), row)
        for row, (d, truth) in enumerate(zip(decided, sets, strict=True))
        if set(d.labels) != truth
    ]
    worst = sorted(wrong, key=lambda pair: (-pair[0], pair[1]))[:_MISTAKES]
    near = model.evidence.near(found.outputs.features[np.array([row for _, row in worst], dtype=np.int64)], _NEIGHBOURS)
    return [
        Mistake(flat(texts[row]), ", ".join(sorted(sets[row])) or "none", decided[row].gist, sure, cases)
        for (sure, row), cases in zip(worst, near, strict=True)
    ]
