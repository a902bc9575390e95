"""One of several labels that stand in an order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.extras import need
from scaffold.training.objectives.classification import Classification

if TYPE_CHECKING:
    from scaffold.models.classifier import Matrix
    from scaffold.training.objectives.objective import Truth


class Ordinal(Classification):
    """A softmax whose errors count more the further they are away; truth: class indices in order, (n,)."""

    metrics: tuple[str, ...] = ("quadratic_kappa", "accuracy", "macro_f1")

    def figure(self, metric: str, logits: Matrix, truth: Truth) -> float:
        """Cohen's kappa with quadratic weights (Cohen 1968), or a figure of plain classification."""
        if metric != "quadratic_kappa":
            return super().figure(metric, logits, truth)
        kappa = need("sklearn.metrics").cohen_kappa_score(truth, logits.argmax(axis=1), weights="quadratic")
        return float(np.nan_to_num(kappa))

    def loss(self, logits: Any, truth: Any) -> Any:
        """Cross-entropy and the squared earth mover's distance (Hou, Yu & Samaras 2016, section 3.2)."""
        functional = need("torch").nn.functional
        likely = logits.softmax(-1).cumsum(-1)
        wanted = functional.one_hot(truth, logits.shape[-1]).to(logits.dtype).cumsum(-1)
        return super().loss(logits, truth) + ((likely - wanted) ** 2).sum(-1).mean()
