"""A trained head that labels stretches of a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.data.spans import spans_of_tags, tags_of_spans
from scaffold.decision.calibration import Temperature
from scaffold.decision.head import Judgement
from scaffold.decision.records import FoundSpan, SpansDecision
from scaffold.decision.rules.span_rules import ruled_spans
from scaffold.decision.rules.tracing import trace
from scaffold.models.classifier import read_parts, write_parts
from scaffold.models.tagger import Tagger, WordScores
from scaffold.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from scaffold.data.spans import TextSpan
    from scaffold.decision.decision import Span
    from scaffold.decision.rules.head_rules import Flags, HeadRules
    from scaffold.decision.rules.tracing import Trace
    from scaffold.models.store import EncoderStore
    from scaffold.models.tokens import Text
    from scaffold.rules.firing.firing import Firing


@dataclass(frozen=True, eq=False)
class SpanPredictions:
    """The texts, what the tagger says about their words, and the rules that fired on them, for a head with rules."""

    texts: Sequence[str]
    words: Sequence[WordScores]
    fired: Sequence[Sequence[Firing]] | None = None


@dataclass(frozen=True, eq=False)
class SpanModel:
    """A tagger whose probabilities are calibrated over words.

    :ivar rules: the hard ones set and remove spans.
    """

    name: str
    tagger: Tagger
    temperature: Temperature
    kind: str = "tagging"
    rules: HeadRules | None = None

    @classmethod
    def fit(cls, name: str, tagger: Tagger, texts: Sequence[str], spans: Sequence[Sequence[TextSpan]]) -> SpanModel:
        """Calibrate on validation texts the tagger was not fitted on, and their spans."""
        logits, truth = [np.zeros((0, len(tagger.tags)), dtype=np.float32)], [np.zeros(0, dtype=np.int64)]
        numbers = {tag: number for number, tag in enumerate(tagger.tags)}
        for words, marked in zip(tagger.outputs(texts), spans, strict=True):
            logits.append(tagger.word_logits(words.logits))
            tags = tags_of_spans(marked, words.offsets)
            truth.append(np.array([numbers.get(tag, -1) for tag in tags], dtype=np.int64))
        return cls(name, tagger, Temperature.fit(np.concatenate(logits), np.concatenate(truth)))

    @property
    def labels(self) -> tuple[str, ...]:
        """Types of spans, sorted."""
        return self.tagger.labels

    @property
    def notes(self) -> list[str]:
        """What a reader of the figures has to know about how they were fitted."""
        return [self.temperature.note] if self.temperature.note else []

    def predict(self, texts: Sequence[Text], *, progress: Progress = SILENT) -> SpanPredictions:
        """The words of each text with their scores; of two texts, those of the first."""
        firsts = [text if isinstance(text, str) else text[0] for text in texts]
        fired = None if self.rules is None else self.rules.reader.read(texts)
        return SpanPredictions(firsts, self.tagger.outputs(firsts, progress=progress), fired)

    def decisions(self, predictions: SpanPredictions) -> list[SpansDecision]:
        """One record a text."""
        tags = self.tagger.decode([words.logits for words in predictions.words])
        rows = zip(predictions.texts, predictions.words, tags, strict=True)
        found = [tuple(self._found(*row)) for row in rows]
        if self.rules is not None and predictions.fired is not None:
            ruled = zip(predictions.fired, found, predictions.texts, strict=True)
            found = [ruled_spans(self.rules, *each) for each in ruled]
        return [SpansDecision(spans) for spans in found]

    def effects(self, predictions: SpanPredictions, row: int) -> list[Trace]:
        """What each rule that fired on a text did: the spans without it, and as they are."""
        if self.rules is None or predictions.fired is None:
            return []
        rules, firings = self.rules, predictions.fired[row]
        ids = {firing.rule.id for firing in firings}

        def said(fired: Flags) -> str:
            kept = {rule.id for rule, fires in zip(rules.rules, fired, strict=True) if fires}
            own = [firing for firing in firings if firing.rule.id in kept]
            one = SpanPredictions([predictions.texts[row]], [predictions.words[row]], [own])
            return self.decisions(one)[0].gist

        return trace(rules, np.array([rule.id in ids for rule in rules.rules], dtype=bool), said)

    def judgements(
        self, predictions: SpanPredictions, decisions: Sequence[SpansDecision], settings: Mapping[str, Any]
    ) -> list[Judgement]:
        """Texts with a doubtful span are to be asked about."""
        return [_judge(decision, float(settings["ask_below"])) for decision in decisions]

    def weights(self, text: Text) -> tuple[Span, ...]:
        """None: the spans themselves say where the decision comes from."""
        return ()

    def _found(self, text: str, words: WordScores, tags: list[str]) -> list[FoundSpan]:
        logits = self.tagger.word_logits(words.logits)
        likely = self.temperature.probabilities(logits) if len(tags) else np.zeros((0, 1))
        chosen = np.array([likely[row, self.tagger.tags.index(tag)] for row, tag in enumerate(tags)])
        starts = np.array([start for start, _ in words.offsets])
        return [
            FoundSpan(
                span.start,
                span.end,
                span.label,
                text[span.start : span.end],
                float(chosen[(starts >= span.start) & (starts < span.end)].min()),
            )
            for span in spans_of_tags(tags, words.offsets)
        ]

    def save(self, folder: Path, encoders: EncoderStore) -> None:
        """Write the tagger and its calibration into `folder`."""
        self.tagger.save(folder / "tagger", encoders)
        write_parts(folder, {"calibration": self.temperature.as_dict()}, {}, name="decision")

    @classmethod
    def read(cls, name: str, folder: Path, encoders: EncoderStore, kind: str = "tagging") -> SpanModel:
        """Load what `save` wrote.

        :raises BundleError: when a part is missing or damaged.
        """
        settings, _ = read_parts(folder, name="decision", what="the decision settings")
        return cls(name, Tagger.read(folder / "tagger", encoders), Temperature.from_dict(settings["calibration"]), kind)


def _judge(decision: SpansDecision, ask_below: float) -> Judgement:
    doubtful = [span for span in decision.spans if span.probability < ask_below]
    if doubtful:
        worst = min(doubtful, key=lambda span: span.probability)
        reason = (
            f"{worst.text!r} is {worst.label} at {worst.probability:.0%} only, below the {ask_below:.0%} of an answer"
        )
        return Judgement(0.0, False, (), "ask", reason)
    if not decision.spans:
        return Judgement(0.0, False, (), "answer", "nothing is found in it")
    return Judgement(0.0, False, (), "answer", f"each span found is likelier than {ask_below:.0%}")
