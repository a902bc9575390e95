"""What every fine-tuning for one head starts from, whatever its seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.progress import SILENT, Progress
from scaffold.training.split import SplitEncoder

if TYPE_CHECKING:
    from scaffold.models.classifier import Matrix
    from scaffold.models.encoder import Encoder
    from scaffold.training.task import Labelled, Task

Row = dict[str, Any]

# Numbers of 4 bytes: a gigabyte. Above that, each batch is read anew.
MOST_KEPT = 2**28


def are_kept(tokens: int, dimension: int, most: int = MOST_KEPT) -> bool:
    """Whether the states of so many tokens are read once and kept."""
    return tokens * dimension <= most


@dataclass(frozen=True)
class Prepared:
    """Rows to train and to choose on, and where the head starts.

    :ivar train: a row a text, with its `labels`, its `length` in tokens, and as `inputs` what `SplitEncoder.inputs`
        gives, or the text itself where that would be too large to keep.
    :ivar centroids: one vector of unit length a class, (classes, dimension).
    """

    task: Task
    split: SplitEncoder
    train: list[Row]
    validation: list[Row]
    centroids: Matrix


def prepare(
    encoder: Encoder, start: Matrix, task: Task, *, most: int = MOST_KEPT, progress: Progress = SILENT
) -> Prepared:
    """Take the encoder apart and read all texts with its lower layers.

    :param start: the encoder's features of the training texts, (n, dimension), unit length.
    :param most: numbers to keep at most.
    """
    split = SplitEncoder.of(encoder)
    train, validation = _rows(task.train, encoder), _rows(task.validation, encoder)
    tokens = sum(row["length"] for row in (*train, *validation))
    if split.path is None or are_kept(tokens, encoder.dimension, most):
        for rows in (train, validation):
            inputs = split.inputs([row["inputs"] for row in rows], progress=progress)
            for row, one in zip(rows, inputs, strict=True):
                row["inputs"] = one
    return Prepared(task, split, train, validation, _centroids(start, task))


def _rows(part: Labelled, encoder: Encoder) -> list[Row]:
    return [
        {"inputs": text, "length": len(ids), "labels": int(label)}
        for text, ids, label in zip(part.texts, encoder.tokenise(part.texts), part.truth, strict=True)
    ]


def _centroids(start: Matrix, task: Task) -> Matrix:
    rows = np.stack([start[task.train.truth == c].mean(axis=0) for c in range(len(task.labels))])
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32)
