"""Sentiment and topics from a trained bundle."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from scaffold.decision.records import LabelDecision, LabelsDecision
from scaffold.errors import BundleError
from scaffold.models.precision import fast_reading
from scaffold_financial_sentiment.understanding.understood import NEGATIVE, NEUTRAL, POSITIVE, SENTIMENTS, Judgement
from scaffold_financial_sentiment.understanding.word_list import WordListJudge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.bundle import Bundle
    from scaffold.decision.decision import Decision
    from scaffold_financial_sentiment.understanding.understood import Vector

SENTIMENT, TOPIC = "sentiment", "topic"
_DIGITS = 4
"""Of a score: what batches of other lengths change in an encoder's sums lies far below."""


class BundleJudge:
    """Decides texts with the heads `sentiment` and `topic` of a bundle, its rules included.

    A bundle without the head `topic` takes topics from the word list. Vectors are those of the encoder that training
    started from: the vectors of a tuned one are near where the sentiment is the same, whatever is told, and would make
    one story of many. So they cost a pass of their own, and are made only of texts they are asked for.

    :param exact: whether to compute with 32 bits also where the processor is much faster with 16.
    :raises BundleError: when it has no such sentiment.
    """

    def __init__(self, bundle: Bundle, *, exact: bool = False) -> None:
        self._reading = nullcontext if exact else fast_reading
        self.name = f"bundle {bundle.path.name}"
        self._bundle = bundle
        labels = set(bundle.labels(SENTIMENT)) if SENTIMENT in bundle.heads else set()
        if not {NEGATIVE, POSITIVE} <= labels <= set(SENTIMENTS):
            found = f"its labels are {', '.join(sorted(labels))}" if labels else f"it has {', '.join(bundle.heads)}"
            raise BundleError(
                f"the bundle has no head {SENTIMENT!r} with the labels {', '.join(SENTIMENTS)} ({found})",
                where=str(bundle.path),
                hint="Train one: scaffold train --vertical financial-sentiment",
            )
        self._words = None if TOPIC in bundle.heads else WordListJudge()

    def judge(self, texts: Sequence[str]) -> list[Judgement]:
        """One judgement a text, in their order, without vectors."""
        if not texts:
            return []
        with self._reading():
            decisions = self._bundle.decide(texts)
        return [self._judgement(text, decision) for text, decision in zip(texts, decisions, strict=True)]

    def vectors(self, texts: Sequence[str]) -> list[Vector]:
        """One embedding of unit length a text, float32 (dimension,)."""
        if not texts:
            return []
        encoder = self._bundle.encoders.get(self._bundle.metadata["base_encoder"])
        with self._reading():
            return list(encoder.encode(texts))

    def _judgement(self, text: str, decision: Decision) -> Judgement:
        sentiment: Any = decision.heads[SENTIMENT]
        probabilities = dict(sentiment.alternatives)
        score = probabilities.get(POSITIVE, 0.0) - probabilities.get(NEGATIVE, 0.0)
        topics = self._words.topics(text) if self._words else _topics(decision.heads[TOPIC])
        return Judgement(sentiment.label, round(float(score), _DIGITS), topics)


def _topics(decision: Any) -> tuple[str, ...]:
    """Labels of a topic head, whether it gives one or any number of them."""
    if isinstance(decision, LabelsDecision):
        return tuple(sorted(decision.labels))
    return (decision.label,) if isinstance(decision, LabelDecision) and decision.label != NEUTRAL else ()
