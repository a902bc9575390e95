"""Which words a prediction rests on: each is left out once, and the loss of probability is its weight."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from scaffold.decision.decision import Span

if TYPE_CHECKING:
    from scaffold.decision.head_model import HeadModel

_MOST_PARTS = 48
_PART = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]|[^\W\u3400-\u4dbf\u4e00-\u9fff]+(?:['’]\w+)*")


def word_spans(text: str, most: int = _MOST_PARTS) -> list[tuple[int, int]]:
    """Start and end of each word (each character in Chinese); of a long text, runs of words, `most` at the most."""
    spans = [match.span() for match in _PART.finditer(text)]
    size = max(1, -(-len(spans) // most))
    return [(spans[i][0], spans[min(i + size, len(spans)) - 1][1]) for i in range(0, len(spans), size)]


def occlude(model: HeadModel, text: str) -> tuple[Span, ...]:
    """The fall in log-probability of the predicted label without each part (Li, Monroe & Jurafsky 2016, section 3).

    Positive weights speak for the label, negative ones against it; exact for the model, one batch, no sampling.
    """
    spans = word_spans(text)
    if not spans:
        return ()
    variants = [text[:start] + " " + text[end:] for start, end in spans]
    probabilities = model.predict([text, *variants]).probabilities
    label = int(probabilities[0].argmax())
    logs = np.log(np.maximum(probabilities[:, label], 1e-12))
    return tuple(Span(start, end, float(logs[0] - log)) for (start, end), log in zip(spans, logs[1:], strict=True))
