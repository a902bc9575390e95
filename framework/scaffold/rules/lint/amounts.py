"""Amounts and dates that no single one can be."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from scaffold.rules.language.condition import AllOf, Date, Number
from scaffold.rules.language.parts import conditions_of
from scaffold.rules.matching.comparison import read_comparison
from scaffold.rules.matching.dates import read_date_condition
from scaffold.rules.matching.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold.rules.language.condition import Element
    from scaffold.rules.matching.comparison import Comparison
    from scaffold.rules.matching.dates import DateCondition


def exclusive_amounts(condition: Element) -> Iterator[tuple[str, str]]:
    """Pairs of numbers, or of dates, of one `all` that exclude each other, as they are written."""
    for together in conditions_of(condition):
        if not isinstance(together, AllOf):
            continue
        numbers = [(each.number, read_comparison(each.number)) for each in together.all if isinstance(each, Number)]
        dates = [(each.date, read_date_condition(each.date)) for each in together.all if isinstance(each, Date)]
        yield from ((a, b) for (a, one), (b, other) in combinations(numbers, 2) if _are_apart(one, other))
        yield from ((a, b) for (a, one), (b, other) in combinations(dates, 2) if _are_other_days(one, other))


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
