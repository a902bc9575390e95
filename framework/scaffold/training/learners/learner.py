"""The part of a fine-tuning that belongs to one head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import torch

    from scaffold.models.encoder import Encoder
    from scaffold.training.recipe import Recipe


@dataclass(frozen=True)
class Reading:
    """What the encoder says about the texts of a batch.

    :ivar states: (n, length, width).
    :ivar pooled: (n, dimension), unit length.
    :ivar words: token position of each word's first piece, and the shapes of the word before, of the word and of
        the one after, (n, most words, 4); 0 where a text has fewer words.
    """

    states: torch.Tensor
    pooled: torch.Tensor
    words: torch.Tensor | None = None


class Learner(Protocol):
    """One head in a fine-tuning."""

    name: str
    metric: str
    task: Any
    """With its `kind`, its `labels` and its texts to `train` on."""

    def layer(self, recipe: Recipe) -> Any:
        """A torch module on `recipe.seed` that takes a `Reading` and gives logits, one row a text or a word."""

    def tensor(self, truth: Sequence[Any]) -> torch.Tensor:
        """The truth of some rows as the `loss` wants it."""

    def loss(self, logits: Any, truth: Any) -> Any:
        """What the fine-tuning makes smaller: a scalar with its gradient."""

    def judge(self, logits: Sequence[Any]) -> tuple[float, float]:
        """The metric and the log-loss of all validation rows.

        :param logits: arrays in the order of the validation rows, one a text.
        """

    def finish(self, layer: Any, encoder: Encoder) -> Any:
        """The trained head, ready to predict.

        :param layer: what `layer` gave, trained.
        """
