"""In which texts phrases stand, in all forms in which a rule finds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.rules.matching.folding import fold
from scaffold.rules.matching.phrases import Phrase, PhraseIndex

if TYPE_CHECKING:
    from collections.abc import Sequence


def rows_of(phrases: Sequence[str], texts: Sequence[str]) -> list[set[int]]:
    """For each phrase the rows of the texts that a rule with it fires on."""
    found: list[set[int]] = [set() for _ in phrases]
    index = PhraseIndex(Phrase(phrase, number) for number, phrase in enumerate(phrases))
    for row, text in enumerate(texts):
        for number, _ in index.find(text, fold(text)):
            found[number].add(row)
    return found
