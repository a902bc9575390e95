"""A trained head with its promises: calibrated, with conformal sets and out-of-scope rejection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scaffold.decision.act import next_action
from scaffold.decision.calibration import Temperature
from scaffold.decision.class_conditional import KINDS, LabelSets, read_sets
from scaffold.decision.costs import Costs
from scaffold.decision.head import Judgement
from scaffold.decision.heat import Heat, heat_of
from scaffold.decision.occlusion import occlude
from scaffold.decision.out_of_scope import OutOfScopeDetector
from scaffold.decision.records import LabelDecision
from scaffold.decision.rules.enforcing import enforce
from scaffold.decision.rules.tracing import gist, trace
from scaffold.decision.strangeness import parts_for
from scaffold.errors import BundleError
from scaffold.models.cases import NearCase
from scaffold.models.classifier import read_parts, write_parts
from scaffold.models.reading import read_classifier
from scaffold.models.voting import CaseVoting
from scaffold.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from scaffold.decision.decision import Span
    from scaffold.decision.rules.head_rules import Flags, HeadRules
    from scaffold.decision.rules.tracing import Trace
    from scaffold.models.classifier import Matrix, Outputs
    from scaffold.models.store import EncoderStore
    from scaffold.models.tokens import Text
    from scaffold.settings import DecisionSettings

IMAGE_KINDS = ("image", "fusion")
"""Kinds of heads that look at an image."""
_ALTERNATIVES = 5
_CASES = 3


@dataclass(frozen=True, eq=False)
class Predictions:
    """What a head says about n texts.

    :ivar probabilities: calibrated, (n, classes).
    :ivar inside: which labels are in each text's conformal set, (n, classes).
    :ivar scores: how strange each text is, (n,); `rejected` says which are too strange.
    :ivar fired: which of the head's rules fire on which text, (n, rules); None for a head without rules.
    """

    probabilities: npt.NDArray[np.float64]
    inside: npt.NDArray[np.bool_]
    scores: npt.NDArray[np.float64]
    rejected: npt.NDArray[np.bool_]
    outputs: Outputs
    fired: npt.NDArray[np.bool_] | None = None


@dataclass(frozen=True, eq=False)
class HeadModel:
    """A classifier whose numbers can be acted on: one label, of a text, a pair, two entities, an image, or in order.

    :ivar rules: move its logits before calibration, and decide or forbid after it.
    """

    name: str
    classifier: CaseVoting
    temperature: Temperature
    sets: LabelSets
    detector: OutOfScopeDetector
    kind: str = "classification"
    rules: HeadRules | None = None

    @classmethod
    def fit(
        cls,
        name: str,
        classifier: CaseVoting,
        validation: Outputs,
        truth: npt.NDArray[np.int64],
        settings: DecisionSettings,
        kind: str = "classification",
        rules: HeadRules | None = None,
    ) -> HeadModel:
        """Calibrate on validation texts the classifier was not fitted on.

        :param validation: the classifier's outputs for them, with what soft rules add.
        :param truth: their class indices, (n,).
        """
        temperature = Temperature.fit(validation.logits, truth)
        sets = KINDS[settings.sets].fit(temperature.probabilities(validation.logits), truth, settings.error_rate)
        detector = OutOfScopeDetector.fit(
            classifier.cases.features,
            classifier.cases.truth,
            validation.features,
            validation.logits / temperature.value,
            false_reject_rate=settings.false_reject_rate,
            parts=parts_for(validation.logits, truth, classifier.cases.features.shape),
        )
        return cls(name, classifier, temperature, sets, detector, kind, rules)

    @property
    def labels(self) -> tuple[str, ...]:
        """Class names, in the order of every (n, classes) array."""
        return self.classifier.labels

    @property
    def notes(self) -> list[str]:
        """What a reader of the figures has to know about how they were fitted."""
        return [note for note in (self.temperature.note, self.sets.note, self.detector.note) if note]

    def predict(self, texts: Sequence[Text], *, progress: Progress = SILENT) -> Predictions:
        """Probabilities, sets and strangeness of `texts`, in their order."""
        outputs = self.classifier.outputs(texts, progress=progress)
        return self.judge(outputs, None if self.rules is None else self.rules.fired(texts))

    def judge(self, outputs: Outputs, fired: Flags | None = None) -> Predictions:
        """The same for outputs that are already there.

        :param fired: which rules fire on which text, (n, rules).
        """
        logits, probabilities, inside = self._ruled(outputs.logits, fired)
        scores = self.detector.score(outputs.features, logits / self.temperature.value)
        return Predictions(probabilities, inside, scores, self.detector.rejected(scores), outputs, fired)

    def _ruled(self, logits: Matrix, fired: Flags | None) -> tuple[Matrix, npt.NDArray[np.float64], Flags]:
        """Logits with what soft rules add, and probabilities and sets after what hard ones demand."""
        if self.rules is None or fired is None:
            probabilities = self.temperature.probabilities(logits)
            return logits, probabilities, self.sets.sets(probabilities)
        moved = logits + self.rules.shift(fired)
        probabilities = self.temperature.probabilities(moved)
        return moved, *enforce(self.rules, fired, probabilities, self.sets.sets(probabilities))

    def effects(self, predictions: Predictions, row: int) -> list[Trace]:
        """What each rule that fired on a text did: the decision without it, and as it is."""
        if self.rules is None or predictions.fired is None:
            return []
        logits = predictions.outputs.logits[row : row + 1]
        return trace(
            self.rules, predictions.fired[row], lambda fired: gist(self.labels, self._ruled(logits, fired[None])[1][0])
        )

    def decisions(self, predictions: Predictions) -> list[LabelDecision]:
        """One record a text."""
        made = []
        for row, inside in zip(predictions.probabilities, predictions.inside, strict=True):
            order = np.argsort(-row, kind="stable")
            possible = tuple(self.labels[i] for i in order if inside[i])
            ranked = tuple((self.labels[i], float(row[i])) for i in order[:_ALTERNATIVES])
            made.append(LabelDecision(ranked[0][0], ranked[0][1], possible, ranked))
        return made

    def judgements(
        self, predictions: Predictions, decisions: Sequence[LabelDecision], settings: Mapping[str, Any]
    ) -> list[Judgement]:
        """Whether each text is in scope, what it is like, and what to do with it."""
        costs = Costs.of(settings)
        by_costs = costs.of_answers(predictions.probabilities, self.labels).tolist() if costs else []
        rows = zip(
            decisions,
            by_costs or [None] * len(decisions),
            predictions.scores.tolist(),
            predictions.rejected.tolist(),
            self.near_cases(predictions.outputs.features),
            strict=True,
        )
        made = []
        for decision, answer_cost, score, rejected, cases in rows:
            action, reason = next_action(
                decision,
                rejected=rejected,
                ask_below=float(settings["ask_below"]),
                error_rate=self.sets.error_rate,
                costs=costs,
                answer_cost=answer_cost,
            )
            made.append(Judgement(score, rejected, cases, action, reason))
        return made

    def weights(self, text: Text) -> tuple[Span, ...]:
        """The fall in log-probability of the label without each part of the text; nothing for a head of images."""
        return () if self.kind == "image" else occlude(self, text)

    def heat(self, text: Text) -> Heat | None:
        """The fall in log-odds of the label without each place of the image; None for a head that looks at none."""
        return heat_of(self, text) if self.kind in IMAGE_KINDS else None

    def near_cases(self, features: Matrix, k: int = _CASES) -> list[tuple[NearCase, ...]]:
        """The nearest training cases of each text, nearest first.

        :param features: the classifier's features of the texts, (n, dimension).
        """
        cases = self.classifier.cases
        indices, cosines = cases.nearest(features, k)
        return [
            tuple(
                NearCase(cases.texts[i], self.labels[cases.truth[i]], float(cosine))
                for i, cosine in zip(row, values, strict=True)
            )
            for row, values in zip(indices, cosines, strict=True)
        ]

    def save(self, folder: Path, encoders: EncoderStore) -> None:
        """Write the classifier and all that was fitted after it into `folder`."""
        self.classifier.save(folder / "classifier", encoders)
        settings: dict[str, Any] = {
            "calibration": self.temperature.as_dict(),
            "conformal": self.sets.as_dict(),
            "out_of_scope": self.detector.as_dict(),
        }
        write_parts(folder, settings, self.detector.arrays(), name="decision")

    @classmethod
    def read(cls, name: str, folder: Path, encoders: EncoderStore, kind: str = "classification") -> HeadModel:
        """Load what `save` wrote.

        :raises BundleError: when a part is missing or damaged.
        """
        classifier = read_classifier(folder / "classifier", encoders)
        settings, arrays = read_parts(folder, name="decision", what="the decision settings")
        if not isinstance(classifier, CaseVoting):
            raise BundleError("the head has no known cases", where=str(folder))
        return cls(
            name,
            classifier,
            Temperature.from_dict(settings["calibration"]),
            read_sets(settings["conformal"]),
            OutOfScopeDetector.restore(settings["out_of_scope"], arrays, classifier.cases.features),
            kind,
        )
