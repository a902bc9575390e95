"""Labelled stretches of texts, from what rules say together."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.data.spans import TextSpan
from scaffold.data.targets import spans_of
from scaffold.labelling.by_rules.rows import known_of, rule_votes
from scaffold.labelling.by_rules.text_labels import LabelModel, blocks_of
from scaffold.rules.firing.material import KnownTexts
from scaffold.rules.weak.dawid_skene import DawidSkene
from scaffold.rules.weak.span_accuracies import OUTSIDE, span_votes
from scaffold.rules.weak.spans import merge_spans
from scaffold.rules.weak.summary import summarise, totals

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scaffold.data.example import Example
    from scaffold.labelling.by_rules.ruled_head import RuledHead
    from scaffold.progress import Stage
    from scaffold.rules.firing.firing import Firing
    from scaffold.rules.weak.summary import RuleSummary, Totals

    Found = list[tuple[str, int, int, str]]


@dataclass(frozen=True, eq=False)
class SpanLabels:
    """What rules found in texts.

    :ivar weights: of each rule, where stretches overlap: the log-odds that it is right.
    :ivar summary: a row a rule; shares are of what is `counted`.
    """

    head: RuledHead
    weights: dict[str, float]
    summary: list[RuleSummary]
    totals: Totals
    notes: tuple[str, ...] = ()
    counted: str = "stretches that rules found"

    @classmethod
    def of(cls, head: RuledHead, parts: Sequence[Iterable[Example]], model: LabelModel, stage: Stage) -> SpanLabels:
        """Fire the rules on every text, and learn from all of them how far to trust each rule."""
        found: list[Found] = []
        gold: list[list[TextSpan] | None] = []
        for block in blocks_of(parts):
            for example, firings in zip(block, head.reader.read(KnownTexts.of(block)), strict=True):
                if here := _found(firings):
                    found.append(here)
                    gold.append(spans_of(example, head.name))
            stage.advance(len(block))
        labels = sorted(
            {label for here in found for *_, label in here} | {s.label for each in gold for s in each or ()}
        )
        votes, candidates = span_votes(found, labels)
        truth = np.full(votes.n, -1, dtype=np.int64)
        for row, (text, start, end) in enumerate(candidates):
            known = gold[text]
            if known is not None:
                true = {(span.start, span.end): span.label for span in known}
                truth[row] = votes.labels.index(true.get((start, end), OUTSIDE))
        fitted = DawidSkene.fit(votes, gold=truth)
        summary = [each for each in summarise(votes, fitted, truth) if each.label != OUTSIDE]
        odds = {each.id: math.log(each.accuracy / (1 - each.accuracy)) for each in summary}
        weights = odds if model == "dawid-skene" else dict.fromkeys(odds, 1.0)
        return cls(head, weights, summary, totals(votes))

    def rows(self, parts: Sequence[Iterable[Example]], every: bool, stage: Stage) -> Iterator[dict[str, Any]]:
        """A JSON value a text, in the order of the texts.

        :param parts: the same texts again.
        :param every: also those in which no rule found a stretch.
        """
        for block in blocks_of(parts):
            for example, firings in zip(block, self.head.reader.read(KnownTexts.of(block)), strict=True):
                found = _found(firings)
                if found or every:
                    yield self._row(example, firings, found)
            stage.advance(len(block))

    def _row(self, example: Example, firings: Sequence[Firing], found: Found) -> dict[str, Any]:
        given = spans_of(example, self.head.name)
        spans = given
        if given is None and found:
            weighed = [(start, end, label, self.weights.get(rule, 0.0)) for rule, start, end, label in found]
            spans = [TextSpan(start, end, label) for start, end, label, _ in merge_spans(weighed)]
        said = None if spans is None else [_as_written(span, example.text, found) for span in spans]
        row = known_of(example, self.head.name) | {self.head.name: said, "given": given is not None}
        return {**row, "rules": rule_votes(firings), "covered": bool(found)}


def _found(firings: Sequence[Firing]) -> Found:
    return [
        (firing.rule.id, start, end, firing.rule.then.label)
        for firing in firings
        if firing.rule.then.label is not None
        for start, end in firing.stretches
    ]


def _as_written(span: TextSpan, text: str, found: Found) -> dict[str, Any]:
    """A stretch with the rules that found just this one."""
    rules = [rule for rule, *where in found if tuple(where) == (span.start, span.end, span.label)]
    words = text[span.start : span.end]
    return {"start": span.start, "end": span.end, "label": span.label, "text": words, "rules": rules}
