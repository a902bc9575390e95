"""A trained head that finds the known texts that belong to a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.decision.decision import Span
from scaffold.decision.evidence import Evidence
from scaffold.decision.head import Judgement
from scaffold.decision.nearest_decision import NearestDecision
from scaffold.decision.occlusion import without_each
from scaffold.decision.out_of_scope import OutOfScopeDetector
from scaffold.models.classifier import read_parts, write_parts
from scaffold.models.pair_encoder import PairEncoder
from scaffold.models.pair_ranks import text_numbers
from scaffold.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from scaffold.models.cases import NearCase
    from scaffold.models.classifier import Matrix
    from scaffold.models.encoder import Encoder
    from scaffold.models.store import EncoderStore
    from scaffold.models.tokens import Text
    from scaffold.settings import DecisionSettings

_NEAREST = 5


@dataclass(frozen=True, eq=False)
class EmbeddingPredictions:
    """What a head says about n texts.

    :ivar vectors: of unit length, (n, dimension).
    :ivar cases: the known texts nearest to each, nearest first.
    :ivar scores: how strange each text is, (n,); `rejected` says which are too strange.
    """

    vectors: Matrix
    cases: Sequence[tuple[NearCase, ...]]
    scores: npt.NDArray[np.float64]
    rejected: npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class EmbeddingModel:
    """An encoder with the known second texts of its pairs; each is named by the first text it belongs to."""

    name: str
    model: PairEncoder
    evidence: Evidence
    detector: OutOfScopeDetector
    kind: str = "embedding"

    @classmethod
    def fit(
        cls,
        name: str,
        model: PairEncoder,
        known: Sequence[tuple[str, str]],
        validation: Sequence[str],
        settings: DecisionSettings,
        *,
        most: int,
    ) -> EmbeddingModel:
        """Keep the known texts, and measure how far from them texts are that were not trained on.

        :param known: pairs of texts.
        :param validation: first texts of other pairs.
        :param most: known texts to keep, at most.
        """
        different = np.sort(np.unique(text_numbers([second for _, second in known]), return_index=True)[1])[:most]
        texts = [known[row][1] for row in different]
        vectors = model.encoder.encode(texts)
        evidence = Evidence.of(texts, [known[row][0] for row in different], vectors)
        others = model.encoder.encode(validation)
        return cls(name, model, evidence, evidence.detector(others, false_reject_rate=settings.false_reject_rate))

    @property
    def encoder(self) -> Encoder:
        """What the head has learnt; its vectors serve a search index."""
        return self.model.encoder

    @property
    def labels(self) -> tuple[str, ...]:
        """None."""
        return ()

    @property
    def notes(self) -> list[str]:
        """What a reader of the figures has to know about how they were fitted."""
        return [self.detector.note] if self.detector.note else []

    def predict(self, texts: Sequence[Text], *, progress: Progress = SILENT) -> EmbeddingPredictions:
        """Vectors, nearest known texts and strangeness; of two texts, those of the first."""
        firsts = [text if isinstance(text, str) else text[0] for text in texts]
        vectors = self.encoder.encode(firsts, progress=progress)
        scores = self.detector.score(vectors, np.zeros((len(vectors), 1)))
        cases = self.evidence.near(vectors, _NEAREST)
        return EmbeddingPredictions(vectors, cases, scores, self.detector.rejected(scores))

    def decisions(self, predictions: EmbeddingPredictions) -> list[NearestDecision]:
        """One record a text."""
        return [NearestDecision(tuple((c.text, c.similarity) for c in cases)) for cases in predictions.cases]

    def judgements(
        self, predictions: EmbeddingPredictions, decisions: Sequence[NearestDecision], settings: Mapping[str, Any]
    ) -> list[Judgement]:
        """A text that is far from all known ones goes to a person."""
        rows = zip(predictions.cases, predictions.scores.tolist(), predictions.rejected.tolist(), strict=True)
        return [_judge(*row) for row in rows]

    def weights(self, text: Text) -> tuple[Span, ...]:
        """How much nearer each part brings the text to the nearest known one."""
        spans, variants = without_each(text if isinstance(text, str) else text[0])
        if not spans:
            return ()
        vectors = self.predict(variants).vectors
        nearest = self.evidence.cases.nearest(vectors[:1], 1)[0][0]
        cosines = vectors @ self.evidence.cases.features[nearest[0]]
        pairs = zip(spans, cosines[1:].tolist(), strict=True)
        return tuple(Span(start, end, float(cosines[0]) - cosine) for (start, end), cosine in pairs)

    def save(self, folder: Path, encoders: EncoderStore) -> None:
        """Write the encoder, the known texts and all that was fitted after it into `folder`."""
        self.model.save(folder / "model", encoders)
        self.evidence.save(folder / "cases")
        write_parts(folder, {"out_of_scope": self.detector.as_dict()}, self.detector.arrays(), name="decision")

    @classmethod
    def read(cls, name: str, folder: Path, encoders: EncoderStore, kind: str = "embedding") -> EmbeddingModel:
        """Load what `save` wrote.

        :raises BundleError: when a part is missing or damaged.
        """
        own, arrays = read_parts(folder, name="decision", what="the decision settings")
        evidence = Evidence.read(folder / "cases")
        detector = OutOfScopeDetector.restore(own["out_of_scope"], arrays, evidence.cases.features)
        return cls(name, PairEncoder.read(folder / "model", encoders), evidence, detector, kind)


def _judge(cases: tuple[NearCase, ...], score: float, rejected: bool) -> Judgement:
    near = f"{cases[0].text!r} at a cosine of {cases[0].similarity:.2f}"
    if rejected:
        return Judgement(score, rejected, cases, "handoff", f"no known text is near; the nearest is {near}")
    return Judgement(score, rejected, cases, "answer", f"the nearest known text is {near}")
