"""Dates moved by as many days for a patient, written as they were."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from scaffold.privacy.dates import FORMS, MONTHS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold.privacy.key import Key

_LEAST, _MOST = 31, 365
# A date without a year is moved within one that has no 29 February.
_NO_YEAR = 2001
_NO_DAY = 15
_ZH = "〇一二三四五六七八九"
_WORDS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
_PARTIAL = re.compile(r"(?P<a>\d{1,2})(?P<s>[/.-])(?P<b>\d{1,2})")
_MONTH_ONLY = re.compile(rf"(?P<m>{'|'.join(name for names in MONTHS for name in names)})", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"(?<!\d)(?:0?[1-9]|1[0-2])[/.-](?:1[3-9]|2\d|3[01])[/.-](?:19|20)?\d\d(?!\d)")


@dataclass(frozen=True)
class DateShift:
    """Moves the dates of one patient.

    :ivar text: if one of its dates can only have the month first, all are read so; else the day comes first.
    """

    key: Key = field(repr=False)
    patient: str
    text: str = ""

    @property
    def days(self) -> int:
        """How far, forwards or backwards; between a month and a year."""
        digest = self.key.digest(self.patient, "days")
        size = _LEAST + int.from_bytes(digest[:4], "big") % (_MOST - _LEAST + 1)
        return size if digest[4] % 2 else -size

    def of(self, old: str) -> str:
        """The moved date in the form of the old one."""
        lead = re.match(r"the\s", old, re.IGNORECASE)
        start = lead.end() if lead else 0
        body = old[start:]
        for name, form in FORMS.items():
            match = form.match(body)
            if match and match.end() >= len(body.rstrip(".")):
                return old[:start] + self._moved(name, match, body)
        for form in (_PARTIAL, _MONTH_ONLY):
            match = form.fullmatch(body)
            if match:
                return old[:start] + self._moved("partial", match, body)
        return re.sub(r"\d", "0", old)

    def _moved(self, name: str, match: re.Match[str], body: str) -> str:
        """The groups of a form, each written anew where it stood."""
        values = {key: value for key, value in match.groupdict().items() if value is not None}
        if "a" in values:
            first, second = int(values["a"]), int(values["b"])
            month_first = second > 12 or (first <= 12 and bool(_MONTH_FIRST.search(self.text)))
            day, month = ("b", "a") if month_first else ("a", "b")
        else:
            day = next((key for key in ("d", "w", "w2") if key in values), "")
            month = next((key for key in ("m", "m2") if key in values), "")
        moved = self._shift(values, day, month)
        if moved is None:
            return re.sub(r"\d", "0", body)
        new: dict[str, str] = {}
        if "y" in values:
            new["y"] = _year(values["y"], moved.year)
        if month:
            new[month] = _month(values[month], moved.month)
        if day:
            new[day] = _day(values[day], moved.day)
        return _suffixed(_refilled(match, new, body), moved.day)

    def _shift(self, values: Mapping[str, str], day: str, month: str) -> date | None:
        year = _number_of_year(values["y"]) if "y" in values else _NO_YEAR
        in_month = _number_of_month(values[month]) if month else 6
        in_day = _number_of_day(values[day]) if day else _NO_DAY
        try:
            in_day = min(in_day, calendar.monthrange(year, in_month)[1]) if "y" not in values else in_day
            return date(year, in_month, in_day) + timedelta(days=self.days)
        except (ValueError, OverflowError, IndexError):
            return None


def _refilled(match: re.Match[str], new: Mapping[str, str], body: str) -> str:
    pieces, at = [], 0
    for key in sorted(new, key=match.start):
        pieces += [body[at : match.start(key)], new[key]]
        at = match.end(key)
    return "".join([*pieces, body[at:]])


def _suffixed(written: str, day: int) -> str:
    """With the ending that the day has: 1st, 2nd, 3rd, 4th."""
    ending = "th" if 11 <= day % 100 <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return re.sub(
        r"(?<=\d)(st|nd|rd|th)(?![a-z])",
        lambda match: ending.upper() if match.group().isupper() else ending,
        written,
        count=1,
        flags=re.IGNORECASE,
    )


def _number_of_year(written: str) -> int:
    if written[0] in _ZH + "零○":
        digits = "".join(str(_ZH.index(char)) for char in re.sub("[零○]", "〇", written))
        return _full(int(digits)) if len(digits) == 2 else int(digits)
    number = int(written.strip("'’"))
    return _full(number) if number < 100 else number


def _full(number: int) -> int:
    return 2000 + number if number < 50 else 1900 + number


def _year(written: str, year: int) -> str:
    if written[0] in _ZH + "零○":
        return "".join(_ZH[int(digit)] for digit in str(year)[-len(written) :])
    digits = str(year)
    return digits if len(written.strip("'’")) == 4 else written[: len(written) - 2] + digits[-2:]


def _number_of_month(written: str) -> int:
    plain = written.rstrip(".").lower()
    if plain.isdecimal():
        return int(plain)
    if plain[0] in _ZH + "十":
        return _zh_number(plain)
    return next(number for number, names in enumerate(MONTHS, 1) if plain in names)


def _month(written: str, month: int) -> str:
    if written.isdecimal():
        return _padded(written, month)
    if written[0] in _ZH + "十":
        return _zh_written(month)
    plain = written.rstrip(".")
    full = plain.lower() == MONTHS[_number_of_month(written) - 1][0] and len(plain) > 3
    name = MONTHS[month - 1][0] if full else MONTHS[month - 1][1]
    name = name.upper() if plain.isupper() else name.capitalize() if plain[0].isupper() else name
    return name + written[len(plain) :]


def _number_of_day(written: str) -> int:
    if written.isdecimal():
        return int(written)
    if written[0] in _ZH + "十":
        return _zh_number(written)
    plain = re.sub(r"[- ]", " ", written.lower())
    if plain in _WORDS:
        return _WORDS.index(plain) + 1
    tens, _, ones = plain.partition(" ")
    return {"twenty": 20, "thirty": 30, "thirtieth": 30}[tens] + (_WORDS.index(ones) + 1 if ones else 0)


def _day(written: str, day: int) -> str:
    if written.isdecimal():
        return _padded(written, day)
    if written[0] in _ZH + "十":
        return _zh_written(day)
    name = (
        _WORDS[day - 1]
        if day <= 20
        else "thirtieth"
        if day == 30
        else f"{'twenty' if day < 30 else 'thirty'}-{_WORDS[day % 10 - 1]}"
    )
    return name.capitalize() if written[0].isupper() else name


def _padded(written: str, number: int) -> str:
    """With a leading zero where two figures were written."""
    return f"{number:02d}" if len(written) == 2 else str(number)


def _zh_number(written: str) -> int:
    tens, ten, ones = written.partition("十")
    if not ten:
        return _ZH.index(written)
    return (_ZH.index(tens) if tens else 1) * 10 + (_ZH.index(ones) if ones else 0)


def _zh_written(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _ZH[tens] + "十") + (_ZH[ones] if ones else "")
