"""Out-of-scope detection: how strange a text is, learnt from in-scope texts alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scaffold.decision.calibration import log_sum_exp
from scaffold.decision.conformal import conformal_quantile
from scaffold.extras import need
from scaffold.models.cases import even_sample

DEFAULT_PARTS = ("relative", "neighbours", "energy")
"""The scores that are averaged unless others are named."""

MOST_STORED = 20_000
"""Training rows that distances are measured against; of more, an even sample by class."""

_NEIGHBOUR = 1
_BLOCK = 512

Floats = NDArray[np.float64]
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
    stored: NDArray[np.float32] = field(repr=False)

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
        stored = _unit(np.asarray(train_features)[kept].astype(np.float32))
        fitted: dict[str, NDArray[Any]] = {"rows": kept, "means": _class_means(stored, classes)}
        if {"mahalanobis", "relative"} & set(parts):
            fitted["whiten"] = _whitening(stored - fitted["means"][classes])
        if "relative" in parts:
            fitted["centre"] = stored.mean(axis=0, keepdims=True)
            fitted["whiten_all"] = _whitening(stored - fitted["centre"])
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
        x = _unit(np.asarray(features, dtype=np.float32))
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
            _unit(np.asarray(train_features)[arrays["rows"]].astype(np.float32)),
        )


def centroid(detector: OutOfScopeDetector, x: NDArray[np.float32], _: Floats) -> Floats:
    """Cosine distance to the nearest class mean: Snell et al. 2017, "Prototypical Networks", section 2.3."""
    return np.asarray(1 - (x @ _unit(detector.fitted["means"]).T).max(axis=1), dtype=np.float64)


def mahalanobis(detector: OutOfScopeDetector, x: NDArray[np.float32], _: Floats) -> Floats:
    """Distance to the nearest class mean under one shared covariance.

    Lee et al. 2018, "A Simple Unified Framework for Detecting Out-of-Distribution Samples", section 2.1;
    for text Podolskiy et al. 2021. The covariance is shrunk as in Ledoit and Wolf 2004.
    """
    return np.asarray(np.sqrt(_squared_distance(x, detector.fitted["means"], detector.fitted["whiten"])))


def relative(detector: OutOfScopeDetector, x: NDArray[np.float32], _: Floats) -> Floats:
    """Squared distance to the nearest class mean, less that to the mean of all rows under their own covariance.

    Ren et al. 2021, "A Simple Fix to Mahalanobis Distance for Improving Near-OOD Detection", section 3: directions in
    which all classes vary alike no longer count. Both covariances are shrunk as in Ledoit and Wolf 2004.
    """
    fitted = detector.fitted
    nearest = _squared_distance(x, fitted["means"], fitted["whiten"])
    return nearest - _squared_distance(x, fitted["centre"], fitted["whiten_all"])


def neighbours(detector: OutOfScopeDetector, x: NDArray[np.float32], _: Floats) -> Floats:
    """Cosine distance to the nearest training row.

    Sun et al. 2022, "Out-of-Distribution Detection with Deep Nearest Neighbors", with k = 1: classes may have
    as few as ten rows, and then a larger k looks into other classes.
    """
    return np.asarray(1 - (x @ detector.stored.T).max(axis=1), dtype=np.float64)


def energy(_: OutOfScopeDetector, x: NDArray[np.float32], logits: Floats) -> Floats:
    """Negative log-sum-exp of the logits: Liu et al. 2020, "Energy-based Out-of-distribution Detection"."""
    return -log_sum_exp(logits)


def confidence(_: OutOfScopeDetector, x: NDArray[np.float32], logits: Floats) -> Floats:
    """One minus the highest softmax probability: Hendrycks and Gimpel 2017."""
    return np.asarray(1 - np.exp(logits.max(axis=1) - log_sum_exp(logits)))


PARTS: Mapping[str, Callable[[OutOfScopeDetector, NDArray[np.float32], Floats], Floats]] = {
    "centroid": centroid,
    "mahalanobis": mahalanobis,
    "relative": relative,
    "neighbours": neighbours,
    "energy": energy,
    "confidence": confidence,
}
"""Scores by name; each takes the detector, unit-length features (n, d) and logits (n, k), and gives (n,)."""


def _class_means(x: NDArray[np.float32], classes: NDArray[np.int64]) -> NDArray[np.float32]:
    sums = np.zeros((int(classes.max()) + 1, x.shape[1]))
    np.add.at(sums, classes, x)
    return np.asarray(sums / np.bincount(classes)[:, None], dtype=np.float32)


def _whitening(centred: NDArray[np.float32]) -> NDArray[np.float32]:
    """A map under which the within-class covariance, shrunk by Ledoit-Wolf, is the identity; shape (d, d)."""
    shrunk = need("sklearn.covariance").LedoitWolf(assume_centered=True).fit(centred.astype(np.float64))
    variances, axes = np.linalg.eigh(shrunk.covariance_)
    floor = max(float(variances.max()) * 1e-6, 1e-12)
    return np.asarray(axes / np.sqrt(np.maximum(variances, floor)), dtype=np.float32)


def _squared_distance(x: NDArray[np.float32], means: NDArray[Any], whiten: NDArray[Any]) -> Floats:
    """Squared length of the difference to the nearest mean, after whitening; shape (n,)."""
    z, centres = x @ whiten.astype(np.float64), means @ whiten.astype(np.float64)
    squared = (z**2).sum(axis=1)[:, None] + (centres**2).sum(axis=1) - 2 * z @ centres.T
    return np.asarray(np.maximum(squared.min(axis=1), 0))


def _unit(x: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(x, axis=1, keepdims=True)
    return np.asarray(x / np.where(lengths > 0, lengths, 1), dtype=np.float32)


def _mean_and_spread(values: Floats) -> tuple[float, float]:
    if len(values) == 0:
        return 0.0, 1.0
    spread = float(values.std())
    return float(values.mean()), spread if spread > 1e-9 else 1.0


def _blocks(rows: int) -> Iterator[slice]:
    return (slice(start, start + _BLOCK) for start in range(0, rows, _BLOCK))
