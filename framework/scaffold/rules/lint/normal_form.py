"""Conditions written in one way, so that two that say the same are equal."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from scaffold.rules.language.condition import AllOf, AnyOf, Lexicon, NotThat, Phrases, Words
from scaffold.rules.matching.folding import fold
from scaffold.rules.matching.inflection import forms

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from scaffold.rules.language.condition import Element
    from scaffold.rules.language.rule_file import RuleFile


def normal(condition: Element, file: RuleFile) -> Element:
    """The condition with the terms of its lexicons, without nesting that says nothing, and without double negation."""
    if isinstance(condition, Lexicon):
        terms = file.lexicons[condition.lexicon.file].of(condition.lexicon.category, file.name)
        return Phrases(phrases=tuple(terms)).model_copy(update=_how(condition))
    if isinstance(condition, NotThat):
        inner = normal(condition.not_, file)
        return inner.not_ if isinstance(inner, NotThat) else condition.model_copy(update={"not_": inner})
    if isinstance(condition, AllOf):
        parts = [normal(each, file) for each in condition.all]
        if not condition.has_places:
            parts = [part for each in parts for part in _inside(each)]
        return parts[0] if len(parts) == 1 else condition.model_copy(update={"all": tuple(parts)})
    if isinstance(condition, AnyOf):
        parts = [normal(each, file) for each in condition.any]
        parts = _merged(part for each in parts for part in _choices(each))
        return parts[0] if len(parts) == 1 else condition.model_copy(update={"any": tuple(parts)})
    return condition


@lru_cache(maxsize=16_384)
def canonical(condition: Element) -> Hashable:
    """What two conditions in normal form have in common that say the same, whatever the order and spelling."""
    if isinstance(condition, Phrases):
        return ("phrases", frozenset(plain_phrase(each, condition) for each in condition.phrases), _said(condition))
    if isinstance(condition, NotThat):
        return ("not", canonical(condition.not_))
    if isinstance(condition, AnyOf):
        return ("any", frozenset(map(canonical, condition.any)))
    if isinstance(condition, AllOf):
        parts = [canonical(each) for each in condition.all]
        places = (condition.within, condition.ordered, condition.same_sentence)
        return ("all", tuple(parts) if condition.ordered else frozenset(parts), places)
    return condition


def plain_phrase(phrase: str, how: Words) -> str:
    """A phrase as it is compared; where words are inflected, one form stands for all of each."""
    folded = fold(phrase, keep_case=how.match_case).text.strip()
    if not how.inflect or how.match_case:
        return folded
    return " ".join(min(forms(word)) for word in folded.split(" "))


def _how(condition: Words) -> dict[str, object]:
    return {name: getattr(condition, name) for name in Words.model_fields}


def _said(condition: Words) -> Hashable:
    how = _how(condition)
    return tuple(frozenset(each) if isinstance(each, tuple) else each for each in how.values())


def _inside(condition: Element) -> tuple[Element, ...]:
    return condition.all if isinstance(condition, AllOf) and not condition.has_places else (condition,)


def _choices(condition: Element) -> tuple[Element, ...]:
    return condition.any if isinstance(condition, AnyOf) else (condition,)


def _merged(parts: Iterable[Element]) -> list[Element]:
    """Lists of phrases that are looked for in the same way are one list."""
    kept: dict[Hashable, Element] = {}
    for each in parts:
        key = ("phrases", _said(each)) if isinstance(each, Phrases) else canonical(each)
        before = kept.get(key)
        if isinstance(each, Phrases) and isinstance(before, Phrases):
            each = each.model_copy(update={"phrases": before.phrases + each.phrases})
        kept[key] = each
    return list(kept.values())
