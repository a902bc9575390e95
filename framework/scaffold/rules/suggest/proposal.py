"""Rules that labelled texts speak for."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.rules.suggest.grams import edge_words, frequent_grams, is_chinese
from scaffold.rules.suggest.phrase_counts import rows_of
from scaffold.rules.weak.interval import share_bounds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scaffold.progress import Progress
    from scaffold.rules.suggest.halves import LabelledTexts

LEAST_TEXTS = 3
"""Texts of the first half that a phrase has to stand in."""

_CANDIDATES = 60
"""Phrases of a label that are looked at in all their forms."""

_AS_MANY = 0.8
"""Share of the texts with some Chinese characters that has to have them as a part of a longer run."""


@dataclass(frozen=True)
class Proposal:
    """A phrase that speaks for a label.

    :ivar found: texts of the second half that it stands in; `right` those of them that have the label.
    """

    label: str
    phrase: str
    found: int
    right: int

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which shares it is right, at 95 %."""
        return share_bounds(self.right, self.found)


def propose(texts: LabelledTexts, *, most: int, at_least: float, progress: Progress) -> list[Proposal]:
    """Phrases that are right about one label, by the label and then in the order in which they were chosen.

    Chosen on one half of the texts: again and again the phrase of a label whose precision is the highest, as far as
    the lower end of its interval (Wilson 1927) can tell, on texts that no chosen one stands in. Counted on the other
    half, where those are left out that are wrong more often than right.

    :param most: phrases a label.
    :param at_least: what the lower end has to reach.
    """
    first, second = texts.halves()
    with progress.stage("Finding phrases"):
        candidates = _candidates(first)
        phrases = sorted({phrase for own in candidates.values() for phrase in own})
        stands = dict(zip(phrases, rows_of(phrases, first.texts), strict=True))
    chosen: list[tuple[str, str]] = []
    with progress.stage("Choosing phrases"):
        for label in sorted(candidates):
            own = {row for row, labels in enumerate(first.labels) if label in labels}
            rows = {phrase: stands[phrase] for phrase in candidates[label]}
            chosen += [(label, phrase) for phrase in _chosen(rows, own, most, at_least)]
    with progress.stage("Counting phrases in the other half"):
        counted = rows_of([phrase for _, phrase in chosen], second.texts)
    found = []
    for (label, phrase), rows_there in zip(chosen, counted, strict=True):
        right = sum(label in second.labels[row] for row in rows_there)
        if 2 * right > len(rows_there):
            found.append(Proposal(label, phrase, len(rows_there), right))
    return found


def _candidates(texts: LabelledTexts) -> dict[str, list[str]]:
    """The surest runs of each label, by what they are as they stand."""
    ranked: dict[str, list[tuple[float, int, str]]] = defaultdict(list)
    for gram, rows in frequent_grams(texts.texts, LEAST_TEXTS).items():
        counts = Counter(label for row in rows for label in texts.labels[row])
        for label, right in counts.items():
            if 2 * right > len(rows):
                ranked[label].append((-share_bounds(right, len(rows))[0], len(gram), gram))
    return {label: [gram for *_, gram in sorted(own)[:_CANDIDATES]] for label, own in ranked.items()}


def _chosen(rows: dict[str, set[int]], own: set[int], most: int, at_least: float) -> Iterable[str]:
    """Phrases one after the other, each on what those before it have left."""
    left = {phrase: found for phrase, found in rows.items() if _low(found, own) >= at_least}
    ties = {phrase: (edge_words(phrase), len(phrase), phrase) for phrase in left}
    for _ in range(most):
        best = min(left, key=lambda phrase: (-_low(left[phrase], own), ties[phrase]), default=None)
        if best is None or _low(left[best], own) < at_least:
            return
        best = _whole(best, left)
        yield best
        covered = left.pop(best)
        left = {phrase: found - covered for phrase, found in left.items()}


def _whole(phrase: str, others: dict[str, set[int]]) -> str:
    """Of Chinese characters the longest run around them that stands in nearly as many texts: whole words."""
    if not is_chinese(phrase):
        return phrase
    most = _AS_MANY * len(others[phrase])
    around = [each for each in others if phrase in each and len(others[each]) >= most]
    return min(around, key=lambda each: (edge_words(each), -len(each), each))


def _low(rows: set[int], own: set[int]) -> float:
    return share_bounds(len(rows & own), len(rows))[0]
