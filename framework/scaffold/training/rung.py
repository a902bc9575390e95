"""One line of the table of candidates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scaffold.models.classifier import Classifier, Outputs
    from scaffold.training.score import Scorer


@dataclass(frozen=True, eq=False)
class Rung:
    """A trained classifier with its outputs on both splits.

    :ivar value: the head's metric on validation data.
    :ivar log_loss: mean negative log-probability of the truth there, after the best scaling of the logits; None
        without validation texts.
    :ivar seconds: what training it took, that of its members included.
    :ivar encoders: how many of them a text goes through: the price of a prediction.
    """

    name: str
    classifier: Classifier
    train: Outputs
    validation: Outputs
    value: float
    log_loss: float | None
    seconds: float
    note: str = ""
    encoders: int = 1

    @classmethod
    def measured(
        cls,
        name: str,
        classifier: Classifier,
        train: Outputs,
        validation: Outputs,
        score: Scorer,
        *,
        seconds: float,
        note: str = "",
        encoders: int = 1,
    ) -> Rung:
        """With its figures on the validation texts that `score` knows the truth of."""
        logits = validation.logits
        loss = score.log_loss(logits) if len(score.truth) else None
        return cls(name, classifier, train, validation, score(logits), loss, seconds, note, encoders)
