"""Sets for heads that give a text any number of labels: few of the true ones are missed, at a share one chooses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.decision.conformal import rows_needed
from scaffold.decision.scores import finite, multilabel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class RiskControlledSets:
    """Sets that miss a share of `error_rate` of a text's true labels at most, on average over texts.

    Conformal risk control of the false-negative rate: Angelopoulos, Bates, Fisch, Lei & Schuster 2022, section 2.1.

    :ivar threshold: a label is in the set if its probability is at least this.
    :ivar error_rate: the share of true labels that may be missed.
    :ivar rows: validation rows it was fitted on.
    """

    threshold: float
    error_rate: float
    rows: int = 0

    @classmethod
    def fit(cls, probabilities: ArrayLike, truth: ArrayLike, error_rate: float = 0.05) -> RiskControlledSets:
        """The highest threshold with n / (n + 1) * (mean share missed) + 1 / (n + 1) <= error_rate, else 0.

        :param probabilities: shape (n, k).
        :param truth: 1 where a row has the label, 0 where not, NaN where that is not known, shape (n, k); rows of
            which nothing is known are left out.
        :raises ScaffoldError: for shapes or values that do not fit.
        """
        p, t = multilabel(probabilities, truth, "probabilities")
        known = ~np.isnan(t).all(axis=1)
        p, has = p[known], t[known] == 1
        counts = has.sum(axis=1)
        at = p[has]
        order = np.argsort(at, kind="stable")
        # Raising the threshold past a true label's probability adds 1 / (true labels of its row) to the sum missed.
        missed = np.concatenate([[0.0], (1 / np.maximum(counts, 1))[np.nonzero(has)[0]][order].cumsum()])
        allowed = error_rate * (len(p) + 1) - 1
        # The tiny addition keeps a sum that is equal to what is allowed on the right side of rounding.
        last = int(np.searchsorted(missed, allowed + 1e-9, side="right")) - 1
        if last < 0 or len(at) == 0:
            return cls(0.0, error_rate, len(p))
        return cls(float(at[order][min(last, len(at) - 1)]), error_rate, len(p))

    @property
    def expected(self) -> float:
        """Share of a fresh text's true labels that its set should hold, on average."""
        return 1 - self.error_rate

    @property
    def note(self) -> str | None:
        """What to tell the user about the fit; None when there is nothing to tell."""
        needed = rows_needed(self.error_rate)
        if self.rows >= needed:
            return None
        return (
            f"Sets hold every label: an error rate of {self.error_rate:g} needs {needed} validation rows, "
            f"there are {self.rows}."
        )

    def sets(self, probabilities: ArrayLike) -> NDArray[np.bool_]:
        """Which labels are in each row's set, shape (n, k); it may be empty.

        :raises ScaffoldError: for probabilities that are not numbers.
        """
        return np.asarray(finite(probabilities, "probabilities") >= self.threshold)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"threshold": self.threshold, "error_rate": self.error_rate, "rows": self.rows}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> RiskControlledSets:
        """Read back what `as_dict` wrote."""
        return cls(float(values["threshold"]), float(values["error_rate"]), int(values["rows"]))


def shares_missed(inside: ArrayLike, truth: ArrayLike) -> Floats:
    """The share of each row's true labels that its set misses, shape (n,); 0 for a row without labels.

    :param inside: bool, shape (n, k).
    :param truth: 1, 0 or NaN, shape (n, k).
    """
    has = np.asarray(truth) == 1
    missed = (has & ~np.asarray(inside, dtype=bool)).sum(axis=1)
    return np.asarray(missed / np.maximum(has.sum(axis=1), 1), dtype=np.float64)
