"""From probabilities of many labels to the labels a text is given: a threshold a label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.decision.f1 import NEUTRAL, best_threshold, expected_threshold, macro_f1
from scaffold.decision.scores import finite, multilabel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

RARE = 30
"""Below this many positive validation rows, the threshold of a label may be drawn to that of all labels."""

_FOLDS = 5
_PULLS = (0.0, 0.25, 0.5, 0.75, 1.0)
_GRID = np.arange(1, 100) / 100


@dataclass(frozen=True, eq=False)
class Thresholds:
    """A text has label j if its probability is at least the threshold of j; chosen for macro-F1.

    A label's own threshold is half way between two that err in different ways: the mean of those that are best on all
    folds of the validation rows but one, and the one whose F1 is expected to be the highest if the probabilities are
    right (Lipton, Elkan & Naryanaswamy 2014, "Optimal Thresholding of Classifiers to Maximize F1 Measure"), which
    hardly varies with the rows. That of a label with n < 30 positive rows is then drawn to the best threshold for all
    labels together, by `pull * (1 - n / 30)`, with the pull that does best in an outer cross-validation (so the folds
    are nested).

    :ivar values: shape (k,).
    :ivar common: the best threshold for all labels together.
    :ivar pull: 0 leaves each label its own, 1 gives one without positive rows the common one.
    :ivar positives: validation rows that have the label, shape (k,).
    :ivar rows: validation rows it was fitted on; 0 means not fitted.
    """

    values: Floats
    common: float
    pull: float
    positives: NDArray[np.int64]
    rows: int = 0

    @classmethod
    def fit(cls, probabilities: ArrayLike, truth: ArrayLike) -> Thresholds:
        """Choose on validation rows; their order does not matter.

        :param probabilities: calibrated, shape (n, k).
        :param truth: 1 where a row has the label, 0 where not, NaN where that is not known, shape (n, k).
        :raises ScaffoldError: for shapes or values that do not fit.
        """
        p, t = multilabel(probabilities, truth, "probabilities")
        positives = np.nansum(t, axis=0).astype(np.int64)
        if not positives.any():
            return cls(np.full(p.shape[1], NEUTRAL), NEUTRAL, 1.0, positives)
        pull = _best_pull(p, t)
        common = _common(p, t)
        return cls(_drawn(_own(p, t), common, positives, pull), common, pull, positives, rows=len(p))

    @property
    def note(self) -> str | None:
        """What to tell the user about the fit; None when there is nothing to tell."""
        if self.rows == 0:
            return f"Labels are given from a probability of {NEUTRAL:g}: no labelled validation rows to choose it on."
        rare = int((self.positives < RARE).sum())
        if rare == 0:
            return None
        return (
            f"{rare} of {len(self.positives)} labels have fewer than {RARE} validation rows: "
            "the probability from which they are given is uncertain."
        )

    def decide(self, probabilities: ArrayLike) -> NDArray[np.bool_]:
        """Which labels each row is given, shape (n, k).

        :raises ScaffoldError: for probabilities that are not numbers.
        """
        return np.asarray(finite(probabilities, "probabilities") >= self.values)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "values": self.values.tolist(),
            "common": self.common,
            "pull": self.pull,
            "positives": self.positives.tolist(),
            "rows": self.rows,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Thresholds:
        """Read back what `as_dict` wrote."""
        positives = np.array(values["positives"], dtype=np.int64)
        thresholds = np.array(values["values"], dtype=np.float64)
        return cls(thresholds, float(values["common"]), float(values["pull"]), positives, int(values["rows"]))


def _best_pull(p: Floats, t: Floats) -> float:
    """The pull with the highest macro-F1 on rows that had no part in the thresholds; the strongest of equals."""
    folds = _folds(p, t)
    given = {pull: np.zeros(p.shape, dtype=bool) for pull in _PULLS}
    for fold in np.unique(folds):
        rest, held = folds != fold, folds == fold
        own, common = _own(p[rest], t[rest]), _common(p[rest], t[rest])
        positives = np.nansum(t[rest], axis=0).astype(np.int64)
        for pull, decided in given.items():
            decided[held] = p[held] >= _drawn(own, common, positives, pull)
    return max(reversed(_PULLS), key=lambda pull: macro_f1(given[pull], t))


def _own(p: Floats, t: Floats) -> Floats:
    """Each label's threshold, shape (k,)."""
    folds = _folds(p, t)
    parts = [folds != fold for fold in np.unique(folds)] if len(np.unique(folds)) > 1 else [folds == 0]
    seen = [[best_threshold(*_known(p[part, j], t[part, j])) for part in parts] for j in range(p.shape[1])]
    expected = [expected_threshold(column) for column in p.T]
    return np.asarray((np.mean(seen, axis=1) + np.array(expected)) / 2)


def _common(p: Floats, t: Floats) -> float:
    """The one threshold for all labels with the highest macro-F1."""
    return float(max(_GRID, key=lambda value: macro_f1(p >= value, t)))


def _drawn(own: Floats, common: float, positives: NDArray[np.int64], pull: float) -> Floats:
    share = pull * np.maximum(0, 1 - positives / RARE)
    return np.asarray((1 - share) * own + share * common)


def _known(p: Floats, t: Floats) -> tuple[Floats, Floats]:
    known = ~np.isnan(t)
    return p[known], t[known]


def _folds(p: Floats, t: Floats) -> NDArray[np.int64]:
    """The fold of each row, which follows from what rows hold and not from where they stand."""
    order = np.lexsort(np.concatenate([np.nan_to_num(t, nan=-1), p], axis=1).T)
    folds = np.empty(len(p), dtype=np.int64)
    folds[order] = np.arange(len(p)) % _FOLDS
    return folds
