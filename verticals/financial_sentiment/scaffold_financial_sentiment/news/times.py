"""Times of publication as seconds since 1970-01-01 UTC."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime

from scaffold_financial_sentiment.news.dates import date_of_words
from scaffold_financial_sentiment.news.zones import FARTHEST

FIRST = datetime(1900, 1, 1, tzinfo=UTC).timestamp()
"""No news is older, in seconds since 1970 UTC."""
LAST = datetime(2201, 1, 1, tzinfo=UTC).timestamp()
"""All news is before this, in seconds since 1970 UTC."""

_MILLISECONDS = 1e11
"""Numbers from here on are milliseconds: as seconds they would lie after the year 5138."""
_LONGEST = 100
_NUMBER = re.compile(r"-?\d+(?:\.\d*)?", re.ASCII)
_ISO = re.compile(r"\d{4}-?(?:\d\d-?\d\d|W\d\d(?:-?\d)?)(?:[T ].*)?", re.ASCII)
_SLASHED = re.compile(r"\d{1,2}([-/.])\d{1,2}\1(?:\d{4}|\d\d)(?!\d).*", re.ASCII)
_CLOCK = re.compile(r"\d\s*(?:[:：时点]|[ap]\.?m\b|t\d)", re.IGNORECASE)


def parse_time(value: str | float) -> float:
    """Seconds since 1970-01-01 UTC; what names no zone is UTC.

    Read are ISO 8601, the dates of feeds (RFC 822), `Fri Oct 20, 2006 6:15pm EDT`, `2024年3月5日 14:30`, seconds and
    milliseconds since 1970, and digits alone (`20240305`, `20240305143000`).

    :raises ValueError: for what is none of these, may be one of two days, or lies outside 1900 to 2200; it says what
        to write instead.

    >>> parse_time("1970-01-02"), parse_time("Fri Oct 20, 2006 6:15pm EDT")
    (86400.0, 1161382500.0)
    """
    if not isinstance(value, str):
        return _of_number(value)
    text = value.strip()
    if text[4:5] == "-" and text[10:11] in ("", "T", " "):
        try:
            return _seconds(datetime.fromisoformat(text), text)
        except ValueError:
            pass
    return _of_text(text)


def has_clock(value: object) -> bool:
    """Whether a time, by its look, says more than the day.

    >>> has_clock("2024-03-05T14:30Z"), has_clock("2024-03-05"), has_clock(1709649000)
    (True, False, True)
    """
    if isinstance(value, str):
        text = value[:_LONGEST].strip()
        if not _NUMBER.fullmatch(text):
            return _CLOCK.search(text) is not None
        return not _is_day(float(text))
    return isinstance(value, int | float) and not _is_day(value)


def _of_text(text: str) -> float:
    if len(text) > _LONGEST:
        raise _unknown(text)
    folded = unicodedata.normalize("NFKC", text).strip()
    if _NUMBER.fullmatch(folded):
        return _of_number(float(folded))
    if _SLASHED.fullmatch(folded):
        raise ValueError(f"{text[:40]!r} may name the day first or the month; write the year first, such as 2024-04-03")
    try:
        moment = date_of_words(folded)
        if moment is None and _ISO.fullmatch(folded.upper()):
            moment = datetime.fromisoformat(folded.upper())
    except ValueError as error:
        raise ValueError(f"{text[:40]!r} is no date: {error}; correct it") from None
    if moment is None:
        raise _unknown(text)
    return _seconds(moment, text)


def _of_number(value: object) -> float:
    """Seconds or milliseconds since 1970, or the digits of a day or of a second."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("this is neither a text nor a number; write a date such as 2024-03-05T14:30:00Z")
    if not abs(value) < 1e15:
        raise ValueError("this number is no time; give seconds or milliseconds since 1970 (UTC)")
    if _is_day(value) or _is_day(value / 1_000_000):
        return _of_digits(f"{value:.0f}")
    if 1900 <= value <= 2200:
        raise ValueError(f"{value:g} is a year and no day; write a date such as 2024-03-05")
    return _within(value / 1000 if abs(value) >= _MILLISECONDS else float(value), f"{value:.0f}")


def _is_day(value: float) -> bool:
    """Whether the digits of a number are year, month and day; as seconds since 1970 they would lie in that year."""
    return 19_000_101 <= value < 22_010_101


def _of_digits(text: str) -> float:
    try:
        moment = datetime.fromisoformat(f"{text[:8]}T{text[8:] or '00'}")
    except ValueError as error:
        raise ValueError(f"{text!r} is no date: {error}; correct it") from None
    return _seconds(moment, text)


def _seconds(moment: datetime, text: str) -> float:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    elif moment.tzinfo is not UTC and abs(moment.utcoffset() or FARTHEST) > FARTHEST:
        raise ValueError(f"{text[:40]!r} is no date: no place is that far from UTC; correct it")
    return _within(moment.timestamp(), text)


def _within(seconds: float, text: str) -> float:
    if not FIRST <= seconds < LAST:
        raise ValueError(f"{text[:40]!r} is not in the years 1900 to 2200; correct the year")
    return seconds


def _unknown(text: str) -> ValueError:
    return ValueError(f"{text[:40]!r} is no date that can be read; write it as 2024-03-05T14:30:00Z")
