"""The texts and labels one head is trained on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scaffold.training.objectives.kinds import OBJECTIVES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.data.examples import Examples
    from scaffold.models.tokens import Text
    from scaffold.training.objectives.objective import Objective, Truth


@dataclass(frozen=True)
class Labelled:
    """Texts with their truth: class indices (n,), 0 and 1 a label (n, labels), or numbers (n,)."""

    texts: Sequence[Text]
    truth: Truth

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(frozen=True)
class Task:
    """One head that reads a text as a whole: its labels, and the texts to fit and to choose on.

    :ivar labels: sorted, or in the order of an ordinal head; of a regression its one output.
    :ivar metric: what is chosen by, one of the metrics of its objective.
    :ivar kind: a key of `OBJECTIVES`.
    :ivar mean: of a regression: its truth is the number less this, in units of `spread`.
    """

    head: str
    labels: tuple[str, ...]
    train: Labelled
    validation: Labelled
    metric: str = "accuracy"
    kind: str = "classification"
    mean: float = 0.0
    spread: float = 1.0

    @property
    def objective(self) -> Objective:
        """What the truth means."""
        return OBJECTIVES[self.kind]

    @property
    def is_of_classes(self) -> bool:
        """Whether a text has one of the labels, so that the truth is a class index."""
        return self.kind not in ("multilabel", "regression")


UNKNOWN = -1


def labelled(examples: Examples, head: str, labels: Sequence[str]) -> Labelled:
    """The examples that carry one label for `head`; a label not among `labels` gets the index -1."""
    index = {label: i for i, label in enumerate(labels)}
    pairs = zip(examples.iter_inputs(), examples.labels(head), strict=True)
    known = [(text, index.get(label, UNKNOWN)) for text, label in pairs if label is not None]
    return Labelled([text for text, _ in known], np.array([truth for _, truth in known], dtype=np.int64))
