"""A head that labels spans, measured on labelled data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.data.spans import TextSpan
from scaffold.evaluation.bootstrap import f1_interval
from scaffold.evaluation.evaluate import final_split
from scaffold.evaluation.metrics import ClassScore
from scaffold.evaluation.records import HeadReport, Mistake
from scaffold.evaluation.reliability import calibration_error, chance_error, reliability_bins
from scaffold.evaluation.span_mistakes import common_mistakes, span_mistakes
from scaffold.evaluation.spans import SpanScores, span_scores
from scaffold.evaluation.subgroups import RowFigures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from scaffold.data.examples import Examples
    from scaffold.decision.records import SpansDecision
    from scaffold.decision.span_model import SpanModel, SpanPredictions
    from scaffold.evaluation.span_mistakes import SpanMistake
    from scaffold.progress import Progress
    from scaffold.scoring.subgroups import Grouping

_MISTAKES = 20
_AROUND = 60
_COMMON = 10
_DIAGRAM_BINS = 10


def measure_spans(
    model: SpanModel,
    splits: Mapping[str, Examples],
    train_counts: Mapping[str, int] | None,
    progress: Progress,
    groups: Grouping,
) -> HeadReport:
    """Everything the report says about a head that labels spans; arguments as for `measure`."""
    figures: dict[str, dict[str, float]] = {}
    details: dict[str, tuple[Sequence[str], Sequence[Sequence[TextSpan]], Sequence[SpansDecision], SpanScores]] = {}
    predictions: dict[str, SpanPredictions] = {}
    for name, examples in splits.items():
        known = [(text, spans) for text, spans in examples.iter_spans(model.name) if spans is not None]
        if not known:
            continue
        texts, truth = [text for text, _ in known], [spans for _, spans in known]
        predictions[name] = model.predict(texts, progress=progress)
        decided = model.decisions(predictions[name])
        scores = span_scores(truth, [_spans(decision) for decision in decided])
        figures[name] = scores.figures() | _claims(*_confidence(truth, decided)) | {"rows": float(len(texts))}
        details[name] = (texts, truth, decided, scores)
    split = final_split(figures)
    last_texts, last_truth, last_decided, last_scores = details[split]
    found = [_spans(decision) for decision in last_decided]
    right = [len(set(given) & set(true)) for given, true in zip(found, last_truth, strict=True)]
    report = HeadReport(
        name=model.name,
        labels=model.labels,
        split=split,
        splits=figures,
        metric="span_f1",
        kind=model.kind,
        reliability=reliability_bins(*_confidence(last_truth, last_decided), bins=_DIAGRAM_BINS, mass=False),
        classes=_classes(last_scores, model.labels),
        mistakes=_mistakes(last_texts, last_truth, last_decided),
        train_counts=dict(train_counts or {}),
        unknown_labels=_unknown(last_truth, model.labels),
        interval=f1_interval(right, [*map(len, found)], [*map(len, last_truth)]),
        span_mistakes=common_mistakes(last_texts, last_truth, found, _COMMON),
    )
    measured = [spans is not None for _, spans in splits[split].iter_spans(model.name)]
    by_rows = _by_rows(last_truth, last_decided, right)
    return groups.apart(report, model, splits[split], measured, predictions[split], by_rows)


def _by_rows(truth: Sequence[Sequence[TextSpan]], decided: Sequence[SpansDecision], right: Sequence[int]) -> RowFigures:
    found = [_spans(decision) for decision in decided]
    hits = np.array(right, dtype=np.float64)
    both = np.array([len({*given}) + len({*true}) for given, true in zip(found, truth, strict=True)], dtype=np.float64)

    def at(rows: npt.NDArray[np.int64]) -> dict[str, float]:
        some, said = [truth[row] for row in rows.tolist()], [decided[row] for row in rows.tolist()]
        figures = span_scores(some, [_spans(decision) for decision in said]).figures()
        return figures | _claims(*_confidence(some, said)) | {"rows": float(len(rows))}

    def score(rows: npt.NDArray[np.int64]) -> float:
        return float(2 * hits[rows].sum() / max(both[rows].sum(), 1.0))

    return RowFigures("span_f1", at, score)


def _confidence(
    truth: Sequence[Sequence[TextSpan]], decided: Sequence[SpansDecision]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Probability of each span that was found, and whether it is a true one."""
    known = [set(spans) for spans in truth]
    pairs = [
        (span.probability, TextSpan(span.start, span.end, span.label) in spans)
        for spans, decision in zip(known, decided, strict=True)
        for span in decision.spans
    ]
    return np.array([p for p, _ in pairs], dtype=np.float64), np.array([right for _, right in pairs], dtype=bool)


def _claims(confidence: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> dict[str, float]:
    if not len(confidence):
        return {}
    return {
        "mean_confidence": float(confidence.mean()),
        "ece": calibration_error(confidence, right),
        "ece_by_chance": chance_error(confidence),
    }


def _spans(decision: SpansDecision) -> list[TextSpan]:
    return [TextSpan(span.start, span.end, span.label) for span in decision.spans]


def _classes(scores: SpanScores, labels: Sequence[str]) -> list[ClassScore]:
    known = [(label, scores.by_label[label]) for label in labels if label in scores.by_label]
    rows = [ClassScore(label, c.precision, c.recall, c.f1, c.true, c.predicted) for label, c in known]
    return sorted(rows, key=lambda row: (row.f1, -row.support, row.label))


def _unknown(truth: Sequence[Sequence[TextSpan]], labels: Sequence[str]) -> dict[str, int]:
    strange: dict[str, int] = {}
    for spans in truth:
        for span in spans:
            if span.label not in labels:
                strange[span.label] = strange.get(span.label, 0) + 1
    return strange


def _mistakes(
    texts: Sequence[str], truth: Sequence[Sequence[TextSpan]], decided: Sequence[SpansDecision]
) -> list[Mistake]:
    """The mistakes the model was surest of; those it made nothing of come last."""
    likely = [{(s.start, s.end, s.label): s.probability for s in decision.spans} for decision in decided]

    def sure(mistake: SpanMistake) -> float:
        found = mistake.predicted
        return likely[mistake.text][(found.start, found.end, found.label)] if found else 0.0

    every = sorted(span_mistakes(truth, [_spans(decision) for decision in decided]), key=sure, reverse=True)
    return [
        Mistake(
            _around(texts[m.text], m),
            _said(texts[m.text], m.true),
            _said(texts[m.text], m.predicted),
            sure(m) if m.predicted else None,
        )
        for m in every[:_MISTAKES]
    ]


def _around(text: str, mistake: SpanMistake) -> str:
    places = [span for span in (mistake.true, mistake.predicted) if span]
    start, end = min(s.start for s in places), max(s.end for s in places)
    return text[max(0, start - _AROUND) : end + _AROUND]


def _said(text: str, span: TextSpan | None) -> str:
    return f"{span.label}: {text[span.start : span.end]}" if span else "(nothing)"
