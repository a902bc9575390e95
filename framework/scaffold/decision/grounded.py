"""What heads of labels and of numbers have in common in a bundle: a classifier, cases it knows, and what is strange."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scaffold.decision.evidence import Evidence
from scaffold.decision.out_of_scope import OutOfScopeDetector
from scaffold.models.classifier import read_parts, write_parts
from scaffold.models.reading import read_classifier

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold.models.classifier import Classifier
    from scaffold.models.store import EncoderStore

_DECISION = "decision"


@dataclass(frozen=True, eq=False)
class Grounded:
    """The part of a head that does not depend on its kind.

    :ivar settings: those of the kind itself.
    """

    classifier: Classifier
    evidence: Evidence
    detector: OutOfScopeDetector
    settings: dict[str, Any]

    def save(self, folder: Path, encoders: EncoderStore) -> None:
        """Write everything into `folder`."""
        self.classifier.save(folder / "classifier", encoders)
        self.evidence.save(folder / "cases")
        settings = self.settings | {"out_of_scope": self.detector.as_dict()}
        write_parts(folder, settings, self.detector.arrays(), name=_DECISION)

    @classmethod
    def read(cls, folder: Path, encoders: EncoderStore) -> Grounded:
        """Load what `save` wrote.

        :raises BundleError: when a part is missing or damaged.
        """
        settings, arrays = read_parts(folder, name=_DECISION, what="the decision settings")
        evidence = Evidence.read(folder / "cases")
        detector = OutOfScopeDetector.restore(settings["out_of_scope"], arrays, evidence.cases.features)
        return cls(read_classifier(folder / "classifier", encoders), evidence, detector, settings)
