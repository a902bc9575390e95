"""Which condition is bound to hold wherever another one does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.rules.language.condition import AllOf, AnyOf, NotThat, Number, Phrases
from scaffold.rules.lint.normal_form import canonical, plain_phrase
from scaffold.rules.matching.comparison import read_comparison
from scaffold.rules.matching.folding import fold
from scaffold.rules.matching.inflection import variants
from scaffold.rules.matching.phrases import Phrase, PhraseIndex

if TYPE_CHECKING:
    from collections.abc import Hashable

    from scaffold.rules.language.condition import Asserted, Element

_MOST = 5_000
"""Phrases of a lexicon that are compared one by one."""


class Entailment:
    """Tells whether one condition holds wherever another does; says no where that cannot be told.

    Conditions are in normal form.
    """

    def __init__(self) -> None:
        self._indexes: dict[Hashable, PhraseIndex] = {}

    def holds(self, one: Element, other: Element) -> bool:
        """Whether `other` holds of every text of which `one` does."""
        if canonical(one) == canonical(other):
            return True
        if any(isinstance(each, Phrases) and len(each.phrases) > _MOST for each in (one, other)):
            return False
        if isinstance(one, AnyOf):
            return all(self.holds(each, other) for each in one.any)
        if isinstance(other, AllOf) and not other.has_places:
            return all(self.holds(one, each) for each in other.all)
        if isinstance(one, Phrases) and len(one.phrases) > 1:
            return all(self.holds(each, other) for each in phrase_by_phrase(one))
        if isinstance(other, AnyOf) and any(self.holds(one, each) for each in other.any):
            return True
        if isinstance(one, AllOf):
            return any(self.holds(each, other) for each in one.all)
        return self._of_one_kind(one, other)

    def _of_one_kind(self, one: Element, other: Element) -> bool:
        if isinstance(one, NotThat) and isinstance(other, NotThat):
            return self.holds(other.not_, one.not_)
        if isinstance(one, Phrases) and isinstance(other, Phrases):
            return self._contains(one, other)
        if isinstance(one, Number) and isinstance(other, Number):
            return _is_narrower(one, other)
        return False

    def _contains(self, one: Phrases, other: Phrases) -> bool:
        """Whether a phrase, in each of its forms, holds one of some others."""
        (phrase,) = one.phrases
        if (other.match_case and not one.match_case) or (other.whole_words and not one.whole_words):
            return False
        if other.unless or other.only:
            # What is said of a phrase need not be said of a part of it.
            same = plain_phrase(phrase, one) in {plain_phrase(each, other) for each in other.phrases}
            return same and one.inflect == other.inflect and _as_asserted(one, other)
        written = fold(phrase, keep_case=one.match_case).text.strip()
        index = self._index(other)
        forms = variants(written) if one.inflect else [written]
        return all(any(True for _ in index.find(form, fold(form))) for form in forms)

    def _index(self, words: Phrases) -> PhraseIndex:
        key = canonical(words)
        if key not in self._indexes:
            self._indexes[key] = index_of(words)
        return self._indexes[key]


def index_of(words: Phrases) -> PhraseIndex:
    """The phrases of a condition, each under its number."""
    return PhraseIndex(
        Phrase(each, number, words.inflect, words.match_case, words.whole_words)
        for number, each in enumerate(words.phrases)
    )


def phrase_by_phrase(words: Phrases) -> list[Phrases]:
    """A condition for each of its phrases."""
    return [words.model_copy(update={"phrases": (each,)}) for each in words.phrases]


def _as_asserted(one: Asserted, other: Asserted) -> bool:
    return set(other.unless) <= set(one.unless) and set(other.only) <= set(one.only)


def _is_narrower(one: Number, other: Number) -> bool:
    a, b = read_comparison(one.number), read_comparison(other.number)
    same = a.unit == b.unit and fold(a.phrase or "").text == fold(b.phrase or "").text
    above = a.low > b.low or (a.low == b.low and (a.low_open or not b.low_open))
    below = a.high < b.high or (a.high == b.high and (a.high_open or not b.high_open))
    return same and above and below and _as_asserted(one, other)
