"""Amounts in running text: numbers with their units, in digits and in words, English and Chinese."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from scaffold.rules.matching.dates import dates
from scaffold.rules.matching.numerals import CHINESE, DIGITS, ENGLISH, TIMES, read_numeral
from scaffold.rules.matching.units import Unit, currency_signs, find_unit, is_money, unit_names

if TYPE_CHECKING:
    from scaffold.rules.matching.sentences import Span

_LATIN = "A-Za-z0-9_À-ÖØ-öø-ɏ"
_PLAIN = Unit(None)
# 2024-03 and 007 are no amounts, nor are times, fractions and numbers of versions.
_DIGITS = f"(?!0\\d){DIGITS}(?![.,:/]?\\d)"
_NUMBER = f"(?:{_DIGITS}|{ENGLISH}|半(?=年|个月|个?小时|片|粒)|{CHINESE})"
_LETTER = re.compile(f"[{_LATIN}]")
_MILLION = re.compile(f"[mM](?![{_LATIN}])")
_DIGITS_FOLLOW = re.compile(r"-\d")
# decades, school years
_NO_YEARS = ("代", "级", "度")
_MONTH_OR_DAY = re.compile(r"\s?[月号]")
_CONNECTED = re.compile(
    f"(?:\\s?[-–—~～到至]\\s?|\\s(?:to|through)\\s(?P<minus>[-−])?)(?P<number>{_NUMBER})(?!-\\d)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount that a text states.

    :param value: in the base unit.
    :param unit: the base unit (mg, ml, s, m, %, °C), a currency code, or the word of what is counted (tablet); None
        for a plain number.
    :param span: the characters of number and unit.
    """

    value: float
    unit: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class _Number:
    value: Decimal
    said: str
    span: Span
    scale: int = 1


@cache
def _start() -> re.Pattern[str]:
    signs = "|".join(map(re.escape, currency_signs()))
    return re.compile(
        "(?P<minus>(?<![\\w)\\]%])[-−])?"
        f"(?:(?<![A-Za-z])(?P<sign>(?-i:{signs}))[ \u00a0]?"
        f"|(?<![{_LATIN}])(?<!\\d[-.,:/])(?<![第月])(?P<percent>百分之)?)"
        f"(?P<number>{_NUMBER})",
        re.IGNORECASE,
    )


@cache
def _scale() -> re.Pattern[str]:
    times = "|".join(sorted(TIMES, key=len, reverse=True))
    # 5千克 is five kilograms; an m before a currency is a million
    return re.compile(
        f"[ \u00a0]?(?:(?P<times>{times})(?![{_LATIN}]|[克米卡])|"
        "(?P<m>m)(?=[ \u00a0]?(?:[$€£]|eur|usd|gbp|dollar|pound)))",
        re.IGNORECASE,
    )


@cache
def _unit() -> re.Pattern[str]:
    names = [re.escape(name).replace(r"\ ", r"\s") for name in unit_names()]
    latin = "|".join(name for name in names if re.match("[A-Za-zµμ]", name))
    other = "|".join(name for name in names if not re.match("[A-Za-zµμ]", name))
    under = "/(?:[A-Za-z]{1,6}|公斤|千克|小时|分升|[天日升])"
    return re.compile(
        f"(?:[ \t\u00a0\u202f]{{0,2}}|-)(?P<name>(?:(?:{latin})(?![{_LATIN}])|(?:{other}))(?:{under}(?![{_LATIN}]))?)",
        re.IGNORECASE,
    )


def quantities(text: str) -> list[Quantity]:
    """Every amount in the text, in order; the two ends of a range are two amounts with the same unit.

    Fractions, times of day, dates, ordinals and runs of more than 15 digits are left out.

    >>> [(found.value, found.unit) for found in quantities("0.5g or $1.2k in two weeks")]
    [(500.0, 'mg'), (1200.0, 'USD'), (1209600.0, 's')]
    >>> [(found.value, found.unit) for found in quantities("五百毫克，5-10 mg")]
    [(500.0, 'mg'), (5.0, 'mg'), (10.0, 'mg')]
    """
    found: list[Quantity] = []
    days = [date.span for date in dates(text)]
    at = 0
    while match := _start().search(text, at):
        day = bisect_right(days, (match.end(), 0)) - 1
        if day >= 0 and days[day][1] > match.start("number"):
            at = max(days[day][1], match.end())
            continue
        amounts, at = _read(text, match)
        found.extend(amounts)
    return found


def _read(text: str, match: re.Match[str]) -> tuple[list[Quantity], int]:
    """The amounts that begin at the match, none where it is something else, and where to go on."""
    numbers = _numbers(text, match)
    end = numbers[-1].span[1] if numbers else match.end()
    if not numbers or _MONTH_OR_DAY.match(text, end):
        return [], end
    unit, stop = _unit_after(text, end)
    sign = find_unit(match["sign"]) if match["sign"] else None
    if unit is None and _LETTER.match(text, end) and numbers[-1].said[-1].isdecimal():
        return [], end
    if not (sign or match["percent"]) and not _is_amount(text, numbers, unit, stop):
        return [], stop
    if sign and not (unit and is_money(unit)):
        unit, stop = sign, end
    if match["percent"]:
        unit, stop = find_unit("%"), end
    amounts = [
        Quantity((unit or _PLAIN).in_base(number.value), (unit or _PLAIN).base, number.span) for number in numbers
    ]
    first, last = amounts[0], amounts[-1]
    amounts[0] = Quantity(first.value, first.unit, (match.start(), first.span[1]))
    amounts[-1] = Quantity(last.value, last.unit, (amounts[-1].span[0], stop))
    return amounts, stop


def _numbers(text: str, match: re.Match[str]) -> list[_Number]:
    """The number of the match, and the upper end where it begins a range."""
    low = _scaled(text, match, money=bool(match["sign"]))
    if low is None:
        return []
    further = _CONNECTED.match(text, low.span[1])
    high = _scaled(text, further, money=bool(match["sign"])) if further else None
    if high is None:
        # 555-123-4567 is no amount
        return [] if _DIGITS_FOLLOW.match(text, low.span[1]) else [low]
    if low.scale == 1 and high.scale > 1:
        low = _Number(low.value * high.scale, low.said, low.span)
    return [low, high]


def _scaled(text: str, match: re.Match[str], *, money: bool) -> _Number | None:
    said = match["number"]
    value = Decimal("0.5") if said == "半" else read_numeral(said)
    if value is None:
        return None
    start = match.start("number")
    if match["minus"]:
        value, start = -value, match.start("minus")
    end = match.end("number")
    scale = 1
    if said[-1].isdecimal():
        if times := _scale().match(text, end):
            scale, end = TIMES[times["times"].lower()] if times["times"] else 10**6, times.end()
        elif money and _MILLION.match(text, end):
            scale, end = 10**6, end + 1
    return _Number(value * scale, said, (start, end), scale)


def _unit_after(text: str, end: int) -> tuple[Unit | None, int]:
    found = _unit().match(text, end)
    unit = find_unit(found["name"]) if found else None
    return (unit, found.end()) if found and unit else (None, end)


def _is_amount(text: str, numbers: list[_Number], unit: Unit | None, stop: int) -> bool:
    """Not the number of a year before 年, nor words that only look like numbers: one, 十分, 一样, 一度."""
    said, last = numbers[0].said, text[stop - 1]
    if last == "年" and (
        (numbers[-1].value >= 1000 and len(numbers[-1].said) == 4) or text.startswith(_NO_YEARS, stop)
    ):
        return False
    if said[0].isdecimal() or said == "半":
        return True
    if said.isascii():
        return unit is not None or said.lower() not in ("one", "zero")
    if len(said) > 1:
        return any(char in "十百千万亿点" for char in said)
    return unit is not None and not (said == "一" and (unit.base is None or last in "度回里"))
