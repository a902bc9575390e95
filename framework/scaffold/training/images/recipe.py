"""How a net is trained on images."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class ImageRecipe:
    """Settings of one training.

    :ivar epochs: times each image is seen.
    :ivar learning_rate: the highest; it rises over the first tenth of the steps and falls as a cosine.
    :ivar ema: share that the mean of the weights keeps at a step.
    :ivar smoothing: share of a label that all labels get.
    :ivar balance: whether classes count alike, however many images each has.
    """

    epochs: int
    seed: int
    batch_size: int = 64
    learning_rate: float = 3e-3
    weight_decay: float = 0.05
    ema: float = 0.99
    smoothing: float = 0.05
    balance: bool = True
    flip: bool = False
    augment: bool = True

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)

    @property
    def note(self) -> str:
        """What there is to say about it in the table of candidates."""
        classes = ", classes count alike" if self.balance else ""
        return f"{self.epochs} epochs, mean of its weights{classes}, seed {self.seed}"
