"""The labels that data hold, for a test to hold against those that are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.projects.looking import labels_of

if TYPE_CHECKING:
    from scaffold.data.dataset import Dataset
    from scaffold.plugins.specs import TaskHeadSpec


def labels_in(dataset: Dataset, head: TaskHeadSpec) -> set[str]:
    """Every label of a head in all splits: of classes their names, of a tagging head the names of spans."""
    rows = (example for split in dataset.splits.values() for example in split)
    return {label for example in rows for label in labels_of(example, head.name, head.kind)}
