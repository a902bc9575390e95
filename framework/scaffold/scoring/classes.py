"""Heads measured on labelled data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from scaffold.data.load import load_dataset
from scaffold.errors import DataError
from scaffold.evaluation.evaluate import SPLIT_ORDER, SplitOutputs, evaluate_head, final_split
from scaffold.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scaffold.bundle import Bundle
    from scaffold.data.examples import Examples
    from scaffold.decision.head_model import HeadModel, Predictions
    from scaffold.evaluation.records import HeadReport
    from scaffold.models.cases import NearCase
    from scaffold.settings import Settings

_NEIGHBOURS = 3


def has_labels(examples: Examples, head: str) -> bool:
    """Whether any of the examples has a label for `head`."""
    return any(isinstance(label, str) for label in examples.iter_labels(head))


def measure(
    model: HeadModel,
    splits: Mapping[str, Examples],
    *,
    metric: str = "accuracy",
    train_counts: Mapping[str, int] | None = None,
    progress: Progress = SILENT,
) -> HeadReport:
    """Everything the report says about a head, on the examples that carry a label for it.

    :param splits: examples by split name; at least one of them has such labels.
    :param metric: the figure candidates were chosen by.
    :param train_counts: training texts by label.
    """
    outputs: dict[str, SplitOutputs] = {}
    predictions: dict[str, Predictions] = {}
    for name, examples in splits.items():
        texts, truth = _labelled(examples, model.name)
        if texts:
            made = predictions[name] = model.predict(texts, progress=progress)
            extra = {"false_reject_rate": float(made.rejected.mean())}
            outputs[name] = SplitOutputs(texts, truth, made.probabilities, made.inside, extra)
    features = predictions[final_split(predictions)].outputs.features

    def neighbours(rows: Sequence[int]) -> list[tuple[NearCase, ...]]:
        return model.near_cases(features[np.asarray(rows, dtype=np.int64)], _NEIGHBOURS)

    return evaluate_head(
        model.name,
        model.labels,
        outputs,
        metric=metric,
        neighbours=neighbours,
        train_counts=train_counts,
        error_rate=model.sets.error_rate,
    )


def _labelled(examples: Examples, head: str) -> tuple[list[str], list[str]]:
    """Texts that carry a label for `head`, and their labels."""
    pairs = zip(examples.iter_texts(), examples.iter_labels(head), strict=True)
    known = [(text, label) for text, label in pairs if isinstance(label, str)]
    return [text for text, _ in known], [label for _, label in known]


def score_bundle(
    bundle: Bundle, data: str, settings: Settings, progress: Progress = SILENT
) -> dict[str, dict[str, Mapping[str, float]]]:
    """Figures by head and split; of data with given splits only `test` (else `validation`) is measured.

    :raises DataError: when the data have no labels for any head of the bundle.
    """
    with progress.stage(f"Loading {data}"):
        dataset = load_dataset(Path(data), settings.data, tuple(bundle.heads), resplit=False)
    name = next(split for split in SPLIT_ORDER if len(dataset.splits.get(split, ())))
    figures = {
        head: dict(measure(model, {name: dataset.splits[name]}, progress=progress).splits)
        for head, model in bundle.heads.items()
        if has_labels(dataset.splits[name], head)
    }
    if not figures:
        raise DataError(
            f"the data have no labels for a head of the bundle ({', '.join(bundle.heads)})",
            where=data,
            hint="Name the column of the labels: --set data.label=COLUMN",
        )
    return figures
