"""A trained head that gives a text a number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scaffold.decision.decision import Span
from scaffold.decision.grounded import Grounded
from scaffold.decision.head import Judgement
from scaffold.decision.interval import ConformalInterval
from scaffold.decision.occlusion import without_each
from scaffold.decision.records import NumberDecision
from scaffold.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from scaffold.decision.evidence import Evidence
    from scaffold.decision.out_of_scope import OutOfScopeDetector
    from scaffold.models.classifier import Classifier, Outputs
    from scaffold.models.store import EncoderStore
    from scaffold.models.tokens import Text
    from scaffold.settings import DecisionSettings


@dataclass(frozen=True, eq=False)
class NumberPredictions:
    """What a head says about n texts.

    :ivar values: the numbers, (n,).
    :ivar scores: how strange each text is, (n,); `rejected` says which are too strange.
    """

    values: npt.NDArray[np.float64]
    scores: npt.NDArray[np.float64]
    rejected: npt.NDArray[np.bool_]
    outputs: Outputs


@dataclass(frozen=True, eq=False)
class NumberModel:
    """A regression with an interval for each of its numbers.

    :ivar mean: of the training numbers; the classifier's one logit is the number less this, in units of `spread`.
    """

    name: str
    classifier: Classifier
    mean: float
    spread: float
    interval: ConformalInterval
    evidence: Evidence
    detector: OutOfScopeDetector
    kind: str = "regression"

    @classmethod
    def fit(
        cls,
        name: str,
        classifier: Classifier,
        evidence: Evidence,
        validation: Outputs,
        truth: npt.NDArray[Any],
        settings: DecisionSettings,
        *,
        mean: float,
        spread: float,
    ) -> NumberModel:
        """Measure on validation texts the classifier was not fitted on how far numbers are off.

        :param validation: the classifier's outputs for them.
        :param truth: their numbers, (n,).
        """
        values = mean + spread * validation.logits[:, 0].astype(np.float64)
        return cls(
            name,
            classifier,
            mean,
            spread,
            ConformalInterval.fit(values, truth, settings.error_rate),
            evidence,
            evidence.detector(validation.features, false_reject_rate=settings.false_reject_rate),
        )

    @property
    def labels(self) -> tuple[str, ...]:
        """None."""
        return ()

    @property
    def notes(self) -> list[str]:
        """What a reader of the figures has to know about how they were fitted."""
        return [note for note in (self.interval.note, self.detector.note) if note]

    def predict(self, texts: Sequence[Text], *, progress: Progress = SILENT) -> NumberPredictions:
        """Numbers and strangeness of `texts`, in their order."""
        outputs = self.classifier.outputs(texts, progress=progress)
        values = self.mean + self.spread * outputs.logits[:, 0].astype(np.float64)
        scores = self.detector.score(outputs.features, outputs.logits)
        return NumberPredictions(values, scores, self.detector.rejected(scores), outputs)

    def decisions(self, predictions: NumberPredictions) -> list[NumberDecision]:
        """One record a text."""
        low, high = self.interval.interval(predictions.values)
        rows = zip(predictions.values.tolist(), low.tolist(), high.tolist(), strict=True)
        return [NumberDecision(*row) for row in rows]

    def judgements(
        self, predictions: NumberPredictions, decisions: Sequence[NumberDecision], settings: Mapping[str, Any]
    ) -> list[Judgement]:
        """Whether each text is in scope, and what it is like."""
        near = self.evidence.near(predictions.outputs.features)
        rows = zip(decisions, predictions.scores.tolist(), predictions.rejected.tolist(), near, strict=True)
        made = []
        for decision, score, rejected, cases in rows:
            if rejected:
                reason = f"the text is unlike what the model was trained on; its best guess is {decision.value:.4g}"
                made.append(Judgement(score, rejected, cases, "handoff", reason))
            elif not decision.is_bounded:
                reason = f"validation rows were too few to say how far off {decision.value:.4g} may be"
                made.append(Judgement(score, rejected, cases, "ask", reason))
            else:
                reason = f"the text is like those it was trained on, which lie within {decision.gist}"
                made.append(Judgement(score, rejected, cases, "answer", reason))
        return made

    def weights(self, text: Text) -> tuple[Span, ...]:
        """How much the number falls without each part of the text."""
        spans, variants = without_each(text)
        if not spans:
            return ()
        values = self.predict(variants).values
        return tuple(
            Span(start, end, float(values[0] - value)) for (start, end), value in zip(spans, values[1:], strict=True)
        )

    def save(self, folder: Path, encoders: EncoderStore) -> None:
        """Write the regression and all that was fitted after it into `folder`."""
        settings: dict[str, Any] = {
            "mean": self.mean,
            "spread": self.spread,
            "interval": self.interval.as_dict(),
        }
        Grounded(self.classifier, self.evidence, self.detector, settings).save(folder, encoders)

    @classmethod
    def read(cls, name: str, folder: Path, encoders: EncoderStore, kind: str = "regression") -> NumberModel:
        """Load what `save` wrote.

        :raises BundleError: when a part is missing or damaged.
        """
        parts = Grounded.read(folder, encoders)
        settings = parts.settings
        return cls(
            name,
            parts.classifier,
            float(settings["mean"]),
            float(settings["spread"]),
            ConformalInterval.from_dict(settings["interval"]),
            parts.evidence,
            parts.detector,
            kind,
        )
