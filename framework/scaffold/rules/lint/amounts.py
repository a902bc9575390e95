"""Amounts, dates and values of fields that no single one can be."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from scaffold.rules.language.condition import AllOf, Date, MetadataField, Number
from scaffold.rules.language.parts import conditions_of
from scaffold.rules.matching.comparison import read_comparison
from scaffold.rules.matching.dates import read_date_condition
from scaffold.rules.matching.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold.rules.language.condition import Element, FieldTest
    from scaffold.rules.matching.comparison import Comparison
    from scaffold.rules.matching.dates import DateCondition


def exclusive_amounts(condition: Element) -> Iterator[tuple[str, str]]:
    """Pairs of numbers, of dates or of tests of a field in one `all` that exclude each other, as they are written."""
    for together in conditions_of(condition):
        if not isinstance(together, AllOf):
            continue
        numbers = [(each.number, read_comparison(each.number)) for each in together.all if isinstance(each, Number)]
        dates = [(each.date, read_date_condition(each.date)) for each in together.all if isinstance(each, Date)]
        yield from ((a, b) for (a, one), (b, other) in combinations(numbers, 2) if _are_apart(one, other))
        yield from ((a, b) for (a, one), (b, other) in combinations(dates, 2) if _are_other_days(one, other))
        fields = [each.field for each in together.all if isinstance(each, MetadataField)]
        yield from ((_gist(one), _gist(other)) for one, other in combinations(fields, 2) if _are_other(one, other))


def _are_apart(one: Comparison, other: Comparison) -> bool:
    if one.unit != other.unit or fold(one.phrase or "").text != fold(other.phrase or "").text:
        return False
    low, high = max(one.low, other.low), min(one.high, other.high)
    is_open = any(
        (each.low == low and each.low_open) or (each.high == high and each.high_open) for each in (one, other)
    )
    return low > high or (low == high and is_open)


def _are_other_days(one: DateCondition, other: DateCondition) -> bool:
    if one.unit is not None or other.unit is not None:
        return False
    firsts = [each.first for each in (one, other) if each.first is not None]
    lasts = [each.last for each in (one, other) if each.last is not None]
    return bool(firsts and lasts) and max(firsts) > min(lasts)


def _are_other(one: FieldTest, other: FieldTest) -> bool:
    """Whether no value passes both tests; a field with several values may."""
    if one.name != other.name:
        return False
    if one.is_ is not None and other.is_ is not None and one.is_.casefold() != other.is_.casefold():
        return True
    pairs = ((one.above, other.below), (other.above, one.below))
    return any(above is not None and below is not None and above >= below for above, below in pairs)


def _gist(test: FieldTest) -> str:
    """A test of a field as a few words."""
    asked = {"is": test.is_, "above": test.above, "below": test.below}
    return f"{test.name} {' and '.join(f'{word} {value}' for word, value in asked.items() if value is not None)}"
