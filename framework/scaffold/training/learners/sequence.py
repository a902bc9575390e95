"""A head that reads a text as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.extras import need
from scaffold.models.linear import LinearClassifier
from scaffold.training.score import Scorer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.classifier import Matrix
    from scaffold.models.encoder import Encoder
    from scaffold.training.learners.learner import Reading
    from scaffold.training.recipe import Recipe
    from scaffold.training.task import Task


class SequenceLearner:
    """Logits are scaled cosines to one vector a label (Gidaris & Komodakis 2018, section 3.2), or a plain linear layer.

    :param start: the encoder's features of the training texts, (n, dimension), unit length.
    """

    def __init__(self, task: Task, start: Matrix) -> None:
        self.name = task.head
        self.metric = task.metric
        self.task = task
        self._start = task.train.start(task.objective, start, len(task.labels))

    def layer(self, recipe: Recipe) -> Any:
        """A cosine layer for labels, a linear one for a number."""
        weight, bias = self._start
        scale = None if self.task.kind == "regression" else recipe.scale
        return _layer(weight, bias, scale)

    def tensor(self, truth: Sequence[Any]) -> Any:
        """As the objective has it."""
        return self.task.objective.tensor(list(truth))

    def loss(self, logits: Any, truth: Any) -> Any:
        """That of the objective."""
        return self.task.objective.loss(logits, truth)

    def judge(self, logits: Sequence[Any]) -> tuple[float, float]:
        """Metric and log-loss on the validation texts."""
        score, rows = Scorer.of(self.task), np.asarray(logits, dtype=np.float32)
        return score(rows), score.log_loss(rows)

    def finish(self, layer: Any, encoder: Encoder) -> LinearClassifier:
        """A linear classifier."""
        with need("torch").no_grad():
            weight, bias = layer.weight().numpy().copy(), layer.bias.numpy().copy()
        return LinearClassifier(encoder, self.task.labels, weight, bias)


def _layer(weight: Matrix, bias: Matrix, scale: float | None) -> Any:
    torch = need("torch")
    functional = torch.nn.functional

    class SequenceLayer(torch.nn.Module):  # type: ignore[misc, name-defined]
        """Pooled features to logits."""

        def __init__(self) -> None:
            super().__init__()
            self.classes = torch.nn.Parameter(torch.tensor(weight))
            # Softmax needs none, and one that moves would not be worth its noise.
            self.bias = torch.nn.Parameter(torch.tensor(bias), requires_grad=bool(np.any(bias)))

        def weight(self) -> Any:
            return self.classes if scale is None else scale * functional.normalize(self.classes, dim=-1)

        def forward(self, reading: Reading) -> Any:
            return reading.pooled @ self.weight().T + self.bias

    return SequenceLayer()
