"""Matches of several conditions that stand near each other."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from scaffold.text import spaced_han

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scaffold.rules.firing.material import Span

_CHUNK = re.compile(r"\S+")
_LETTER = re.compile(r"\w")


class WordCount:
    """How many words stand between two places of a text; a Chinese character counts as one."""

    def __init__(self, text: str) -> None:
        self._starts = _word_starts(text)

    def between(self, end: int, start: int) -> int:
        """Words that begin in [end, start)."""
        return max(bisect_left(self._starts, start) - bisect_left(self._starts, end), 0)


def windows(
    matches: Sequence[Sequence[Span]],
    *,
    ordered: bool,
    within: int | None,
    words: WordCount,
    sentences: Sequence[Span] | None,
) -> list[tuple[Span, ...]]:
    """Groups of matches, one a condition, that stand together as it is asked for: for each last match the closest.

    :param matches: of each condition, in any order.
    :param within: most words between the first match and the last; None for any number.
    :param sentences: the ones of the text if a group must not leave one; else None.
    """
    found = []
    everywhere = [sorted(set(spans)) for spans in matches]
    for start, end in sentences or [(0, 1 << 62)]:
        inside = [_within(spans, start, end) for spans in everywhere]
        if all(inside):
            groups = _in_order(inside) if ordered else _in_any_order(inside)
            found += [group for group in groups if within is None or _gap(group, words) <= within]
    return found


def _within(spans: list[Span], start: int, end: int) -> list[Span]:
    beginning = spans[bisect_left(spans, (start, 0)) : bisect_left(spans, (end, 0))]
    return [span for span in beginning if span[1] <= end]


def _gap(group: Sequence[Span], words: WordCount) -> int:
    first, last = min(group), max(group)
    return words.between(first[1], last[0]) if last[0] > first[1] else 0


def _in_order(matches: Sequence[Sequence[Span]]) -> Iterator[tuple[Span, ...]]:
    """From each last match back. Those in between begin as late as they can; the first one ends as late as it can."""
    *earlier, lasts = matches
    choices = [sorted(spans, key=_by_end) for spans in earlier]
    best = [list(accumulate(spans, max)) if number else spans for number, spans in enumerate(choices)]
    for last in lasts:
        group = [last]
        for number in reversed(range(len(choices))):
            before = bisect_right(choices[number], group[0][0], key=_end)
            if not before:
                break
            group.insert(0, best[number][before - 1])
        else:
            yield tuple(group)


def _in_any_order(matches: Sequence[Sequence[Span]]) -> Iterator[tuple[Span, ...]]:
    """One pass over all matches from left to right, keeping the latest of each condition.

    The first of these gives way to a longer match that begins before it and ends nearer to the last.
    """
    farthest = [list(accumulate(spans, _farther)) for spans in matches]
    latest: dict[int, Span] = {}
    for last, which in sorted((span, which) for which, spans in enumerate(matches) for span in spans):
        latest[which] = last
        if len(latest) < len(matches):
            continue
        group = dict(latest)
        first = reach = min(latest.values())
        for other, spans in enumerate(matches):
            before = bisect_right(spans, first)
            if other != which and before and farthest[other][before - 1][1] > reach[1]:
                reach = farthest[other][before - 1]
                group = {**latest, other: reach}
        yield tuple(group[number] for number in range(len(matches)))


def _farther(one: Span, other: Span) -> Span:
    return one if one[1] > other[1] else other


def _end(span: Span) -> int:
    return span[1]


def _by_end(span: Span) -> Span:
    return span[1], span[0]


def _word_starts(text: str) -> list[int]:
    """Where words begin; in Chinese every character is one. What has no letter and no digit is none."""
    starts = []
    for match in _CHUNK.finditer(text):
        chunk, at = match.group(), match.start()
        # Blanks stand around every Chinese character; what is left between them is a word.
        for part in [chunk] if chunk.isascii() else spaced_han(chunk).split(" "):
            if _LETTER.search(part):
                starts.append(at)
            at += len(part)
    return starts
