"""The texts and labels one head is trained on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.data.examples import Examples


@dataclass(frozen=True)
class Labelled:
    """Texts with the index of their label, (n,)."""

    texts: list[str]
    truth: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(frozen=True)
class Task:
    """One single-label head: its label names, sorted, and the texts to fit and to choose on.

    :ivar metric: what is chosen by, `accuracy` or `macro_f1`.
    """

    head: str
    labels: tuple[str, ...]
    train: Labelled
    validation: Labelled
    metric: str = "accuracy"


UNKNOWN = -1


def labelled(examples: Examples, head: str, labels: Sequence[str]) -> Labelled:
    """The examples that carry a label for `head`; a label not among `labels` gets the index -1."""
    index = {label: i for i, label in enumerate(labels)}
    pairs = [(t, label) for t, label in zip(examples.texts(), examples.labels(head), strict=True) if label is not None]
    truth = np.array([index.get(label, UNKNOWN) for _, label in pairs], dtype=np.int64)
    return Labelled([text for text, _ in pairs], truth)
