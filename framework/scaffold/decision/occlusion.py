"""Which words a prediction rests on: each is left out once, and the loss of probability is its weight."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from scaffold.data.entity_marks import MARKS
from scaffold.data.images.case import ImageCase, pixels_of
from scaffold.decision.decision import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.tokens import Text


class LabelHead(Protocol):
    """A head whose predictions have `probabilities`, (n, labels)."""

    def predict(self, texts: Sequence[Text]) -> Any:
        """Predictions of `texts`, in their order."""


_MOST_PARTS = 48
_MARK = re.compile("|".join(map(re.escape, MARKS)))
_PART = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]|[^\W\u3400-\u4dbf\u4e00-\u9fff]+(?:['’]\w+)*")


def word_spans(text: str, most: int = _MOST_PARTS) -> list[tuple[int, int]]:
    """Start and end of each word (each character in Chinese); of a long text, runs of words, `most` at the most.

    Marks of entities are no words.
    """
    spans = [match.span() for match in _PART.finditer(_MARK.sub(lambda mark: " " * len(mark.group()), text))]
    size = max(1, -(-len(spans) // most))
    return [(spans[i][0], spans[min(i + size, len(spans)) - 1][1]) for i in range(0, len(spans), size)]


def occlude(model: LabelHead, text: Text) -> tuple[Span, ...]:
    """The fall in log-probability of the likeliest label without each part (Li, Monroe & Jurafsky 2016, section 3).

    Positive weights speak for the label, negative ones against it; exact for the model, one batch, no sampling. Of a
    long text the runs that weigh most are then taken apart, in a second batch of about as many.
    """
    spans, variants = without_each(text)
    if not spans:
        return ()
    probabilities = model.predict(variants).probabilities
    label = int(probabilities[0].argmax())
    weighed = _falls(spans, probabilities[:, label])
    heavy, words = _taken_apart(text if isinstance(text, str) else text[0], weighed)
    if not words:
        return weighed
    fine = _falls(words, model.predict(_variants(text, words)).probabilities[:, label])
    kept = [span for span in weighed if span not in heavy]
    return tuple(sorted([*kept, *fine], key=lambda span: span.start))


def _taken_apart(text: str, weighed: Sequence[Span]) -> tuple[list[Span], list[tuple[int, int]]]:
    """The runs that weigh most, and their words, or shorter runs, about `_MOST_PARTS` together."""
    order = sorted(weighed, key=lambda span: -abs(span.weight))
    heavy: list[Span] = []
    words: list[tuple[int, int]] = []
    for span in order:
        inner = word_spans(text[span.start : span.end])
        if len(inner) > 1 and len(words) + len(inner) <= _MOST_PARTS:
            heavy.append(span)
            words += [(span.start + start, span.start + end) for start, end in inner]
    return heavy, sorted(words)


def _falls(spans: Sequence[tuple[int, int]], probabilities: Any) -> tuple[Span, ...]:
    """What each part weighs.

    :param probabilities: of the label in the text as it is and without each part, (parts + 1,).
    """
    logs = np.log(np.maximum(probabilities, 1e-12))
    return tuple(Span(start, end, float(logs[0] - log)) for (start, end), log in zip(spans, logs[1:], strict=True))


def without_each(text: Text) -> tuple[list[tuple[int, int]], list[Text]]:
    """The parts of a text (of two texts: of the first), and the text as it is and without each of them."""
    spans = word_spans(text if isinstance(text, str) else text[0])
    return spans, _variants(text, spans)


def _variants(text: Text, spans: Sequence[tuple[int, int]]) -> list[Text]:
    first, second = (text, None) if isinstance(text, str) else text
    variants = [first, *(first[:start] + _gap(first[start:end]) + first[end:] for start, end in spans)]
    if isinstance(text, ImageCase):
        shown = pixels_of(text)
        return [ImageCase(each, text.image, shown) for each in variants]
    return [each if second is None else (each, second) for each in variants]


def _gap(part: str) -> str:
    """What is left of a part that is taken out: the marks of entities in it."""
    return " ".join(["", *_MARK.findall(part), ""]) if _MARK.search(part) else " "
