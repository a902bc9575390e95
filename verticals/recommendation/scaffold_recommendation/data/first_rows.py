"""Which rows say what no row before them has said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def first_rows(pairs: NDArray[np.int64], others: Sequence[NDArray[Any]]) -> NDArray[np.bool_]:
    """The first of all rows that are equal in every column; NaN equals NaN.

    :param pairs: one number for user and item, (rows,).
    :param others: the further columns, (rows,) each.
    """
    kept = np.ones(len(pairs), dtype=bool)
    order = np.argsort(pairs, kind="stable")
    ordered = pairs[order]
    same = ordered[1:] == ordered[:-1]
    repeated = np.zeros(len(pairs), dtype=bool)
    repeated[1:] |= same
    repeated[:-1] |= same
    # Only rows whose pair comes again are compared in all columns; mostly these are few.
    rows = order[repeated]
    if not len(rows):
        return kept
    columns = [pairs[rows], *(_bits(column[rows]) for column in others)]
    inner = np.lexsort(columns)
    equal = np.ones(len(rows) - 1, dtype=bool)
    for column in columns:
        inside = column[inner]
        equal &= inside[1:] == inside[:-1]
    kept[rows[inner[1:][equal]]] = False
    return kept


def _bits(column: NDArray[Any]) -> NDArray[Any]:
    """Floats as integers of the same bits, which tell NaN from nothing else."""
    return column.view(f"i{column.itemsize}") if column.dtype.kind == "f" else column
