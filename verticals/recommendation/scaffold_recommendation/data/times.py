"""Times of events and items as seconds since 1970 (UTC)."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.data.values import parse_time
from scaffold.errors import DataError
from scaffold_recommendation.data.cells import as_numbers, is_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

_LONGEST = 60
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR_FIRST = re.compile(r"(\d{4})[/.年-](\d{1,2})[/.月-](\d{1,2})日?[ T]*(.*)")
_DAY_FIRST = re.compile(r"(\d{1,2})[- ]([A-Za-z]{3})[a-z]*[- ,]+(\d{4})")
# From what size on a number counts parts of a second, and how many: as seconds these would lie after the year 5138.
_PARTS = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3))


class TimeColumn:
    """Reads a column of times piece by piece; its first piece tells what its numbers are.

    Numbers that could all be years, or the digits of days (20240305), are taken for these; others are seconds, or by
    their size milli-, micro- or nanoseconds since 1970. What names no zone is UTC.
    """

    def __init__(self) -> None:
        self._days: bool | None = None

    def read(self, cells: Sequence[Any], place: Callable[[int], str]) -> NDArray[np.float64]:
        """Seconds of each cell, NaN where one is empty.

        :param place: gives file and line of a cell by its number.
        :raises DataError: for a cell that is no time.
        """
        found = self._at_once(cells)
        if found is not None:
            return found
        seconds = np.full(len(cells), np.nan)
        filled = [row for row, cell in enumerate(cells) if not is_blank(cell)]
        some = [cells[row] for row in filled]
        found = self._at_once(some) if len(some) < len(cells) else None
        seconds[filled] = [self._time(cells[row], row, place) for row in filled] if found is None else found
        return seconds

    def _at_once(self, cells: Sequence[Any]) -> NDArray[np.float64] | None:
        """Cells that are all numbers, or all ISO 8601; None if they are not, or are days."""
        if not len(cells):
            return None
        numbers = as_numbers(cells)
        if numbers is None:
            return _all_iso(cells)
        if self._days is None:
            self._days = _are_days(numbers)
        return None if self._days else in_seconds(numbers)

    def _time(self, cell: Any, row: int, place: Callable[[int], str]) -> float:
        found = moment_of(cell, days=bool(self._days))
        if found is None:
            raise DataError(
                f"{str(cell)[:40]!r} is no time",
                where=place(row),
                hint="Write 2024-03-05 or 2024-03-05T14:30:00Z, or seconds since 1970, or leave the cell empty.",
            )
        return found


def _all_iso(cells: Sequence[Any]) -> NDArray[np.float64] | None:
    try:
        moments = list(map(datetime.fromisoformat, cells))
    except (ValueError, TypeError):
        return None
    return np.array([(each if each.tzinfo else each.replace(tzinfo=UTC)).timestamp() for each in moments])


def in_seconds(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Seconds, milli-, micro- or nanoseconds as seconds, each by its size."""
    size = np.abs(numbers)
    parts: NDArray[np.float64] = np.select([size >= least for least, _ in _PARTS], [each for _, each in _PARTS], 1.0)
    return numbers / parts


def _are_days(numbers: NDArray[np.float64]) -> bool:
    low, high = numbers.min(), numbers.max()
    within = (low >= 1900 and high <= 2200) or (low >= 19_000_101 and high < 22_010_101)
    return within and all(moment_of(number, days=True) is not None for number in numbers.tolist())


def moment_of(cell: Any, *, days: bool = False) -> float | None:
    """One cell as seconds since 1970 (UTC); None if it is no time.

    :param days: whether four digits are a year, and eight a day.

    >>> moment_of("1970-01-02"), moment_of(1709596800000), moment_of("1971", days=True)
    (86400.0, 1709596800.0, 31536000.0)
    """
    try:
        if isinstance(cell, str):
            return _of_text(cell.strip(), days)
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            return _of_text(repr(cell) if cell % 1 else f"{cell:.0f}", days)
        moment = parse_time(cell)
    except (ValueError, OverflowError):
        return None
    return None if moment is None else moment.timestamp()


def _of_text(text: str, days: bool) -> float | None:
    if len(text) > _LONGEST:
        return None
    if days and text.isdecimal() and len(text) in (4, 8):
        return datetime.fromisoformat(f"{text}0101" if len(text) == 4 else text).replace(tzinfo=UTC).timestamp()
    try:
        number = float(text)
    except ValueError:
        return _of_date(text)
    return float(in_seconds(np.array([number]))[0]) if math.isfinite(number) else None


def _of_date(text: str) -> float:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = datetime.fromisoformat(_as_iso(text))
    return (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment).timestamp()


def _as_iso(text: str) -> str:
    """A date whose parts are in a clear order as ISO 8601.

    :raises ValueError: if it is none.
    """
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day, clock = found.groups()
        clock = f"0{clock}" if clock[1:2] == ":" else clock
        return f"{year}-{int(month):02}-{int(day):02}" + (f"T{clock}" if clock else "")
    if found := _DAY_FIRST.fullmatch(text):
        day, name, year = found.groups()
        return f"{year}-{_MONTHS.index(name.lower()) + 1:02}-{int(day):02}"
    raise ValueError(text)
