"""What feedback may hold: every id that is text, every time that has been, every number that is one."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scaffold.errors import DataError
from scaffold.storage.any_text import packed

if TYPE_CHECKING:
    from scaffold_recommendation.feedback.shown_list import ShownList

LONGEST = 1000
"""Bytes of an id; PostgreSQL can find no longer ones."""

DAY = 86_400.0
"""Seconds that a clock may be ahead of ours."""

LOWEST = 100_000
"""Last place that a list may have."""


def name(text: Any, what: str, where: str) -> bytes:
    """An id, a kind or a key as it is stored.

    :raises DataError: if it is no text, empty, or very long.
    """
    if not isinstance(text, str):
        raise DataError(f"the {what} {str(text)[:40]!r} is no text", where=where, hint="Write ids in quotes.")
    content = packed(text)
    if not content:
        raise DataError(f"the {what} is empty", where=where, hint="Give it a character at least.")
    if len(content) > LONGEST:
        raise DataError(f"the {what} {text[:40]!r} is longer than {LONGEST:,} bytes", where=where)
    return content


def number(value: Any, what: str, where: str) -> float:
    """A finite number.

    :raises DataError: if it is none.
    """
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        found = math.nan
    if not math.isfinite(found):
        raise DataError(f"the {what} {str(value)[:40]!r} is no finite number", where=where)
    return found


def weight(value: Any, where: str) -> float:
    """A weight.

    :raises DataError: if it is negative or no finite number.
    """
    found = number(value, "weight", where)
    if found < 0:
        raise DataError(
            f"the weight {found:g} is negative",
            where=where,
            hint="Give 0 to an event that speaks against its item; a rating may be negative.",
        )
    return found


def moment(value: Any, now: float, where: str) -> float:
    """A time that is not later than a day after now.

    :raises DataError: if it is later, or no finite number.
    """
    found = number(value, "time", where)
    if found > now + DAY:
        raise DataError(
            f"the time {_day(found)} is in the future, more than a day after now ({_day(now)})",
            where=where,
            hint="Times are seconds since 1970 in UTC, not milliseconds.",
        )
    return found


def probability(value: Any, what: str, where: str, *, may_be_zero: bool) -> float:
    """A number from 0 to 1.

    :raises DataError: if it is none, or 0 and may not be.
    """
    found = number(value, what, where)
    if not 0 <= found <= 1 or (found == 0 and not may_be_zero):
        least = "from 0" if may_be_zero else "above 0 and up"
        raise DataError(f"the {what} {found:g} is not {least} to 1", where=where)
    return found


def places(shown: ShownList, where: str) -> None:
    """Look at the positions and items of a list.

    :raises DataError: if a position is none, or one of them or an item stands there twice.
    """
    for at in shown.places:
        if isinstance(at.position, bool) or not isinstance(at.position, int) or not 1 <= at.position <= LOWEST:
            raise DataError(f"the position {at.position!r} is none from 1 to {LOWEST:,}", where=where)
    for what, found in (("position", [at.position for at in shown.places]), ("item", [at.item for at in shown.places])):
        if len(set(found)) < len(found):
            twice = next(each for place, each in enumerate(found) if each in found[:place])
            raise DataError(f"the {what} {twice!r} stands twice in one list", where=where)


def _day(seconds: float) -> str:
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"
    except (ValueError, OverflowError, OSError):
        return f"{seconds:g}"
