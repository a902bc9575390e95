"""Dates in words, as feeds and web pages write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from scaffold_financial_sentiment.news.zones import zone

_MONTHS = "january february march april may june july august september october november december"
_MONTH_OF = {name[:length]: i for i, name in enumerate(_MONTHS.split(), 1) for length in (3, len(name))} | {"sept": 9}

_CLOCK = (
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?|(?=\s*[ap]\.?m))"
    r"(?:\s*(?P<half>[ap])\.?m\b\.?)?"
)
_ZONE = r"(?:\s*\(?(?P<zone>(?:utc|gmt)?\s?[+-]\d{1,2}(?::?\d\d)?|[a-z]{1,5}|北京时间|香港时间)\)?(?:\s*\([a-z ]+\))?)?"
_THEN = rf"(?:(?:\s*,?\s+(?:at\s+)?|t){_CLOCK}{_ZONE})?"
_WEEKDAY = r"(?:[a-z]{2,9}\.?,?\s+)?"
_DAY, _YEAR, _MONTH = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?P<year>\d{4})", r"(?P<month>[a-z]{3,9})\.?"
# CST in a Chinese date is China's, and not what `zone` takes it for.
_CHINESE_CLOCK = (
    r"(?P<half>凌晨|早上|上午|中午|下午|晚上)?\s*(?P<hour>\d{1,2})\s*[:时点]\s*"
    r"(?:(?P<minute>\d{1,2})(?:\s*分)?(?:\s*:?\s*(?P<second>\d{1,2})(?:\s*秒)?)?)?"
    rf"(?!\s*\(?cst){_ZONE}"
)
_FORMS = tuple(
    re.compile(form, re.ASCII | re.IGNORECASE)
    for form in (
        rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+{_YEAR}{_THEN}",  # Fri Oct 20, 2006 6:15pm EDT
        rf"{_WEEKDAY}{_DAY}[\s-]+{_MONTH},?[\s-]+(?P<year>\d{{4}}|\d\d){_THEN}",  # RFC 822, RFC 2822
        rf"{_WEEKDAY}{_MONTH}\s+{_DAY}\s+{_CLOCK}{_ZONE}\s+{_YEAR}",  # asctime of C; posts
        rf"{_YEAR}([-/.])(?P<month>\d{{1,2}})\2{_DAY}{_THEN}",  # nearly ISO 8601
        rf"{_YEAR}\s*年\s*(?P<month>\d{{1,2}})\s*月\s*{_DAY}\s*[日号]?"
        rf"\s*(?:\(?(?:星期|周)[一二三四五六日天]\)?)?\s*(?:{_CHINESE_CLOCK})?",
    )
)
_PLACE_FIRST = re.compile(r"(北京时间|香港时间)\s*(.*)")
_CLOCK_ALONE = re.compile(rf"{_CLOCK}{_ZONE}", re.ASCII | re.IGNORECASE)


def date_of_words(text: str) -> datetime | None:
    """The moment a text stands for, in UTC where it names no zone; None if it is in no known form.

    :raises ValueError: for a day or a time that does not exist, a month or a zone that is not known.

    >>> date_of_words("Tue, 05 Mar 2024 14:30:00 +0100").isoformat()
    '2024-03-05T14:30:00+01:00'
    >>> date_of_words("2024年3月5日 下午2点30分").isoformat()
    '2024-03-05T14:30:00+00:00'
    """
    turned = _PLACE_FIRST.sub(r"\2 \1", text) if text[2:4] == "时间" else text
    for form in _FORMS:
        if match := form.fullmatch(turned):
            parts = {name: found for name, found in match.groupdict().items() if found}
            named = zone(parts["zone"]) if "zone" in parts else UTC
            day = (_year(parts["year"]), _month(parts["month"]), int(parts["day"]))
            return datetime(*day, *_clock(parts), tzinfo=named)
    return None


def is_clock(value: object) -> bool:
    """Whether it is a time of day without a day.

    >>> is_clock("14:30 EST"), is_clock("2024-03-05")
    (True, False)
    """
    return isinstance(value, str) and len(value) <= 100 and _CLOCK_ALONE.fullmatch(value.strip()) is not None


def _year(written: str) -> int:
    """Two digits stand for 1950 to 2049 (RFC 2822, section 4.3)."""
    return int(written) + (0 if len(written) > 2 else 2000 if int(written) < 50 else 1900)


def _month(written: str) -> int:
    month = int(written) if written.isdecimal() else _MONTH_OF.get(written.lower())
    if month is None:
        raise ValueError(f"{written!r} is no month")
    return month


def _clock(parts: dict[str, str]) -> tuple[int, int, int, int]:
    """Hour, minute, second and microsecond."""
    part = parts.get("part", "").ljust(6, "0")[:6]
    hour = _hour(int(parts.get("hour", 0)), parts.get("half", "").lower())
    return hour, int(parts.get("minute", 0)), int(parts.get("second", 0)), int(part)


def _hour(hour: int, half: str) -> int:
    """The hour of 24, from one of 12 and the half of the day."""
    early = half in ("a", "凌晨", "早上", "上午")
    if (hour > 12 and early) or (hour == 12 and half in ("早上", "上午", "晚上")):
        raise ValueError(f"the hour {hour} does not go with the half of the day")
    if half in ("p", "下午", "晚上") or (half == "中午" and hour < 11):
        return hour + 12 if hour < 12 else hour
    return 0 if early and hour == 12 else hour
