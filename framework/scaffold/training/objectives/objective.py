"""What every kind of head tells the ladder about itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scaffold.models.classifier import Matrix

Truth = npt.NDArray[Any]
"""Class indices (n,), 0 and 1 a label (n, labels), or numbers (n,)."""


class Objective(Protocol):
    """How logits (n, outputs) and the truth of n texts are brought together."""

    metrics: tuple[str, ...]
    """What candidates may be chosen by, the usual one first; for all of them higher is better."""

    def figure(self, metric: str, logits: Matrix, truth: Truth) -> float:
        """One of `metrics`."""

    def losses(self, logits: Matrix, truth: Truth) -> Matrix:
        """What is minimised, one number a text, (n,)."""

    def scales(self) -> tuple[float, ...]:
        """What logits may be multiplied by to fit the validation texts better."""

    def start(self, features: Matrix, truth: Truth, outputs: int) -> tuple[Matrix, Matrix]:
        """Weight (outputs, dimension) and bias (outputs,) a fine-tuning starts from."""

    def loss(self, logits: Any, truth: Any) -> Any:
        """The mean of `losses` for torch tensors, with its gradient."""

    def tensor(self, truth: list[Any]) -> Any:
        """The truth of a batch as a torch tensor."""

    def regression(self, strength: float) -> Any:
        """An unfitted scikit-learn model for frozen features; the larger `strength`, the closer it fits."""

    def machine(self, seed: int) -> Any:
        """The same for sparse word features."""

    def weights(self, fitted: Any) -> tuple[Matrix, Matrix]:
        """Weight and bias of what either of them became."""


SCALES = tuple(2.0 ** (step / 2) for step in range(-8, 9))


def linear_weights(fitted: Any) -> tuple[Matrix, Matrix]:
    """Weight and bias of a linear scikit-learn model, two rows where it keeps one for two classes."""
    weight, bias = np.atleast_2d(fitted.coef_), np.atleast_1d(fitted.intercept_)
    return np.asarray(weight, dtype=np.float32), np.asarray(bias, dtype=np.float32)
