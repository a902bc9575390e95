"""How much of a draft stands in the passages it was to be written from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.text import word_spans, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Span = tuple[int, int]

_ENGLISH = """
a about after all also am an and any are as at be because been before being but by can could did do does for from had
has have he her here him his how i if in into is it its just may me might more most must my of on or our out
over own same she should so some such than that the their them then there these they this those to too under until up us
very was we were what when where which while who whom why will with would yes you your
"""
_CHINESE = (
    "的了是在和与及也都就吗呢吧啊把被让给对向从到将会能可以要请您你我他她它们这那其之于而且或但如若则并所着过很个"
)
_FUNCTION_WORDS = frozenset((*_ENGLISH.split(), *_CHINESE))


@dataclass(frozen=True)
class Support:
    """What overlap of words can tell of a draft, and no more: a supported word may still be used wrongly.

    :ivar share: of the draft's content words, the share that the passages hold; 0 for a draft without any.
    :ivar unsupported: start and end of the words that no passage holds, neighbours joined.
    """

    share: float
    unsupported: tuple[Span, ...]


def support(draft: str, passages: Sequence[str]) -> Support:
    """Look up the content words of `draft` in `passages`, without regard to case.

    A word counts where a passage holds it in the same form, numbers and negations included; function words do not
    count. In Chinese each character is looked up together with a neighbour of its run.
    """
    known = {term for passage in passages for term in _terms(passage)}
    found = [(span, held) for start, end in word_spans(draft) for span, held in _units(draft, start, end, known)]
    if not found:
        return Support(0.0, ())
    missing = [span for span, held in found if not held]
    return Support(1 - len(missing) / len(found), _joined(missing))


def _terms(passage: str) -> Iterator[str]:
    """Its words; those of each span too, as the normal form of a whole text may be split in other places."""
    yield from words(passage)
    for start, end in word_spans(passage):
        yield from words(passage[start:end])


def _units(draft: str, start: int, end: int, known: set[str]) -> Iterator[tuple[Span, bool]]:
    """The content words of one run of letters, each with whether it is known."""
    terms, length = words(draft[start:end]), end - start
    if length > 1 and len(terms) == 2 * length - 1:
        # a Chinese run: its characters, then its pairs
        pairs = terms[length:]
        for at, character in enumerate(terms[:length]):
            if character not in _FUNCTION_WORDS:
                yield (start + at, start + at + 1), not known.isdisjoint(pairs[max(0, at - 1) : at + 1])
    elif not _FUNCTION_WORDS.issuperset(terms):
        yield (start, end), known.issuperset(terms)


def _joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)
