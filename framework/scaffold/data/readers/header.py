"""The first row of a table: names of columns, or already data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.data.roles import is_known_name
from scaffold.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)*%?")
_SENTENCE_END = re.compile(r"[.?!。？！…]['\"”」]?$")


def has_header(first: Sequence[str], others: Sequence[Sequence[str]], wanted: Sequence[str]) -> bool:
    """Whether the first row names the columns.

    :param others: some of the rows that follow.
    :param wanted: columns the user named; one of them in the first row settles it.
    """
    cells = [cell.strip() for cell in first]
    if any(name in cells for name in wanted):
        return True
    if any(re.fullmatch(r"column_\d+", name) for name in wanted):
        return False
    if any(is_known_name(cell) for cell in cells) and all(len(cell) <= 60 for cell in cells):
        return True
    return not any(
        _looks_like_data(cell, [row[i].strip() for row in others if i < len(row)]) for i, cell in enumerate(cells)
    )


def _looks_like_data(cell: str, below: Sequence[str]) -> bool:
    if _NUMBER.fullmatch(cell) or len(cell) > 60 or len(cell.split()) > 5 or _SENTENCE_END.search(cell):
        return True
    return bool(cell) and cell in below


def column_names(first: Sequence[str], where: str) -> tuple[str, ...]:
    """Names from a header row; a blank name becomes `column_N`.

    :raises DataError: if a name occurs twice.
    """
    names = tuple(cell.strip() or f"column_{i}" for i, cell in enumerate(first, 1))
    for name in names:
        if names.count(name) > 1:
            raise DataError(
                f"the header names the column {name!r} twice",
                where=where,
                hint="Give every column a name of its own.",
            )
    return names


def numbered_names(width: int) -> tuple[str, ...]:
    """`column_1` ... for a table without a header."""
    return tuple(f"column_{i}" for i in range(1, width + 1))
