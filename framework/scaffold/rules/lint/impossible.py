"""Conditions that can never hold."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import TYPE_CHECKING

from scaffold.rules.firing.together import WordCount
from scaffold.rules.language.condition import AllOf, AnyOf, MetadataField, NotThat, OtherDecision, Phrases, has_place
from scaffold.rules.lint.entailment import phrase_by_phrase
from scaffold.rules.lint.finding import some
from scaffold.rules.matching.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scaffold.rules.language.condition import Element, FieldTest
    from scaffold.rules.lint.entailment import Entailment


def never(condition: Element, entailment: Entailment) -> str | None:
    """Why a condition in normal form never holds; None if it may."""
    if isinstance(condition, AnyOf):
        reasons = [never(each, entailment) for each in condition.any]
        return reasons[0] if all(reasons) else None
    if not isinstance(condition, AllOf):
        return None
    inner = (never(each, entailment) for each in condition.all)
    return next((reason for reason in (*inner, *_reasons(condition, entailment)) if reason), None)


def impossible_parts(condition: Element, entailment: Entailment) -> Iterator[str]:
    """Why parts of a condition never hold, where it may hold itself."""
    if isinstance(condition, NotThat):
        condition = condition.not_
        if reason := never(condition, entailment):
            yield f"`not` of what never holds: {reason}"
            return
    inner: tuple[Element, ...] = ()
    if isinstance(condition, AllOf):
        inner = condition.all
        dead = [each for words in inner if isinstance(words, Phrases) for each in _dead(words, inner, entailment)]
        if dead:
            yield f"`not` of the same `all` holds wherever these phrases stand: {some(dead)}"
    elif isinstance(condition, AnyOf):
        inner = condition.any
    for each in inner:
        if isinstance(condition, AnyOf) and (reason := never(each, entailment)):
            yield f"one choice of `any` never holds: {reason}"
        else:
            yield from impossible_parts(each, entailment)


def _dead(words: Phrases, beside: Iterable[Element], entailment: Entailment) -> list[str]:
    denied = [each.not_ for each in beside if isinstance(each, NotThat)]
    return [one.phrases[0] for one in phrase_by_phrase(words) if any(entailment.holds(one, each) for each in denied)]


def _reasons(condition: AllOf, entailment: Entailment) -> Iterator[str | None]:
    wanted = [each for each in condition.all if not isinstance(each, NotThat)]
    denied = [each.not_ for each in condition.all if isinstance(each, NotThat)]
    for each in wanted:
        if any(entailment.holds(each, other) for other in denied):
            yield f"wherever {gist(each)} holds, a `not` of the same `all` forbids it"
    together = condition.model_copy(update={"all": tuple(wanted)})
    if wanted and any(entailment.holds(together, other) for other in denied):
        yield "wherever the other conditions of an `all` hold together, its `not` forbids it"
    yield _of_fields([each.field for each in wanted if isinstance(each, MetadataField)])
    decisions = [each.decision for each in wanted if isinstance(each, OtherDecision)]
    for one, other in combinations(decisions, 2):
        if one.head == other.head and one.label != other.label:
            yield f"{one.head} is one of {one.label!r} and {other.label!r}, not both"
    if condition.ordered and condition.within is not None:
        yield _of_distance(condition.all, condition.within)
    if condition.same_sentence:
        for each in wanted:
            if isinstance(each, Phrases) and all(len(sentence_spans(phrase)) > 1 for phrase in each.phrases):
                yield f"{gist(each)} reaches over the end of a sentence, and `same_sentence` is asked for"


def _of_fields(tests: list[FieldTest]) -> str | None:
    for one, other in permutations(tests, 2):
        if one.name == other.name and one.exists is False and other.exists is not False:
            return f"the field {one.name} is to be missing and to have a value"
    for test in tests:
        if test.above is not None and test.below is not None and test.above >= test.below:
            return f"the field {test.name} cannot be above {test.above:g} and below {test.below:g}"
    return None


def _of_distance(conditions: Iterable[Element], within: int) -> str | None:
    """Matches in order do not overlap: those in the middle stand between the first and the last."""
    middle = [each for each in conditions if has_place(each)][1:-1]
    needed = sum(map(_fewest_words, middle))
    if needed <= within:
        return None
    return f"in this order {needed} words at least stand between the first match and the last, and `within` is {within}"


def _fewest_words(condition: Element) -> int:
    if not (isinstance(condition, Phrases) and condition.whole_words):
        return 0
    return min(WordCount(phrase).between(0, len(phrase)) for phrase in condition.phrases)


def gist(condition: Element) -> str:
    """A condition in a few words."""
    if isinstance(condition, Phrases):
        return some(list(condition.phrases), 2)
    return "`" + next(iter(condition.model_dump(by_alias=True))) + "`"
