"""Stretches of one text that rules found, and that may overlap or disagree."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Stretch = tuple[int, int, str, float]
    Chosen = tuple[Fraction, int, tuple[tuple[int, int, str], ...]]


def merge_spans(found: Sequence[Stretch]) -> list[Stretch]:
    """The stretches that do not overlap and have the highest total weight, in the order of the text.

    Equal ones count as one with the sum of their weights; those that sum to less than nothing are left out. Of equally
    heavy choices the one that covers more characters is taken, then the one that starts earlier, then the longer
    stretch, then the label that sorts first. Weighted interval scheduling (Kleinberg and Tardos 2005, section 6.1);
    weights are added as fractions, so that their order does not matter.

    :param found: start, end, label and weight, such as the log-odds of the rule's accuracy.
    """
    weights: dict[tuple[int, int, str], Fraction] = defaultdict(Fraction)
    for start, end, label, weight in found:
        if start < end:
            weights[start, end, label] += Fraction(weight)
    kept = sorted((each for each in weights if weights[each] >= 0), key=_place)
    chosen = (each for group in _touching(kept) for each in _heaviest(group, weights))
    return [(*each, float(weights[each])) for each in chosen]


def _touching(stretches: Iterable[tuple[int, int, str]]) -> Iterator[list[tuple[int, int, str]]]:
    """Sorted stretches, in groups that do not overlap one another."""
    group: list[tuple[int, int, str]] = []
    reach = 0
    for each in stretches:
        if group and each[0] >= reach:
            yield group
            group = []
        group.append(each)
        reach = max(reach, each[1])
    if group:
        yield group


def _heaviest(
    group: list[tuple[int, int, str]], weights: dict[tuple[int, int, str], Fraction]
) -> tuple[tuple[int, int, str], ...]:
    """The best choice of sorted stretches, found from the last to the first."""
    starts = [start for start, _, _ in group]
    best: list[Chosen] = [(Fraction(0), 0, ())] * (len(group) + 1)
    for at in range(len(group) - 1, -1, -1):
        start, end, _ = group[at]
        weight, length, rest = best[bisect_left(starts, end)]
        with_it = (weight + weights[group[at]], length + end - start, (group[at], *rest))
        best[at] = min(with_it, best[at + 1], key=_rank)
    return best[0][2]


def _rank(chosen: Chosen) -> tuple[Fraction, int, list[tuple[int, int, str]]]:
    weight, length, stretches = chosen
    return -weight, -length, [_place(each) for each in stretches]


def _place(stretch: tuple[int, int, str]) -> tuple[int, int, str]:
    start, end, label = stretch
    return start, -end, label
