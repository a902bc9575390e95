"""A candidate for a head that reads a text as a whole, with what it says about the texts at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scaffold.training.entry import Entry

if TYPE_CHECKING:
    from scaffold.models.classifier import Classifier, Outputs
    from scaffold.training.score import Scorer


@dataclass(frozen=True, eq=False, kw_only=True)
class Rung(Entry):
    """A trained classifier with its outputs for the known training texts and for the validation texts."""

    classifier: Classifier
    train: Outputs
    validation: Outputs

    @classmethod
    def measured(
        cls, name: str, classifier: Classifier, train: Outputs, validation: Outputs, score: Scorer, **more: Any
    ) -> Rung:
        """With its figures on the validation texts that `score` knows the truth of.

        :param more: `seconds`, `note` and `encoders`.
        """
        logits = validation.logits
        return cls(
            name=name,
            value=score(logits),
            log_loss=score.log_loss(logits) if len(score.truth) else None,
            classifier=classifier,
            train=train,
            validation=validation,
            **more,
        )
