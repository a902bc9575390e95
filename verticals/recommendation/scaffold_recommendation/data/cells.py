"""Cells of a column as names and numbers; many at once, as there may be millions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.data.values import is_missing, scalar
from scaffold.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray


def names_of(cells: Sequence[Any], what: str, place: Callable[[int], str]) -> list[str]:
    """Cells as ids, which are plain text whatever stands in them.

    :param place: gives file and line of a cell by its number, as below.
    :raises DataError: for a cell that holds nothing.
    """
    names = [cell.strip() if type(cell) is str else scalar(cell) for cell in cells]
    for name in set(names):
        if is_missing(name):
            raise DataError(
                f"there is no {what} in this row" + (f" ({name!r})" if name else ""),
                where=place(names.index(name)),
                hint="Fill it, or take the row out.",
            )
    return names


def numbers_of(cells: Sequence[Any], what: str, place: Callable[[int], str]) -> NDArray[np.float64]:
    """Cells as numbers, NaN where one is empty.

    :raises DataError: for a cell that is no number, or no finite one.
    """
    numbers = as_numbers(cells)
    if numbers is not None:
        return numbers
    found = (math.nan if is_blank(cell) else _number(cell, what, place, row) for row, cell in enumerate(cells))
    return np.fromiter(found, np.float64, len(cells))


def as_numbers(cells: Sequence[Any]) -> NDArray[np.float64] | None:
    """Cells that are all finite numbers; None if they are not."""
    try:
        numbers = np.fromiter(map(float, cells), np.float64, len(cells))
    except (TypeError, ValueError):
        return None
    return numbers if np.isfinite(numbers).all() else None


def is_blank(cell: Any) -> bool:
    """Whether nothing stands in a cell.

    >>> is_blank(" "), is_blank(None), is_blank(0)
    (True, True, False)
    """
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _number(cell: Any, what: str, place: Callable[[int], str], row: int) -> float:
    try:
        number = float(cell)
    except (TypeError, ValueError):
        number = math.nan
    if math.isfinite(number):
        return number
    raise DataError(
        f"the {what} {str(cell)[:40]!r} is no number",
        where=place(row),
        hint="Write a finite number with a point before the decimals, or leave the cell empty.",
    )
