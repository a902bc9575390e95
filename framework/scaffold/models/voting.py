"""A classifier that also asks the nearest known cases."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from scaffold.models.cases import Cases
from scaffold.models.classifier import Classifier, Matrix, Outputs, read_parts, write_parts
from scaffold.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scaffold.models.store import EncoderStore
    from scaffold.models.tokens import Text


@dataclass(frozen=True)
class Votes:
    """How much the nearest cases count.

    :ivar share: 0 leaves the classifier alone, 1 counts only the votes.
    :ivar temperature: small gives the nearest case nearly all the say.
    """

    share: float = 0.0
    k: int = 20
    temperature: float = 0.05


class CaseVoting:
    """log p = (1 - share) · log p(classifier) + share · log p(votes of the nearest cases).

    :param scale: what the classifier's logits are multiplied by before they become probabilities.
    """

    kind = "voting"

    def __init__(self, classifier: Classifier, cases: Cases, votes: Votes, *, scale: float = 1.0) -> None:
        self.classifier = classifier
        self.labels = classifier.labels
        self.cases = cases
        self.votes = votes
        self.scale = scale

    def outputs(self, texts: Sequence[Text], *, progress: Progress = SILENT) -> Outputs:
        """Logits and features of `texts`, in their order."""
        return self.vote(self.classifier.outputs(texts, progress=progress))

    def vote(self, plain: Outputs) -> Outputs:
        """The classifier's outputs with the votes mixed in."""
        if self.votes.share == 0:
            return plain
        votes = self.cases.log_votes(
            plain.features, len(self.labels), k=self.votes.k, temperature=self.votes.temperature
        )
        # Not normalised: how large the logits are says how familiar the text is.
        mixed: Matrix = (1 - self.votes.share) * self.scale * plain.logits + self.votes.share * votes
        return Outputs(mixed, plain.features)

    def save(self, folder: Path, encoders: EncoderStore) -> None:
        """Write the classifier and the cases into sub-folders."""
        self.classifier.save(folder / "classifier", encoders)
        self.cases.save(folder / "cases")
        settings = {"kind": self.kind, "labels": list(self.labels), "scale": self.scale, "votes": asdict(self.votes)}
        write_parts(folder, settings, {})

    @classmethod
    def read(cls, folder: Path, encoders: EncoderStore) -> CaseVoting:
        """Load what `save` wrote."""
        from scaffold.models.reading import read_classifier

        settings, _ = read_parts(folder)
        classifier = read_classifier(folder / "classifier", encoders)
        return cls(classifier, Cases.read(folder / "cases"), Votes(**settings["votes"]), scale=settings["scale"])
