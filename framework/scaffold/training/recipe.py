"""The settings of one fine-tuning."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Recipe:
    """Settings of one fine-tuning.

    :ivar scale: logits are `scale` times the cosine to a vector a class, which starts at the class centroid
        (Gidaris & Komodakis 2018, section 3.2).
    :ivar head_pace: how much faster the heads learn than the encoder under them.
    :ivar patience: epochs without a lower log-loss on validation data before it stops; 0 never stops.
    """

    epochs: int = 8
    batch_size: int = 32
    accumulate: int = 1
    learning_rate: float = 2e-4
    weight_decay: float = 0.01
    warmup: float = 0.1
    scale: float = 16.0
    head_pace: float = 5.0
    patience: int = 3
    seed: int = 1
