"""Calendar days in running text, and conditions on them, English and Chinese."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, cast

from scaffold.rules.matching.numerals import CHINESE, ENGLISH, read_numeral

if TYPE_CHECKING:
    from scaffold.rules.matching.sentences import Span

Period = Literal["day", "week", "month", "year"]

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_NOT_IN_A_NUMBER = r"(?<![0-9A-Za-z_])(?<![0-9][-/.])"
_ENDS = r"(?![0-9])(?![-/.][0-9])"
_DAY = r"(?:st|nd|rd|th)?"
_DATE = re.compile(
    f"{_NOT_IN_A_NUMBER}(?:"
    rf"(?P<y1>[12][0-9]{{3}})(?P<s1>[-/.])(?P<m1>[0-9]{{1,2}})(?P=s1)(?P<d1>[0-9]{{1,2}}){_ENDS}"
    rf"|(?P<a>[0-9]{{1,2}})(?P<s2>[-/.])(?P<b>[0-9]{{1,2}})(?P=s2)(?P<y2>[12][0-9]{{3}}){_ENDS}"
    rf"|(?P<d3>[0-9]{{1,2}}){_DAY}\s{{1,2}}(?:of\s)?(?P<m3>{_MONTH})\.?,?\s{{1,2}}(?P<y3>[12][0-9]{{3}})(?![0-9])"
    rf"|(?P<m4>{_MONTH})\.?\s{{1,2}}(?P<d4>[0-9]{{1,2}}){_DAY}(?:,\s{{0,2}}|\s{{1,2}})(?P<y4>[12][0-9]{{3}})(?![0-9])"
    rf"|(?P<m5>{_MONTH})\.?,?\s{{1,2}}(?P<y5>(?:19|20)[0-9]{{2}})(?![0-9])"
    r"|(?P<y6>[12][0-9]{3})\s?年\s?(?P<m6>[0-9]{1,2})\s?月(?:份|\s?(?P<d6>[0-9]{1,2})\s?[日号])?"
    ")",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A day that a text names.

    :param exact: False where only the month is named; `day` is then its first.
    """

    day: date
    span: Span
    exact: bool = True


def dates(text: str) -> list[FoundDate]:
    """Every calendar day in the text, in order; days that do not exist (31 February) are left out.

    31/01/2020 is read day first, 01/31/2020 month first as there is no other way; 03/04/2020, which could be either,
    is read day first: 3 April. A month alone stands for its first day.

    >>> [str(found.day) for found in dates("from 2020-01-31 to March 12, 2024, not 31.02.2024")]
    ['2020-01-31', '2024-03-12']
    """
    found = []
    for match in _DATE.finditer(text):
        year, month, day = _parts(match)
        try:
            found.append(FoundDate(date(year, month, day or 1), match.span(), day is not None))
        except ValueError:
            continue
    return found


def _parts(match: re.Match[str]) -> tuple[int, int, int | None]:
    """Year, month and day, not checked yet."""
    if match["y1"]:
        return int(match["y1"]), int(match["m1"]), int(match["d1"])
    if match["y2"]:
        first, second = int(match["a"]), int(match["b"])
        day, month = (second, first) if second > 12 else (first, second)
        return int(match["y2"]), month, day
    if match["y3"]:
        return int(match["y3"]), _month(match["m3"]), int(match["d3"])
    if match["y4"]:
        return int(match["y4"]), _month(match["m4"]), int(match["d4"])
    if match["y5"]:
        return int(match["y5"]), _month(match["m5"]), None
    return int(match["y6"]), int(match["m6"]), int(match["d6"]) if match["d6"] else None


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


_EXPECTED = (
    "expected a date condition such as 'before 2020-01-31', 'between 2020-01-01 and 2020-12-31', 'older than 30 days' "
    "or 'within 2 weeks'"
)
_PERIODS: dict[str, Period] = {"天": "day", "日": "day", "周": "week", "星期": "week", "月": "month", "年": "year"}
_AMOUNT = (
    f"\\s?(?P<count>[0-9]{{1,5}}|an?|{ENGLISH}|{CHINESE})\\s?"
    "(?:(?P<unit>day|week|month|year)s?|个?(?P<unit_zh>[天日周月年]|星期))"
)
_OLDER = [
    re.compile(f"(?:older than|more than|over|>|超过|早于){_AMOUNT}(?: (?:old|ago)|[以之]?前)?", re.IGNORECASE),
    re.compile(f"{_AMOUNT}[以之]?前", re.IGNORECASE),
]
_WITHIN = [
    re.compile(f"(?:within|in|less than|<)?(?: ?the)?(?: ?(?:last|past))?{_AMOUNT}", re.IGNORECASE),
    re.compile(f"(?:在?(?:最近|近|过去|不超过))?{_AMOUNT}[以之]?内?", re.IGNORECASE),
]
# How each wording bounds the days, D for a date: from the first, or up to the second, moved by so many days.
_BOUNDS: dict[str, tuple[int | None, int | None]] = {
    **dict.fromkeys(["beforeD", "earlierthanD", "<D", "早于D", "D之前", "D以前", "在D之前", "在D以前"], (None, -1)),
    **dict.fromkeys(["afterD", "laterthanD", ">D", "晚于D", "D之后", "D以后", "在D之后", "在D以后"], (1, None)),
    **dict.fromkeys(["untilD", "byD", "onorbeforeD", "<=D", "不晚于D", "截至D", "截止D"], (None, 0)),
    **dict.fromkeys(["sinceD", "fromD", "onorafterD", ">=D", "不早于D", "自D", "自D起", "从D起"], (0, None)),
    **dict.fromkeys(["onD", "=D", "D", "在D", "于D"], (0, 0)),
}
_BETWEEN = frozenset(
    ["betweenDandD", "fromDtoD", "DtoD", "介于D和D之间", "在D和D之间", "D和D之间", "D至D", "D到D", "从D到D"]
)


@dataclass(frozen=True, slots=True)
class DateCondition:
    """Days between two others, both included, or of some age on the day of reference.

    :param amount: so many of `unit` back from the day of reference; only where `unit` is given.
    :param older: earlier than that; otherwise from that day to the day of reference.
    """

    first: date | None = None
    last: date | None = None
    amount: int = 0
    unit: Period | None = None
    older: bool = False

    def holds(self, day: date, reference: date | None) -> bool:
        """Whether the day is one of these; without a reference no age is known, and nothing holds.

        >>> read_date_condition("older than 30 days").holds(date(2020, 1, 1), date(2020, 1, 31))
        False
        """
        if self.unit is not None:
            if reference is None:
                return False
            edge = _back(reference, self.amount, self.unit)
            return day < edge if self.older else edge <= day <= reference
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def read_date_condition(text: str) -> DateCondition:
    """A condition as it is written in a rule.

    Absolute: before, after, on, until, since, between D and D (both included). Relative to the day of reference:
    "older than 30 days"; "within 30 days" is from 30 days before it to the day itself, never later. Months and years
    are those of the calendar.

    :raises ValueError: it is none of these, a day does not exist, or only a month is named.
    """
    named = dates(text)
    wording, at = "", 0
    for found in named:
        wording += text[at : found.span[0]].lower() + "D"
        at = found.span[1]
    wording = re.sub(r"\s", "", wording + text[at:].lower())
    if any(not found.exact for found in named):
        raise ValueError(f"{text!r} names a month without a day; {_EXPECTED}")
    if wording in _BOUNDS:
        after, before = _BOUNDS[wording]
        day = named[0].day
        return DateCondition(
            None if after is None else day + timedelta(days=after),
            None if before is None else day + timedelta(days=before),
        )
    if wording in _BETWEEN:
        if named[0].day > named[1].day:
            raise ValueError(f"the first day of {text!r} is later than the second; {_EXPECTED}")
        return DateCondition(named[0].day, named[1].day)
    return _relative(text)


def _relative(text: str) -> DateCondition:
    plain = re.sub(r"\s+", " ", text.strip())
    for patterns, older in ((_OLDER, True), (_WITHIN, False)):
        for pattern in patterns:
            match = pattern.fullmatch(plain)
            if match is None:
                continue
            amount = 1 if match["count"].lower() in ("a", "an") else read_numeral(match["count"])
            unit = cast("Period", match["unit"].lower()) if match["unit"] else _PERIODS[match["unit_zh"]]
            if amount is not None and amount == int(amount):
                return DateCondition(amount=int(amount), unit=unit, older=older)
    raise ValueError(f"{_EXPECTED}; got {text!r}")


def _back(day: date, amount: int, unit: Period) -> date:
    """So much earlier; the last day of the month where the month is shorter, the first of all days at the most."""
    try:
        if unit in ("day", "week"):
            return day - timedelta(days=amount * (7 if unit == "week" else 1))
        months = day.year * 12 + day.month - 1 - amount * (12 if unit == "year" else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError):
        return date.min
