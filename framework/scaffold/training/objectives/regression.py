"""A number a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.extras import need
from scaffold.training.objectives.objective import linear_weights

if TYPE_CHECKING:
    from scaffold.models.classifier import Matrix
    from scaffold.training.objectives.objective import Truth


class Regression:
    """One output, compared by its squared distance; truth: numbers at the scale of the training texts, (n,).

    The task keeps mean and spread of the training numbers; here they have mean 0 and spread 1.
    """

    metrics: tuple[str, ...] = ("r2", "spearman")

    def figure(self, metric: str, logits: Matrix, truth: Truth) -> float:
        """Share of explained variance, or rank correlation."""
        if len(truth) < 2 or np.ptp(truth) == 0:
            return 0.0
        if metric == "spearman":
            return float(np.nan_to_num(need("scipy.stats").spearmanr(logits[:, 0], truth).statistic))
        return float(1 - ((logits[:, 0] - truth) ** 2).mean() / truth.var())

    def losses(self, logits: Matrix, truth: Truth) -> Matrix:
        """Squared distances."""
        return np.asarray((logits[:, 0] - truth) ** 2)

    def scales(self) -> tuple[float, ...]:
        """None: a prediction means what it says."""
        return (1.0,)

    def start(self, features: Matrix, truth: Truth, outputs: int) -> tuple[Matrix, Matrix]:
        """Ridge regression on the features."""
        return self.weights(self.regression(1.0).fit(features, truth))

    def loss(self, logits: Any, truth: Any) -> Any:
        """Mean squared distance."""
        return need("torch").nn.functional.mse_loss(logits[:, 0], truth)

    def tensor(self, truth: list[Any]) -> Any:
        """Numbers."""
        return need("torch").tensor(np.asarray(truth, dtype=np.float32))

    def regression(self, strength: float) -> Any:
        """Ridge regression."""
        return need("sklearn.linear_model").Ridge(alpha=1 / strength)

    def machine(self, seed: int) -> Any:
        """The same: it takes sparse features too."""
        return need("sklearn.linear_model").Ridge(alpha=1.0, random_state=seed)

    def weights(self, fitted: Any) -> tuple[Matrix, Matrix]:
        """One row."""
        return linear_weights(fitted)
