"""What goes wrong when spans are labelled, by kind, with texts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from scaffold.evaluation.span_pairs import overlapping

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scaffold.data.spans import TextSpan

Kind = Literal["missed", "made up", "wrong type", "wrong boundary", "wrong type and boundary"]
_SAMPLES = 5


@dataclass(frozen=True)
class SpanMistake:
    """One mistake.

    :ivar text: number of the text.
    :ivar true: None for a span that was made up.
    :ivar predicted: None for a span that was missed.
    """

    kind: Kind
    text: int
    true: TextSpan | None
    predicted: TextSpan | None


@dataclass(frozen=True)
class CommonMistake:
    """Mistakes of one kind between the same labels.

    :ivar samples: text, true words and predicted words of the first few; no words where there is no span.
    """

    kind: Kind
    true_label: str
    predicted_label: str
    count: int
    samples: tuple[tuple[str, str, str], ...]


def span_mistakes(true: Sequence[Sequence[TextSpan]], predicted: Sequence[Sequence[TextSpan]]) -> Iterator[SpanMistake]:
    """Every mistake, text by text; a span is part of one mistake at most.

    Spans are paired by the same characters first, then by the same label, then by what they have in common.

    :raises ValueError: if these are not as many texts.
    """
    for number, (truth, found) in enumerate(zip(true, predicted, strict=True)):
        missed, extra = set(truth) - set(found), set(found) - set(truth)
        for kind, alike in _STEPS:
            for one, other in overlapping(missed, extra, alike):
                yield SpanMistake(kind, number, one, other)
                missed.remove(one)
                extra.remove(other)
        yield from (SpanMistake("missed", number, one, None) for one in sorted(missed))
        yield from (SpanMistake("made up", number, None, other) for other in sorted(extra))


def common_mistakes(
    texts: Sequence[str],
    true: Sequence[Sequence[TextSpan]],
    predicted: Sequence[Sequence[TextSpan]],
    most: int = 20,
) -> list[CommonMistake]:
    """Mistakes by kind and labels, the commonest first.

    :param most: how many are given.
    """
    groups: dict[tuple[Kind, str, str], list[SpanMistake]] = defaultdict(list)
    for mistake in span_mistakes(true, predicted):
        labels = [span.label if span else "" for span in (mistake.true, mistake.predicted)]
        groups[mistake.kind, labels[0], labels[1]].append(mistake)
    ranked = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        CommonMistake(*names, len(mistakes), tuple(_sample(texts, each) for each in mistakes[:_SAMPLES]))
        for names, mistakes in ranked[:most]
    ]


def _sample(texts: Sequence[str], mistake: SpanMistake) -> tuple[str, str, str]:
    text = texts[mistake.text]
    true, predicted = (text[span.start : span.end] if span else "" for span in (mistake.true, mistake.predicted))
    return text, true, predicted


_STEPS: tuple[tuple[Kind, Callable[[TextSpan, TextSpan], bool]], ...] = (
    ("wrong type", lambda one, other: (one.start, one.end) == (other.start, other.end)),
    ("wrong boundary", lambda one, other: one.label == other.label),
    ("wrong type and boundary", lambda one, other: True),
)
