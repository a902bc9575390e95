"""Labelled stretches of a text, by character offsets, and the way from and to one tag a token."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from scaffold.data.tag_scheme import BIO, OUTSIDE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True, order=True)
class TextSpan:
    """The characters `start` up to, not including, `end`, which together are a `label`."""

    start: int
    end: int
    label: str


def token_offsets(text: str, tokens: Sequence[str]) -> list[tuple[int, int]]:
    """Where each token stands in the text it was cut from, found one after the other.

    >>> token_offsets("my card, please", ["my", "card", ",", "please"])
    [(0, 2), (3, 7), (7, 8), (9, 15)]

    :return: first character and the one after the last, for each token; both the same for a blank token.
    :raises ValueError: naming the token that is not there.
    """
    offsets = []
    at = 0
    for number, token in enumerate(tokens, 1):
        word = token.strip()
        start = text.find(word, at)
        if start < 0:
            raise ValueError(f"token {number} ({word!r}) is not in the text after character {at}")
        at = start + len(word)
        offsets.append((start, at))
    return offsets


def spans_of_tags(tags: Sequence[str], offsets: Sequence[tuple[int, int]]) -> list[TextSpan]:
    """The spans that BIO tags mark; an `I-x` that goes on with nothing begins a span.

    :param offsets: characters of each token, as `token_offsets` gives them.
    :raises IllegalTagError: for a tag that is none of BIO.
    """
    return [TextSpan(offsets[first][0], offsets[end - 1][1], label) for first, end, label in BIO.entities(tags).found]


def tags_of_spans(spans: Iterable[TextSpan], offsets: Sequence[tuple[int, int]]) -> list[str]:
    """One BIO tag a token: a token that shares a character with a span belongs to it, the first such span of several.

    :param offsets: characters of each token, in order.
    """
    tags = [OUTSIDE] * len(offsets)
    index = 0
    for span in sorted(spans):
        while index < len(offsets) and offsets[index][1] <= span.start:
            index += 1
        mark = "B"
        while index < len(offsets) and offsets[index][0] < span.end:
            if mark == "I" or offsets[index][1] > offsets[index][0]:
                tags[index] = f"{mark}-{span.label}"
                mark = "I"
            index += 1
    return tags


def span_problem(text: str, spans: Iterable[TextSpan]) -> str | None:
    """What is wrong with the spans of a text: empty, outside of it, or over one another; None if nothing is."""
    ordered = sorted(spans)
    for span in ordered:
        shown = f"span {span.start} to {span.end} ({span.label!r})"
        if span.start < 0 or span.end > len(text):
            return f"{shown} is outside of the text, which has {len(text)} characters"
        if span.start >= span.end:
            return f"{shown} is empty"
    for one, other in pairwise(ordered):
        if other.start < one.end:
            return (
                f"{text[one.start : one.end]!r} ({one.label!r}, {one.start} to {one.end}) and"
                f" {text[other.start : other.end]!r} ({other.label!r}, {other.start} to {other.end}) overlap"
            )
    return None
