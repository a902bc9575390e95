"""One of several labels a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.extras import need
from scaffold.models.classifier import log_softmax, unit_rows
from scaffold.training.objectives.objective import SCALES, linear_weights

if TYPE_CHECKING:
    from scaffold.models.classifier import Matrix
    from scaffold.training.objectives.objective import Truth


class Classification:
    """Softmax over the labels; truth: class indices (n,)."""

    metrics: tuple[str, ...] = ("accuracy", "macro_f1")

    def figure(self, metric: str, logits: Matrix, truth: Truth) -> float:
        """Accuracy or macro-F1."""
        predicted = logits.argmax(axis=1)
        if metric == "macro_f1":
            return float(need("sklearn.metrics").f1_score(truth, predicted, average="macro", zero_division=0))
        return float((predicted == truth).mean())

    def losses(self, logits: Matrix, truth: Truth) -> Matrix:
        """Negative log-probability of the truth."""
        return np.asarray(-log_softmax(logits)[np.arange(len(truth)), truth])

    def scales(self) -> tuple[float, ...]:
        """A grid around 1."""
        return SCALES

    def start(self, features: Matrix, truth: Truth, outputs: int) -> tuple[Matrix, Matrix]:
        """The middle of each class's texts, at unit length, and no bias."""
        rows = np.stack([features[truth == c].mean(axis=0) for c in range(outputs)])
        return unit_rows(rows), np.zeros(outputs, dtype=np.float32)

    def loss(self, logits: Any, truth: Any) -> Any:
        """Cross-entropy."""
        return need("torch").nn.functional.cross_entropy(logits, truth)

    def tensor(self, truth: list[Any]) -> Any:
        """Class indices."""
        return need("torch").tensor(truth)

    def regression(self, strength: float) -> Any:
        """Logistic regression."""
        return need("sklearn.linear_model").LogisticRegression(C=strength, max_iter=1000, tol=1e-4)

    def machine(self, seed: int) -> Any:
        """A linear support vector machine, one class against the rest."""
        return need("sklearn.svm").LinearSVC(C=1.0, random_state=seed)

    def weights(self, fitted: Any) -> tuple[Matrix, Matrix]:
        """One row a class; of two classes scikit-learn keeps one row."""
        weight, bias = linear_weights(fitted)
        if len(weight) == 1:
            weight, bias = np.concatenate([-weight / 2, weight / 2]), np.concatenate([-bias / 2, bias / 2])
        return weight, bias
