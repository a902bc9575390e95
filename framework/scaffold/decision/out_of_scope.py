"""Out-of-scope detection: how strange a text is, learnt from in-scope texts alone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scaffold.decision.conformal import conformal_quantile
from scaffold.decision.strangeness import DEFAULT_PARTS, PARTS, Floats, Vectors, unit
from scaffold.extras import need
from scaffold.models.cases import even_sample

MOST_STORED = 20_000
"""Training rows that distances are measured against; of more, an even sample by class."""

_BLOCK = 512

Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, eq=False)
class OutOfScopeDetector:
    """Averages standardised distances from what was seen in training; higher means stranger.

    Fitted without any out-of-scope example: the threshold is a quantile of in-scope validation scores.

    :ivar threshold: a text with a score above this is rejected; infinite when validation rows are too few.
    :ivar false_reject_rate: share of in-scope texts that may be rejected.
    :ivar scaling: mean and standard deviation on validation data, by part.
    :ivar rows: validation rows it was fitted on.
    :ivar fitted: fitted arrays, to be stored; `stored` is the sample of training features and is not.
    """

    threshold: float
    false_reject_rate: float
    scaling: Mapping[str, tuple[float, float]]
    rows: int
    fitted: Arrays
    stored: Vectors = field(repr=False)

    @classmethod
    def fit(
        cls,
        train_features: ArrayLike,
        train_labels: Sequence[Any] | NDArray[Any],
        validation_features: ArrayLike,
        validation_logits: ArrayLike,
        *,
        false_reject_rate: float = 0.05,
        parts: Sequence[str] = DEFAULT_PARTS,
    ) -> OutOfScopeDetector:
        """Fit on in-scope rows only.

        :param train_features: shape (n, d).
        :param train_labels: class of each training row, any hashable type, shape (n,).
        :param validation_features: rows that were not trained on, shape (m, d).
        :param validation_logits: their logits, shape (m, k).
        :param parts: names from `PARTS`.
        """
        labels = np.asarray(train_labels)
        kept = even_sample(labels, MOST_STORED)
        classes = np.unique(labels[kept], return_inverse=True)[1]
        stored = unit(np.asarray(train_features)[kept].astype(np.float32))
        fitted: dict[str, NDArray[Any]] = {"rows": kept, "means": _class_means(stored, classes)}
        if {"mahalanobis", "relative"} & set(parts):
            fitted |= _covariances(stored, fitted["means"][classes])
        rows = len(np.asarray(validation_logits))
        draft = cls(math.inf, false_reject_rate, dict.fromkeys(parts, (0.0, 1.0)), rows, fitted, stored)
        raw = draft.part_scores(validation_features, validation_logits)
        scaled = replace(draft, scaling={name: _mean_and_spread(values) for name, values in raw.items()})
        scores = scaled.score(validation_features, validation_logits)
        return replace(scaled, threshold=conformal_quantile(scores, false_reject_rate))

    @property
    def note(self) -> str | None:
        """What to tell the user about the fit; None when there is nothing to tell."""
        if math.isfinite(self.threshold):
            return None
        needed = math.ceil(1 / self.false_reject_rate - 1 - 1e-9)
        return (
            f"No text is rejected as out of scope: a false-reject rate of {self.false_reject_rate:g} needs "
            f"{needed} validation rows, there are {self.rows}."
        )

    def score(self, features: ArrayLike, logits: ArrayLike) -> Floats:
        """How strange each row is, shape (n,); in-scope texts lie around 0, higher is stranger."""
        return np.asarray(np.mean(list(self.part_scores(features, logits).values()), axis=0))

    def rejected(self, scores: ArrayLike) -> NDArray[np.bool_]:
        """Which scores are out of scope at the chosen false-reject rate, shape (n,)."""
        return np.asarray(np.asarray(scores) > self.threshold)

    def part_scores(self, features: ArrayLike, logits: ArrayLike) -> dict[str, Floats]:
        """Each part's standardised score, shape (n,) each.

        :param features: shape (n, d).
        :param logits: shape (n, k).
        """
        x = unit(np.asarray(features, dtype=np.float32))
        z = np.asarray(logits, dtype=np.float64)
        out: dict[str, Floats] = {}
        for name, (mean, spread) in self.scaling.items():
            blocks = [PARTS[name](self, x[rows], z[rows]) for rows in _blocks(len(x))]
            out[name] = (np.concatenate(blocks) - mean) / spread if blocks else np.empty(0)
        return out

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What must be stored beside `as_dict`; the training features themselves are the caller's to keep."""
        return dict(self.fitted)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "threshold": self.threshold if math.isfinite(self.threshold) else None,
            "false_reject_rate": self.false_reject_rate,
            "scaling": {name: list(pair) for name, pair in self.scaling.items()},
            "rows": self.rows,
        }

    @classmethod
    def restore(cls, values: Mapping[str, Any], arrays: Arrays, train_features: ArrayLike) -> OutOfScopeDetector:
        """Read back what `as_dict` and `arrays` wrote.

        :param train_features: the features it was fitted on, in the same order, shape (n, d).
        """
        threshold = values["threshold"]
        return cls(
            math.inf if threshold is None else float(threshold),
            float(values["false_reject_rate"]),
            {name: (float(mean), float(spread)) for name, (mean, spread) in values["scaling"].items()},
            int(values["rows"]),
            dict(arrays),
            unit(np.asarray(train_features)[arrays["rows"]].astype(np.float32)),
        )


def _class_means(x: Vectors, classes: NDArray[np.int64]) -> Vectors:
    sums = np.zeros((int(classes.max()) + 1, x.shape[1]))
    np.add.at(sums, classes, x)
    return np.asarray(sums / np.bincount(classes)[:, None], dtype=np.float32)


def _covariances(x: Vectors, means: Vectors) -> dict[str, NDArray[Any]]:
    """Maps under which the covariance within classes, shrunk by Ledoit-Wolf, and that of all rows are the identity.

    :param means: each row's class mean, shape (n, d).
    """
    centre = x.mean(axis=0, keepdims=True)
    shrunk = need("sklearn.covariance").LedoitWolf(assume_centered=True).fit((x - means).astype(np.float64))
    between = (means - centre).astype(np.float64)
    every = shrunk.covariance_ + between.T @ between / len(x)
    return {"centre": centre, "whiten": _whitening(shrunk.covariance_), "whiten_all": _whitening(every)}


def _whitening(covariance: Floats) -> Vectors:
    variances, axes = np.linalg.eigh(covariance)
    floor = max(float(variances.max()) * 1e-6, 1e-12)
    return np.asarray(axes / np.sqrt(np.maximum(variances, floor)), dtype=np.float32)


def _mean_and_spread(values: Floats) -> tuple[float, float]:
    if len(values) == 0:
        return 0.0, 1.0
    spread = float(values.std())
    return float(values.mean()), spread if spread > 1e-9 else 1.0


def _blocks(rows: int) -> Iterator[slice]:
    return (slice(start, start + _BLOCK) for start in range(0, rows, _BLOCK))
