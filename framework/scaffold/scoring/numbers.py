"""A head that gives a number, measured on labelled data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.evaluation.bootstrap import paired_bootstrap
from scaffold.evaluation.evaluate import final_split
from scaffold.evaluation.promise import coverage_promise, rejection_promise, with_promises
from scaffold.evaluation.records import HeadReport, Mistake
from scaffold.evaluation.regression import regression_metrics
from scaffold.evaluation.subgroups import RowFigures
from scaffold.models.tokens import flat

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from scaffold.data.examples import Examples
    from scaffold.decision.number_model import NumberModel, NumberPredictions
    from scaffold.evaluation.bootstrap import Interval
    from scaffold.models.tokens import Text
    from scaffold.progress import Progress
    from scaffold.scoring.subgroups import Grouping

_MISTAKES = 20
_NEIGHBOURS = 3
_TINY = 1e-12
_HELD = "True number in its interval"


def measure_numbers(
    model: NumberModel, splits: Mapping[str, Examples], metric: str, progress: Progress, groups: Grouping
) -> HeadReport:
    """Everything the report says about a head that gives a number; arguments as for `measure`."""
    figures: dict[str, dict[str, float]] = {}
    made: dict[str, tuple[list[Text], list[float], NumberPredictions]] = {}
    for name, examples in splits.items():
        pairs = zip(examples.iter_inputs(), examples.iter_numbers(model.name), strict=True)
        known = [(text, number) for text, number in pairs if number is not None]
        if known:
            texts, truth = [text for text, _ in known], [number for _, number in known]
            found = model.predict(texts, progress=progress)
            low, high = model.interval.interval(found.values)
            extra = {"false_reject_rate": float(found.rejected.mean())}
            figures[name] = regression_metrics(found.values, truth, low, high) | extra
            made[name] = (texts, truth, found)
    split = final_split(figures)
    texts, truth, found = made[split]
    low, high = model.interval.interval(found.values)
    held = (low <= np.asarray(truth)) & (np.asarray(truth) <= high)
    report = HeadReport(
        name=model.name,
        labels=(),
        split=split,
        splits=figures,
        metric=metric or "r2",
        kind=model.kind,
        mistakes=_mistakes(model, texts, truth, found),
        error_rate=model.interval.error_rate,
        interval=_explained(found, truth) if metric in ("", "r2") and len(truth) > 1 else None,
    )
    measured = [number is not None for number in splits[split].iter_numbers(model.name)]
    by_rows = _by_rows(found.values, np.asarray(truth), low, high)
    report = groups.apart(report, model, splits[split], measured, found, by_rows)
    interval, detector = model.interval, model.detector
    return with_promises(
        report,
        [
            coverage_promise(
                held, interval.error_rate, fitted_rows=interval.rows, expected=interval.expected, what=_HELD
            ),
            rejection_promise(found.rejected, detector.false_reject_rate, fitted_rows=detector.rows),
        ],
    )


def _by_rows(
    values: npt.NDArray[np.float64],
    truth: npt.NDArray[np.float64],
    low: npt.NDArray[np.float64],
    high: npt.NDArray[np.float64],
) -> RowFigures:
    """Groups are compared by how far off a number is: what is explained depends on how much the numbers differ."""
    off = np.abs(values - truth)

    def at(rows: npt.NDArray[np.int64]) -> dict[str, float]:
        return regression_metrics(values[rows], truth[rows], low[rows], high[rows])

    return RowFigures("mean_absolute_error", at, lambda rows: float(off[rows].mean()))


def _explained(found: NumberPredictions, truth: Sequence[float]) -> Interval:
    """Share of explained variance with its interval."""
    values, numbers = found.values, np.asarray(truth)

    def explained(at: npt.NDArray[np.int64]) -> float:
        return float(1 - ((values[at] - numbers[at]) ** 2).mean() / max(numbers[at].var(), _TINY))

    return paired_bootstrap(explained, len(numbers))


def _mistakes(
    model: NumberModel, texts: Sequence[Text], truth: Sequence[float], found: NumberPredictions
) -> list[Mistake]:
    """The texts whose number is furthest off."""
    worst = np.argsort(-np.abs(found.values - np.asarray(truth)), kind="stable")[:_MISTAKES]
    near = model.evidence.near(found.outputs.features[worst], _NEIGHBOURS)
    return [
        Mistake(flat(texts[row]), f"{truth[row]:.4g}", f"{found.values[row]:.4g}", None, cases)
        for row, cases in zip(worst.tolist(), near, strict=True)
    ]
