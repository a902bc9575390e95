"""A head whose encoder is also taught that texts of one label lie together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scaffold.extras import need
from scaffold.training.learners.sequence import SequenceLearner

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.encoder import Encoder
    from scaffold.models.linear import LinearClassifier
    from scaffold.training.learners.learner import Reading
    from scaffold.training.recipe import Recipe

TEMPERATURE = 0.1


class ContrastiveLearner(SequenceLearner):
    """Cross-entropy of the labels and the supervised contrastive loss of a batch, weighted.

    Where the second has all the weight, cross-entropy teaches the head, and the encoder sees nothing of it.

    :param weight: of the contrastive loss, above 0 and at most 1; the other one has the rest.
    """

    def __init__(self, learner: SequenceLearner, weight: float) -> None:
        vars(self).update(vars(learner))
        self.weight = weight

    def layer(self, recipe: Recipe) -> Any:
        """Gives the features behind the logits, so that the loss sees both."""
        return _layer(super().layer(recipe), apart=self.weight == 1)

    def loss(self, logits: Any, truth: Any) -> Any:
        """Both parts together; `logits` with the features behind them, (n, classes + dimension)."""
        classes = len(self.task.labels)
        contrast = supervised_contrast(logits[:, classes:], truth)
        return (1 - self.weight or 1) * super().loss(logits[:, :classes], truth) + self.weight * contrast

    def judge(self, logits: Sequence[Any]) -> tuple[float, float]:
        """Metric and log-loss on the validation texts."""
        return super().judge([row[: len(self.task.labels)] for row in logits])

    def finish(self, layer: Any, encoder: Encoder) -> LinearClassifier:
        """A linear classifier."""
        return super().finish(layer.head, encoder)


def supervised_contrast(features: Any, truth: Any) -> Any:
    """Supervised contrastive loss of a batch (Khosla et al. 2020, equation 2), by a temperature of 0.1.

    :param features: (n, dimension), unit length.
    :param truth: label of each, (n,); one that no other row has counts as wrong for the others only.
    """
    torch = need("torch")
    itself = torch.eye(len(truth), dtype=torch.bool, device=truth.device)
    scores = (features @ features.T / TEMPERATURE).masked_fill(itself, float("-inf"))
    alike = (truth[:, None] == truth) & ~itself
    said = scores.log_softmax(-1).masked_fill(~alike, 0.0).sum(-1)
    count = alike.sum(-1)
    anchors = count > 0
    return -(said / count.clamp(min=1)).sum() / anchors.sum().clamp(min=1)


def _layer(head: Any, *, apart: bool) -> Any:
    """`apart`: the encoder learns nothing from the head."""
    torch = need("torch")

    class FeaturesBehindLogits(torch.nn.Module):  # type: ignore[misc, name-defined]
        """The head's logits and what they were made from."""

        def __init__(self) -> None:
            super().__init__()
            self.head = head

        def forward(self, reading: Reading) -> Any:
            seen = replace(reading, pooled=reading.pooled.detach()) if apart else reading
            return torch.cat([self.head(seen), reading.pooled], dim=-1)

    return FeaturesBehindLogits()
