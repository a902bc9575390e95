"""A bundle measured on labelled data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.data.inputs import FORMS, check_input
from scaffold.data.load import load_dataset
from scaffold.decision.private_texts import settings_of
from scaffold.errors import DataError
from scaffold.evaluation.evaluate import SPLIT_ORDER
from scaffold.progress import SILENT, Progress
from scaffold.scoring.measure import has_labels, measure
from scaffold.scoring.subgroups import Grouping

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scaffold.bundle import Bundle
    from scaffold.data.dataset import Dataset
    from scaffold.data.examples import Examples
    from scaffold.evaluation.records import HeadReport
    from scaffold.settings import DataSettings, Settings

_HINTS = FORMS | {
    "text": "Leave the column of the second text out.",
    "pair": "Name the column of the second text: --set data.text_pair=COLUMN",
}


def score_bundle(
    bundle: Bundle, data: str, settings: Settings, progress: Progress = SILENT
) -> dict[str, dict[str, Mapping[str, float]]]:
    """Figures by head and split; of data with given splits only `test` (else `validation`) is measured.

    :raises DataError: when the data have no labels for any head of the bundle, or a text that is not what they read.
    """
    return {head: dict(report.splits) for head, report in bundle_reports(bundle, data, settings, progress).items()}


def bundle_reports(bundle: Bundle, data: str, settings: Settings, progress: Progress = SILENT) -> dict[str, HeadReport]:
    """The same as records by head, with the groups of `data.subgroups`.

    :raises DataError: likewise.
    """
    name, examples = labelled_split(bundle, data, settings, progress)
    reports = {}
    for place, (head, model) in enumerate(bundle.heads.items()):
        if has_labels(examples, head):
            groups = Grouping(settings.data.subgroups, bundle.metadata["decision"] if place == 0 else None)
            reports[head] = measure(model, {name: examples}, progress=progress, groups=groups)
    if not reports:
        raise no_labels(bundle.heads, data)
    return reports


def labelled_split(bundle: Bundle, data: str, settings: Settings, progress: Progress = SILENT) -> tuple[str, Examples]:
    """Name and examples of the split that a bundle is measured on: `test` where there is one, else `validation`.

    :raises DataError: for data that cannot be read, or a text that is not what the bundle's heads read.
    """
    kinds = {name: head.kind for name, head in bundle.heads.items()}
    with progress.stage(f"Loading {data}"):
        dataset = load_dataset(
            Path(data), private_settings(bundle, settings.data), tuple(bundle.heads), kinds=kinds, resplit=False
        )
    _check(bundle, dataset)
    name = next(split for split in SPLIT_ORDER if len(dataset.splits.get(split, ())))
    return name, dataset.splits[name]


def private_settings(bundle: Bundle, settings: DataSettings) -> DataSettings:
    """The settings with which data are read as those were that the bundle was trained on: without identifiers."""
    privacy = settings_of(bundle.metadata)
    return settings if privacy is None else settings.model_copy(update={"privacy": privacy})


def no_labels(heads: Iterable[str], data: str) -> DataError:
    """The data have no labels for any of the heads."""
    return DataError(
        f"the data have no labels for a head of the bundle ({', '.join(heads)})",
        where=data,
        hint="Name the column of the labels: --set data.label=COLUMN",
    )


def _check(bundle: Bundle, dataset: Dataset) -> None:
    for examples in dataset.splits.values():
        for row, text in enumerate(examples.iter_inputs()):
            if problem := check_input(text, bundle.inputs):
                raise DataError(
                    problem, where=str(examples[row].origin or dataset.files[0].path), hint=_HINTS[bundle.inputs]
                )
