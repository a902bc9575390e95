"""Sentiment and topics from words alone: fast, and without any training."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scaffold.rules.matching.folding import fold
from scaffold.rules.matching.phrases import Phrase, PhraseIndex
from scaffold.rules.matching.triggers import trigger_table
from scaffold_financial_sentiment.understanding.terms import sentiment_terms, topic_terms, topics
from scaffold_financial_sentiment.understanding.understood import NEGATIVE, NEUTRAL, POSITIVE, Judgement
from scaffold_financial_sentiment.understanding.weighing import Hit, weigh

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LEAST = 0.5
"""Weight from which a text is no longer neutral."""
_SCALE = 2.0
"""Weight at which the score is tanh(1), about 0.76."""
_DENIAL = -1


class WordListJudge:
    """Adds up what words and phrases say in financial news, which need a list of their own (Loughran & McDonald 2011).

    `profit falls` is bad and `costs fall` is good: what falls is looked for beside the verb. What is denied counts the
    other way round, though less.
    """

    name = "word list"

    def __init__(self) -> None:
        self._sentiment = sentiment_terms()
        self._topic = [topics().index(term.category) for term in topic_terms()]
        self._index = PhraseIndex(self._phrases())

    def judge(self, texts: Sequence[str]) -> list[Judgement]:
        """One judgement a text, in their order, without vectors."""
        return [self._judge(text) for text in texts]

    def topics(self, text: str) -> tuple[str, ...]:
        """The topics of a text alone, in their order."""
        return self._judge(text).topics

    def _judge(self, text: str) -> Judgement:
        hits: list[Hit] = []
        found: set[int] = set()
        may_deny = False
        terms = len(self._sentiment)
        for owner, (start, end) in self._index.find(text, fold(text)):
            if owner == 0:
                may_deny = True
            elif owner <= terms:
                hits.append(Hit(start, end, self._sentiment[owner - 1]))
            else:
                found.add(self._topic[owner - terms - 1])
        weight = weigh(text, hits, may_deny=may_deny)
        label = NEUTRAL if abs(weight) < _LEAST else POSITIVE if weight > 0 else NEGATIVE
        return Judgement(
            label, round(math.tanh(weight / _SCALE), 4), tuple(topics()[number] for number in sorted(found))
        )

    def _phrases(self) -> Iterator[Phrase]:
        """Words of negation for 0, then the terms by their numbers."""
        for text, rows in trigger_table().rows.items():
            if any(row.role == "trigger" and row.kind == "negated" for row in rows):
                yield Phrase(text.replace("{verb}", ""), 0, inflect=False, whole_words="{" not in text)
        for number, term in enumerate((*self._sentiment, *topic_terms()), 1):
            yield Phrase(term.text, number, inflect=term.inflect)
