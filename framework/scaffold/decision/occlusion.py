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

    Positive weights speak for the label, negative ones against it; exact for the model, one batch, no sampling.
    """
    spans, variants = without_each(text)
    if not spans:
        return ()
    probabilities = model.predict(variants).probabilities
    label = int(probabilities[0].argmax())
    logs = np.log(np.maximum(probabilities[:, label], 1e-12))
    return tuple(Span(start, end, float(logs[0] - log)) for (start, end), log in zip(spans, logs[1:], strict=True))


def without_each(text: Text) -> tuple[list[tuple[int, int]], list[Text]]:
    """The parts of a text (of two texts: of the first), and the text as it is and without each of them."""
    first, second = (text, None) if isinstance(text, str) else text
    spans = word_spans(first)
    variants = [first, *(first[:start] + _gap(first[start:end]) + first[end:] for start, end in spans)]
    if isinstance(text, ImageCase):
        shown = pixels_of(text)
        return spans, [ImageCase(each, text.image, shown) for each in variants]
    return spans, [each if second is None else (each, second) for each in variants]


def _gap(part: str) -> str:
    """What is left of a part that is taken out: the marks of entities in it."""
    return " ".join(["", *_MARK.findall(part), ""]) if _MARK.search(part) else " "
