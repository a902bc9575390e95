"""Texts by whether somebody has labelled them, and what is believed of those that nobody has."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from scaffold.data.examples import Examples
from scaffold.rules.firing.material import KnownTexts
from scaffold.training.task import Labelled, SoftLabels

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from scaffold.data.dataset import Dataset
    from scaffold.models.classifier import Matrix
    from scaffold.models.tokens import Text
    from scaffold.training.task import Task

SURE = 5.0
"""How much a text whose label somebody has given counts against one that rules have labelled."""


def labelled_texts(examples: Examples, head: str) -> KnownTexts:
    """Those that have a label for the head, or a list of them."""
    rows = [row for row, label in enumerate(examples.iter_labels(head)) if label is not None]
    return KnownTexts.of(examples.select(rows))


def unlabelled_texts(dataset: Dataset, head: str, most: int, seed: int) -> KnownTexts:
    """Training texts without a label for the head, a sample of them where they are very many."""
    train, more = dataset.splits["train"], dataset.unlabelled
    rows = np.array([row for row, label in enumerate(train.iter_labels(head)) if label is None], dtype=np.int64)
    rows = np.concatenate([rows, len(train) + np.arange(0 if more is None else len(more))])
    if len(rows) > most:
        rows = np.sort(np.random.default_rng(seed).choice(rows, most, replace=False))
    found = list(train.select(rows[rows < len(train)].tolist()))
    if more is not None:
        found += list(more.select((rows[rows >= len(train)] - len(train)).tolist()))
    return KnownTexts.of(found)


def believed_labels(
    examples: Examples,
    head: str,
    labels: Sequence[str],
    covered: npt.NDArray[np.bool_],
    shares: npt.NDArray[np.float64],
) -> Examples:
    """The examples that rules fire on, each with its likeliest label.

    :param shares: what is believed of each of them, (n, labels).
    """
    likely = shares.argmax(axis=1)
    rows = np.flatnonzero(covered)
    named = (
        replace(example, labels={**example.labels, head: labels[likely[row]]})
        for row, example in zip(rows, examples.select(rows.tolist()), strict=True)
    )
    return Examples.from_iter(named)


def with_soft_labels(task: Task, texts: Sequence[Text], shares: npt.NDArray[np.float64], evidence: Matrix) -> Task:
    """The task with further training texts.

    :param shares: what is believed of each, (n, labels); `evidence` what rules add to the log-odds, as large.
    """
    sure = np.eye(len(task.labels), dtype=np.float32)[task.train.truth]
    soft = SoftLabels(
        np.concatenate([sure, shares.astype(np.float32)]),
        np.concatenate([np.full(len(sure), SURE), np.ones(len(texts))]).astype(np.float32),
        np.concatenate([np.zeros_like(sure), evidence.astype(np.float32)]),
        given=len(sure),
    )
    truth = np.concatenate([task.train.truth, shares.argmax(axis=1)])
    return replace(task, train=Labelled([*task.train.texts, *texts], truth, soft))
