"""Which classes are taken for which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

UNKNOWN_LABEL = "(not a label of the model)"
REST_LABEL = "(any other)"


@dataclass(frozen=True)
class Confusion:
    """Counts of true (rows) against predicted (columns) labels, for the classes with most errors.

    :ivar counts: one row a label of `rows`, one column a label of `columns`.
    :ivar total_classes: classes the model has, shown here or not.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    total_classes: int

    @property
    def is_whole(self) -> bool:
        """Whether every class of the model is shown."""
        return len([r for r in self.rows if r != UNKNOWN_LABEL]) == self.total_classes


@dataclass(frozen=True)
class ConfusedPair:
    """How often `truth` was taken for `predicted`, of `support` rows of `truth`."""

    truth: str
    predicted: str
    count: int
    support: int


def confusions(truth: ArrayLike, predicted: ArrayLike, labels: Sequence[str], worst: int = 12) -> Confusion:
    """The confusion matrix of the `worst` classes: those in most errors, as truth or as prediction.

    Predictions outside these classes are gathered in one last column, so that every row adds up to its support;
    rows whose label the model lacks form one last row.

    :param truth: column of the true class, -1 where the model lacks the label, shape (n,).
    :param predicted: column of the predicted class, shape (n,).
    """
    y, p = np.asarray(truth, dtype=np.int64), np.asarray(predicted, dtype=np.int64)
    k = len(labels)
    wrong = y != p
    involved = np.bincount(y[wrong & (y >= 0)], minlength=k) + np.bincount(p[wrong], minlength=k)
    ranked = np.argsort(-involved, kind="stable")[:worst]
    shown = [int(i) for i in ranked if k <= worst or involved[i] > 0]
    shown = _together(y, p, shown)
    full = np.zeros((k + 1, k), dtype=np.int64)
    np.add.at(full, (y, p), 1)
    rest = [i for i in range(k) if i not in set(shown)]
    table = np.column_stack([full[:, shown], full[:, rest].sum(axis=1)])
    keep_rest = bool(rest) and bool(table[[*shown, -1], -1].any())
    table = table if keep_rest else table[:, :-1]
    rows = [*shown, *([k] if (y < 0).any() else [])]
    names = [*labels, UNKNOWN_LABEL]
    return Confusion(
        rows=tuple(names[i] for i in rows),
        columns=(*(labels[i] for i in shown), *([REST_LABEL] if keep_rest else [])),
        counts=tuple(tuple(int(v) for v in table[i]) for i in rows),
        total_classes=k,
    )


def confused_pairs(truth: ArrayLike, predicted: ArrayLike, labels: Sequence[str], most: int = 10) -> list[ConfusedPair]:
    """The pairs of classes confused most often, most frequent first."""
    y, p = np.asarray(truth, dtype=np.int64), np.asarray(predicted, dtype=np.int64)
    wrong = (y != p) & (y >= 0)
    pairs, counts = np.unique(np.column_stack([y[wrong], p[wrong]]), axis=0, return_counts=True)
    support = np.bincount(y[y >= 0], minlength=len(labels))
    order = np.argsort(-counts, kind="stable")[:most]
    return [ConfusedPair(labels[a], labels[b], int(counts[i]), int(support[a])) for i in order for a, b in [pairs[i]]]


def _together(y: NDArray[np.int64], p: NDArray[np.int64], shown: list[int]) -> list[int]:
    """Order classes so that those confused with each other stand side by side."""
    if len(shown) < 3:
        return shown
    place = {c: i for i, c in enumerate(shown)}
    between = np.zeros((len(shown), len(shown)), dtype=np.int64)
    for a, b in zip(y.tolist(), p.tolist(), strict=True):
        if a != b and a in place and b in place:
            between[place[a], place[b]] += 1
            between[place[b], place[a]] += 1
    order, left = [0], list(range(1, len(shown)))
    while left:
        nearest = max(left, key=lambda i: (between[order[-1], i], -i))
        order.append(nearest)
        left.remove(nearest)
    return [shown[i] for i in order]
