"""A bundle measured on labelled data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.data.load import load_dataset
from scaffold.errors import DataError
from scaffold.pipeline import measure
from scaffold.plugins.specs import TaskHeadSpec
from scaffold.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold.bundle import Bundle
    from scaffold.settings import Settings


def score_bundle(
    bundle: Bundle, data: str, settings: Settings, progress: Progress = SILENT
) -> dict[str, dict[str, Mapping[str, float]]]:
    """Figures by head and split; of data with given splits only `test` (else `validation`) is measured.

    :raises DataError: when the data have no labels for any head of the bundle.
    """
    with progress.stage(f"Loading {data}"):
        dataset = load_dataset(Path(data), settings.data, tuple(bundle.heads), resplit=False)
    name = next(split for split in ("test", "validation", "train") if len(dataset.splits.get(split, ())))
    figures: dict[str, dict[str, Mapping[str, float]]] = {}
    for head, model in bundle.heads.items():
        if head in dataset.heads:
            spec = TaskHeadSpec(head, "", loader="")
            figures[head] = dict(measure(spec, model, {name: dataset.splits[name]}).splits)
    if not figures:
        raise DataError(
            f"the data have no labels for a head of the bundle ({', '.join(bundle.heads)})",
            where=data,
            hint="Name the column of the labels: --set data.label=COLUMN",
        )
    return figures
