"""Figures of span labelling: a span counts as found if its characters and its label are those of a true one.

Exact match as in the CoNLL-2003 shared task (Tjong Kim Sang and De Meulder); boundaries alone and types alone as in
SemEval-2013 task 9 (Segura-Bedmar, Martínez and Herrero-Zazo).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.evaluation.span_pairs import overlapping

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scaffold.data.spans import TextSpan


@dataclass(frozen=True)
class SpanCounts:
    """Spans that are true, that were predicted, and that were both."""

    right: int = 0
    predicted: int = 0
    true: int = 0

    @property
    def precision(self) -> float:
        """Share of the predicted spans that are true; 0 without any."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the true spans that were predicted; 0 without any."""
        return self.right / self.true if self.true else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 without any span."""
        both = self.predicted + self.true
        return 2 * self.right / both if both else 0.0

    def __add__(self, other: SpanCounts) -> SpanCounts:
        return SpanCounts(self.right + other.right, self.predicted + other.predicted, self.true + other.true)


@dataclass(frozen=True)
class SpanScores:
    """How well the spans of some texts were found.

    :ivar by_label: counts of each label that occurs as truth or as prediction.
    :ivar boundaries: a span is right if there is a true one of the same characters, whatever its label.
    :ivar types: a span is right if it overlaps with a true one of the same label; each counts once.
    :ivar whole_texts: share of the texts whose spans are all right, with none too many.
    """

    by_label: dict[str, SpanCounts]
    boundaries: SpanCounts
    types: SpanCounts
    whole_texts: float

    @property
    def micro(self) -> SpanCounts:
        """All labels together."""
        return sum(self.by_label.values(), SpanCounts())

    @property
    def macro_f1(self) -> float:
        """Mean F1 of the labels."""
        scores = [counts.f1 for counts in self.by_label.values()]
        return sum(scores) / len(scores) if scores else 0.0

    def figures(self) -> dict[str, float]:
        """Every figure by its name in `metrics.json`; shares between 0 and 1."""
        micro = self.micro
        return {
            "span_f1": micro.f1,
            "span_precision": micro.precision,
            "span_recall": micro.recall,
            "span_macro_f1": self.macro_f1,
            "boundary_f1": self.boundaries.f1,
            "type_f1": self.types.f1,
            "whole_texts": self.whole_texts,
            "spans": float(micro.true),
        }


def span_scores(true: Sequence[Sequence[TextSpan]], predicted: Sequence[Sequence[TextSpan]]) -> SpanScores:
    """Compare the spans of each text with the true ones; a span given twice counts once.

    :param true: spans of each text.
    :param predicted: spans of each text, in the same order of texts.
    :raises ValueError: if these are not as many texts.
    """
    right: Counter[str] = Counter()
    given: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    boundaries = types = SpanCounts()
    whole = 0
    for truth, found in zip(map(set, true), map(set, predicted), strict=True):
        right.update(span.label for span in truth & found)
        given.update(span.label for span in found)
        wanted.update(span.label for span in truth)
        boundaries += _counts(truth, found, lambda one, other: (one.start, one.end) == (other.start, other.end))
        types += _counts(truth, found, lambda one, other: one.label == other.label)
        whole += truth == found
    labels = sorted(given | wanted)
    return SpanScores(
        {label: SpanCounts(right[label], given[label], wanted[label]) for label in labels},
        boundaries,
        types,
        whole / len(true) if len(true) else 0.0,
    )


def _counts(truth: set[TextSpan], found: set[TextSpan], alike: Callable[[TextSpan, TextSpan], bool]) -> SpanCounts:
    """Counts where a span is right if it overlaps with a true one that it is like; each counts once."""
    pairs = overlapping(truth, found, alike)
    return SpanCounts(len(pairs), len(found), len(truth))
