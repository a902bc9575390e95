"""Moments in time as alerts write them: exact for machines, short for people; always UTC."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from decimal import Decimal

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def as_iso(time: float) -> str:
    """Seconds since 1970 as ISO 8601 with as many decimals as `of_iso` needs to give the same number again.

    :raises ValueError: for what is no moment of the years 1 to 9999.

    >>> as_iso(1221451200.25), as_iso(0)
    ('2008-09-15T04:00:00.25Z', '1970-01-01T00:00:00Z')
    """
    if not math.isfinite(time):
        raise ValueError(f"{time} is no moment in time")
    exact = Decimal(repr(time))
    whole = math.floor(exact)
    fraction = format(exact - whole, "f")[1:].rstrip("0").rstrip(".")
    return f"{_moment(whole).replace(tzinfo=None).isoformat()}{fraction}Z"


def of_iso(text: str) -> float:
    """Seconds since 1970 of what `as_iso` wrote.

    :raises ValueError: for anything else.
    """
    stamp, _, fraction = text.removesuffix("Z").partition(".")
    if not text.endswith("Z") or not (fraction or "0").isdecimal():
        raise ValueError(f"expected a time such as 2008-09-15T04:00:00Z, found {text[:40]!r}")
    moment = datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    return float((moment - _EPOCH) // timedelta(seconds=1) + Decimal(f"0.{fraction or 0}"))


def for_people(time: float) -> str:
    """To the minute.

    >>> for_people(1221451255)
    '2008-09-15 04:00 UTC'
    """
    return f"{_moment(math.floor(time)).isoformat(' ')[:16]} UTC"


def _moment(seconds: int) -> datetime:
    try:
        return _EPOCH + timedelta(seconds=seconds)
    except OverflowError as error:
        raise ValueError(f"{seconds} is no moment of the years 1 to 9999") from error
