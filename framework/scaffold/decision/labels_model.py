"""A trained head that gives a text any number of labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scaffold.decision.grounded import Grounded
from scaffold.decision.head import Judgement
from scaffold.decision.occlusion import occlude
from scaffold.decision.platt import PlattScaling
from scaffold.decision.records import LabelsDecision
from scaffold.decision.risk_control import RiskControlledSets
from scaffold.decision.rules.enforcing import enforce_labels
from scaffold.decision.rules.tracing import trace
from scaffold.decision.thresholds import Thresholds
from scaffold.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from scaffold.decision.decision import Span
    from scaffold.decision.evidence import Evidence
    from scaffold.decision.out_of_scope import OutOfScopeDetector
    from scaffold.decision.rules.head_rules import Flags, HeadRules
    from scaffold.decision.rules.tracing import Trace
    from scaffold.models.classifier import Classifier, Matrix, Outputs
    from scaffold.models.store import EncoderStore
    from scaffold.models.tokens import Text
    from scaffold.settings import DecisionSettings

_ALTERNATIVES = 5


@dataclass(frozen=True, eq=False)
class LabelsPredictions:
    """What a head says about n texts.

    :ivar probabilities: of each label by itself, calibrated, (n, labels).
    :ivar chosen: which labels are given, (n, labels); `inside` which are still possible.
    :ivar scores: how strange each text is, (n,); `rejected` says which are too strange.
    :ivar fired: which of the head's rules fire on which text, (n, rules); None for a head without rules.
    """

    probabilities: npt.NDArray[np.float64]
    chosen: npt.NDArray[np.bool_]
    inside: npt.NDArray[np.bool_]
    scores: npt.NDArray[np.float64]
    rejected: npt.NDArray[np.bool_]
    outputs: Outputs
    fired: Flags | None = None


@dataclass(frozen=True, eq=False)
class LabelsModel:
    """A classifier with a sigmoid a label, whose numbers can be acted on.

    :ivar risk: which labels stay possible, so that few true ones are lost.
    :ivar rules: move its logits before calibration, and decide or forbid after it.
    """

    name: str
    classifier: Classifier
    scaling: PlattScaling
    thresholds: Thresholds
    risk: RiskControlledSets
    evidence: Evidence
    detector: OutOfScopeDetector
    kind: str = "multilabel"
    rules: HeadRules | None = None

    @classmethod
    def fit(
        cls,
        name: str,
        classifier: Classifier,
        evidence: Evidence,
        validation: Outputs,
        truth: npt.NDArray[Any],
        settings: DecisionSettings,
        rules: HeadRules | None = None,
    ) -> LabelsModel:
        """Calibrate on validation texts the classifier was not fitted on.

        :param validation: the classifier's outputs for them, with what soft rules add.
        :param truth: 0 and 1, (n, labels).
        """
        scaling = PlattScaling.fit(validation.logits, truth)
        probabilities = scaling.probabilities(validation.logits)
        return cls(
            name,
            classifier,
            scaling,
            Thresholds.fit(probabilities, truth),
            RiskControlledSets.fit(probabilities, truth, settings.error_rate),
            evidence,
            evidence.detector(validation.features, false_reject_rate=settings.false_reject_rate),
            rules=rules,
        )

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of the labels, in the order of every (n, labels) array."""
        return self.classifier.labels

    @property
    def notes(self) -> list[str]:
        """What a reader of the figures has to know about how they were fitted."""
        return [note for note in (self.scaling.note, self.thresholds.note, self.risk.note, self.detector.note) if note]

    def predict(self, texts: Sequence[Text], *, progress: Progress = SILENT) -> LabelsPredictions:
        """Probabilities, labels and strangeness of `texts`, in their order."""
        outputs = self.classifier.outputs(texts, progress=progress)
        return self.judge(outputs, None if self.rules is None else self.rules.fired(texts))

    def judge(self, outputs: Outputs, fired: Flags | None = None) -> LabelsPredictions:
        """The same for outputs that are already there.

        :param fired: which rules fire on which text, (n, rules).
        """
        logits, probabilities, chosen, inside = self._ruled(outputs.logits, fired)
        scores = self.detector.score(outputs.features, logits)
        rejected = self.detector.rejected(scores)
        return LabelsPredictions(probabilities, chosen, inside, scores, rejected, outputs, fired)

    def _ruled(self, logits: Matrix, fired: Flags | None) -> tuple[Matrix, npt.NDArray[np.float64], Flags, Flags]:
        """Logits with what soft rules add; probabilities, labels and sets after what hard ones demand."""
        moved = logits if self.rules is None or fired is None else logits + self.rules.shift(fired)
        probabilities = self.scaling.probabilities(moved)
        chosen = self.thresholds.decide(probabilities)
        inside = self.risk.sets(probabilities) | chosen
        if self.rules is None or fired is None:
            return moved, probabilities, chosen, inside
        return moved, *enforce_labels(self.rules, fired, probabilities, chosen, inside)

    def effects(self, predictions: LabelsPredictions, row: int) -> list[Trace]:
        """What each rule that fired on a text did: the decision without it, and as it is."""
        if self.rules is None or predictions.fired is None:
            return []
        logits = predictions.outputs.logits[row : row + 1]

        def said(fired: Flags) -> str:
            _, probabilities, chosen, inside = self._ruled(logits, fired[None])
            return self._decision(probabilities[0], chosen[0], inside[0]).gist

        return trace(self.rules, predictions.fired[row], said)

    def decisions(self, predictions: LabelsPredictions) -> list[LabelsDecision]:
        """One record a text."""
        rows = zip(predictions.probabilities, predictions.chosen, predictions.inside, strict=True)
        return [self._decision(*row) for row in rows]

    def _decision(
        self, row: npt.NDArray[np.float64], chosen: npt.NDArray[np.bool_], inside: npt.NDArray[np.bool_]
    ) -> LabelsDecision:
        order = np.argsort(-row, kind="stable").tolist()
        given = [i for i in order if chosen[i]]
        return LabelsDecision(
            tuple(self.labels[i] for i in given),
            tuple(float(row[i]) for i in given),
            tuple(self.labels[i] for i in order if inside[i]),
            tuple((self.labels[i], float(row[i])) for i in order[:_ALTERNATIVES]),
        )

    def judgements(
        self, predictions: LabelsPredictions, decisions: Sequence[LabelsDecision], settings: Mapping[str, Any]
    ) -> list[Judgement]:
        """Whether each text is in scope, what it is like, and what to do with it."""
        near = self.evidence.near(predictions.outputs.features)
        rows = zip(decisions, predictions.scores.tolist(), predictions.rejected.tolist(), near, strict=True)
        made = []
        for decision, score, rejected, cases in rows:
            action, reason = _act(decision, rejected)
            made.append(Judgement(score, rejected, cases, action, reason))
        return made

    def weights(self, text: Text) -> tuple[Span, ...]:
        """The fall in log-probability of the likeliest label without each part of the text."""
        return occlude(self, text)

    def save(self, folder: Path, encoders: EncoderStore) -> None:
        """Write the classifier and all that was fitted after it into `folder`."""
        settings: dict[str, Any] = {
            "calibration": self.scaling.as_dict(),
            "thresholds": self.thresholds.as_dict(),
            "risk": self.risk.as_dict(),
        }
        Grounded(self.classifier, self.evidence, self.detector, settings).save(folder, encoders)

    @classmethod
    def read(cls, name: str, folder: Path, encoders: EncoderStore, kind: str = "multilabel") -> LabelsModel:
        """Load what `save` wrote.

        :raises BundleError: when a part is missing or damaged.
        """
        parts = Grounded.read(folder, encoders)
        settings = parts.settings
        return cls(
            name,
            parts.classifier,
            PlattScaling.from_dict(settings["calibration"]),
            Thresholds.from_dict(settings["thresholds"]),
            RiskControlledSets.from_dict(settings["risk"]),
            parts.evidence,
            parts.detector,
            kind,
        )


def _act(decision: LabelsDecision, rejected: bool) -> tuple[Any, str]:
    if rejected:
        return "handoff", f"the text is unlike what the model was trained on; its best guess is {decision.gist}"
    if set(decision.set) <= set(decision.labels):
        return "answer", f"no label but {decision.gist} is still possible"
    others = [label for label in decision.set if label not in decision.labels]
    return "ask", f"beside {decision.gist}, {', '.join(others[:3])} may hold as well"
