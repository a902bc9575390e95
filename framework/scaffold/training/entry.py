"""One line of the table of candidates."""

from __future__ import annotations

from dataclasses import dataclass

TOGETHER = "together"
"""What the names of models begin with that were trained on one encoder with those of other heads."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Entry:
    """A model that was trained, and how it did.

    :ivar value: the head's metric on validation data.
    :ivar log_loss: mean negative log-probability of the truth there, after the best scaling of the logits; None
        without validation texts.
    :ivar seconds: what training it took, that of its members included.
    :ivar encoders: how many of them a text goes through: the price of a prediction.
    """

    name: str
    value: float
    log_loss: float | None
    seconds: float
    note: str = ""
    encoders: int = 1
