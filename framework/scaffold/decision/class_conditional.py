"""Conformal sets that keep their promise for each class, not only on the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.decision.conformal import (
    ConformalSets,
    conformal_quantile,
    expected_coverage,
    labels_within,
    rows_needed,
    truth_scores,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class ClassConditionalSets:
    """Sets that hold the true label in at least `1 - error_rate` of the texts of each class.

    Vovk 2012, "Conditional Validity of Inductive Conformal Predictors", section 3 (Mondrian): each class has the
    quantile of its own validation rows. A class with too few of them takes the quantile of all rows; for these the
    promise holds on the whole only.

    :ivar quantiles: label j is in the set if 1 - its probability is not above the j-th, shape (k,).
    :ivar class_rows: validation rows by class, shape (k,).
    :ivar error_rate: how often the set may miss the truth.
    :ivar rows: validation rows it was fitted on.
    :ivar expected: share of fresh texts whose set should hold the truth, over all classes.
    """

    quantiles: NDArray[np.float64]
    class_rows: NDArray[np.int64]
    error_rate: float
    rows: int = 0
    expected: float = 0.0

    @classmethod
    def fit(cls, probabilities: ArrayLike, truth: ArrayLike, error_rate: float = 0.05) -> ClassConditionalSets:
        """Fit on validation rows that were not trained on.

        :param probabilities: shape (n, k).
        :param truth: column of the true class, shape (n,); -1 (a label the model lacks) counts as missed.
        :raises ScaffoldError: for probabilities that are not numbers.
        """
        y = np.asarray(truth, dtype=np.int64)
        scores, first = truth_scores(probabilities, y)
        classes = np.asarray(probabilities).shape[1]
        class_rows = np.bincount(y[y >= 0], minlength=classes)
        pooled = ConformalSets.fit(probabilities, y, error_rate).quantile
        enough = class_rows >= rows_needed(error_rate)
        quantiles = np.array(
            [conformal_quantile(scores[y == c], error_rate) if enough[c] else pooled for c in range(classes)]
        )
        held = int(((y >= 0) & ((scores <= quantiles[y]) | first)).sum()) if classes else 0
        return cls(quantiles, class_rows, error_rate, len(y), expected_coverage(held, len(y), error_rate))

    @property
    def note(self) -> str | None:
        """What to tell the user about the fit; None when there is nothing to tell."""
        needed = rows_needed(self.error_rate)
        few = int((self.class_rows < needed).sum())
        if few == 0:
            return None
        if self.rows < needed:
            return ConformalSets(1.0, self.error_rate, self.rows).note
        return (
            f"The promise of the sets holds class by class for {len(self.class_rows) - few} of "
            f"{len(self.class_rows)} classes; the others have fewer than the {needed} validation rows that an error "
            f"rate of {self.error_rate:g} needs, and share the quantile of all rows."
        )

    def sets(self, probabilities: ArrayLike) -> NDArray[np.bool_]:
        """Which labels are in each row's set, shape (n, k); the likeliest label always is."""
        return labels_within(probabilities, self.quantiles)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "quantiles": self.quantiles.tolist(),
            "class_rows": self.class_rows.tolist(),
            "error_rate": self.error_rate,
            "rows": self.rows,
            "expected": self.expected,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> ClassConditionalSets:
        """Read back what `as_dict` wrote."""
        quantiles = np.array(values["quantiles"], dtype=np.float64)
        class_rows = np.array(values["class_rows"], dtype=np.int64)
        return cls(quantiles, class_rows, float(values["error_rate"]), int(values["rows"]), float(values["expected"]))


LabelSets = ConformalSets | ClassConditionalSets

KINDS: Mapping[str, type[ConformalSets] | type[ClassConditionalSets]] = {
    "marginal": ConformalSets,
    "class-conditional": ClassConditionalSets,
}
"""What the setting `decision.sets` may be."""


def read_sets(values: Mapping[str, Any]) -> LabelSets:
    """Read back sets of either kind."""
    return (ClassConditionalSets if "quantiles" in values else ConformalSets).from_dict(values)
