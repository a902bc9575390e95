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
    :ivar rdrop: weight of the distance between two passes with different dropout; 0 for one pass.
    :ivar fgm: length of the adversarial step on the inputs of the trained part; 0 for none.
    :ivar ema: share of itself that the running mean of the weights keeps at each step; 0 for no mean.
    :ivar label_smoothing: share of a label's probability that is spread over all labels.
    :ivar logit_adjustment: strength of the adjustment for rare classes; 1 balances them.
    :ivar contrastive: share of the loss that brings texts of one label together; 0 for none, 1 leaves the encoder
        nothing else to learn from.
    :ivar sampling: of several heads on one encoder, where texts lack labels for some: those of the same heads are seen
        in proportion to their number to this power; 1 for each text once an epoch.
    :ivar crf: tagging heads learn which tag follows which (a conditional random field), too.
    :ivar exact: multiply with 32 bits also on processors that multiply with 16 two to three times as fast.
    :ivar gradient_checkpointing: compute what a layer said again when its gradient is needed, instead of keeping it.
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
    rdrop: float = 0.0
    fgm: float = 0.0
    ema: float = 0.0
    label_smoothing: float = 0.0
    logit_adjustment: float = 0.0
    contrastive: float = 0.0
    sampling: float = 1.0
    crf: bool = False
    exact: bool = False
    gradient_checkpointing: bool = False

    @property
    def cost(self) -> float:
        """What a step costs against one without switches, roughly: passes forth and back through the trained part."""
        # An adversary needs the gradient of its inputs, then a pass of its own.
        return (2.0 if self.rdrop else 1.0) * (2.5 if self.fgm else 1.0) * (1.3 if self.gradient_checkpointing else 1.0)

    @property
    def note(self) -> str:
        """What the table of candidates says of it."""
        switches = [f"{title} {getattr(self, name):g}" for name, title in _SWITCHES.items() if getattr(self, name)]
        return ", ".join([f"{self.epochs} epochs", f"seed {self.seed}", *switches])


_SWITCHES = {
    "rdrop": "R-Drop",
    "fgm": "FGM",
    "ema": "EMA",
    "label_smoothing": "label smoothing",
    "logit_adjustment": "logit adjustment",
    "contrastive": "contrast",
}
