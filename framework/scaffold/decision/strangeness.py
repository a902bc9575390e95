"""Scores of how strange a text is, each from another side; higher is stranger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scaffold.decision.calibration import log_sum_exp

if TYPE_CHECKING:
    from scaffold.decision.out_of_scope import OutOfScopeDetector

Floats = npt.NDArray[np.float64]
Vectors = npt.NDArray[np.float32]

DEFAULT_PARTS = ("centroid", "neighbours", "energy")
"""The scores that are averaged unless others are named."""

BETWEEN_CLEAR_CLASSES = ("relative", "neighbours", "energy")
"""Those for many classes that are told apart well."""

FEWEST_CLASSES = 10
"""With fewer classes, distances to them say more than how a text lies between them."""

CLEAR = 0.7
"""Accuracy on validation rows from which classes count as clear."""

ROWS_A_DIMENSION = 5
"""Training rows for each number of a feature from which their covariance is known well enough."""


def parts_for(logits: npt.ArrayLike, truth: npt.ArrayLike, known: tuple[int, int]) -> tuple[str, ...]:
    """Which scores to average for a classifier.

    Where there are many classes and the classifier tells them apart, what belongs to none of them lies between them,
    which the relative distance sees best. Where classes overlap, known texts lie between them too, and a covariance of
    few training rows says more about these than about texts to come.

    :param logits: of validation rows, shape (n, k).
    :param truth: their true columns, shape (n,).
    :param known: shape of the training features, (rows, dimension).
    """
    z, y = np.asarray(logits), np.asarray(truth)
    enough = z.shape[1] >= FEWEST_CLASSES and known[0] >= ROWS_A_DIMENSION * known[1]
    clear = enough and len(y) > 0 and float((z.argmax(axis=1) == y).mean()) >= CLEAR
    return BETWEEN_CLEAR_CLASSES if clear else DEFAULT_PARTS


def centroid(detector: OutOfScopeDetector, x: Vectors, _: Floats) -> Floats:
    """Cosine distance to the nearest class mean: Snell et al. 2017, "Prototypical Networks", section 2.3."""
    return np.asarray(1 - (x @ unit(detector.fitted["means"]).T).max(axis=1), dtype=np.float64)


def mahalanobis(detector: OutOfScopeDetector, x: Vectors, _: Floats) -> Floats:
    """Distance to the nearest class mean under one shared covariance.

    Lee et al. 2018, "A Simple Unified Framework for Detecting Out-of-Distribution Samples", section 2.1;
    for text Podolskiy et al. 2021. The covariance is shrunk as in Ledoit and Wolf 2004.
    """
    return np.asarray(np.sqrt(squared_distance(x, detector.fitted["means"], detector.fitted["whiten"])))


def relative(detector: OutOfScopeDetector, x: Vectors, _: Floats) -> Floats:
    """Squared distance to the nearest class mean, less that to the mean of all rows under the covariance of all.

    Ren et al. 2021, "A Simple Fix to Mahalanobis Distance for Improving Near-OOD Detection", section 3: directions in
    which all classes vary alike do not count. So that they cancel to nothing, the covariance of all rows is the
    shrunk one within classes plus that of the class means; two that are shrunk apart call far texts familiar.
    """
    fitted = detector.fitted
    nearest = squared_distance(x, fitted["means"], fitted["whiten"])
    return nearest - squared_distance(x, fitted["centre"], fitted["whiten_all"])


def neighbours(detector: OutOfScopeDetector, x: Vectors, _: Floats) -> Floats:
    """Cosine distance to the nearest training row.

    Sun et al. 2022, "Out-of-Distribution Detection with Deep Nearest Neighbors", with k = 1: classes may have
    as few as ten rows, and then a larger k looks into other classes.
    """
    return np.asarray(1 - (x @ detector.stored.T).max(axis=1), dtype=np.float64)


def energy(_: OutOfScopeDetector, x: Vectors, logits: Floats) -> Floats:
    """Negative log-sum-exp of the logits: Liu et al. 2020, "Energy-based Out-of-distribution Detection"."""
    return -log_sum_exp(logits)


def confidence(_: OutOfScopeDetector, x: Vectors, logits: Floats) -> Floats:
    """One minus the highest softmax probability: Hendrycks and Gimpel 2017."""
    return np.asarray(1 - np.exp(logits.max(axis=1) - log_sum_exp(logits)))


PARTS: Mapping[str, Callable[[OutOfScopeDetector, Vectors, Floats], Floats]] = {
    "centroid": centroid,
    "mahalanobis": mahalanobis,
    "relative": relative,
    "neighbours": neighbours,
    "energy": energy,
    "confidence": confidence,
}
"""Scores by name; each takes the detector, unit-length features (n, d) and logits (n, k), and gives (n,)."""


def squared_distance(x: Vectors, means: npt.NDArray[Any], whiten: npt.NDArray[Any]) -> Floats:
    """Squared length of the difference to the nearest mean, after whitening; shape (n,)."""
    z, centres = x @ whiten.astype(np.float64), means @ whiten.astype(np.float64)
    squared = (z**2).sum(axis=1)[:, None] + (centres**2).sum(axis=1) - 2 * z @ centres.T
    return np.asarray(np.maximum(squared.min(axis=1), 0))


def unit(x: Vectors) -> Vectors:
    """Rows of length one; a row of zeros stays so."""
    lengths = np.linalg.norm(x, axis=1, keepdims=True)
    return np.asarray(x / np.where(lengths > 0, lengths, 1), dtype=np.float32)
