"""Any number of labels a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.extras import need
from scaffold.models.classifier import unit_rows
from scaffold.training.objectives.objective import SCALES

if TYPE_CHECKING:
    from scaffold.models.classifier import Matrix
    from scaffold.training.objectives.objective import Truth

_NO_DIRECTION = 1e-6


class Multilabel:
    """A sigmoid a label; truth: 0 and 1, (n, labels)."""

    metrics: tuple[str, ...] = ("macro_f1", "micro_f1", "subset_accuracy")

    def figure(self, metric: str, logits: Matrix, truth: Truth) -> float:
        """Macro-F1, micro-F1 or the share of texts with just the right labels, at the best common threshold."""
        return max(self._at(metric, logits > np.log(p / (1 - p)), truth) for p in (0.15, 0.2, 0.25, 0.3, 0.4, 0.5))

    def losses(self, logits: Matrix, truth: Truth) -> Matrix:
        """Binary cross-entropy, summed over the labels."""
        return np.asarray((np.logaddexp(0, logits) - truth * logits).sum(axis=1))

    def scales(self) -> tuple[float, ...]:
        """A grid around 1."""
        return SCALES

    def start(self, features: Matrix, truth: Truth, outputs: int) -> tuple[Matrix, Matrix]:
        """From the middle of all texts to that of each label's, and the log-odds of how often it occurs."""
        share = (truth.sum(axis=0) + 1) / (len(truth) + 2)
        middle = (truth.T @ features) / np.maximum(truth.sum(axis=0), 1)[:, None] - features.mean(axis=0)
        # A label that every text has, or whose texts lie around the middle of all, has no direction of its own.
        middle[np.linalg.norm(middle, axis=1) < _NO_DIRECTION] = features.mean(axis=0)
        return unit_rows(middle), np.log(share / (1 - share)).astype(np.float32)

    def loss(self, logits: Any, truth: Any) -> Any:
        """Binary cross-entropy, summed over the labels."""
        entropy = need("torch").nn.functional.binary_cross_entropy_with_logits
        return entropy(logits, truth, reduction="none").sum(-1).mean()

    def tensor(self, truth: list[Any]) -> Any:
        """0 and 1, (batch, labels)."""
        return need("torch").tensor(np.stack(truth))

    def regression(self, strength: float) -> Any:
        """Logistic regression, one a label."""
        return _one_a_label(need("sklearn.linear_model").LogisticRegression(C=strength, max_iter=1000, tol=1e-4))

    def machine(self, seed: int) -> Any:
        """Logistic regression, one a label: a support vector machine has no probabilities to set thresholds on."""
        model = need("sklearn.linear_model").LogisticRegression
        return _one_a_label(model(C=10.0, solver="liblinear", random_state=seed))

    def weights(self, fitted: Any) -> tuple[Matrix, Matrix]:
        """One row a label; a label that no text or every text has gets its bias alone."""
        width = next(one.coef_.shape[1] for one in fitted.estimators_ if hasattr(one, "coef_"))
        weight = np.zeros((len(fitted.estimators_), width), dtype=np.float32)
        bias = np.zeros(len(fitted.estimators_), dtype=np.float32)
        for row, one in enumerate(fitted.estimators_):
            if hasattr(one, "coef_"):
                weight[row], bias[row] = one.coef_[0], one.intercept_[0]
            else:
                bias[row] = 10.0 if one.y_[0] else -10.0
        return weight, bias

    def _at(self, metric: str, predicted: Truth, truth: Truth) -> float:
        if metric == "subset_accuracy":
            return float((predicted == (truth > 0)).all(axis=1).mean())
        average = metric.removesuffix("_f1")
        return float(need("sklearn.metrics").f1_score(truth, predicted, average=average, zero_division=0))


def _one_a_label(model: Any) -> Any:
    return need("sklearn.multiclass").OneVsRestClassifier(model)
