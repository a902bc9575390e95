"""What is said when a column is missing or could be several."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from scaffold.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence


def missing_column(role: str, name: str, names: Sequence[str], where: str) -> DataError:
    """The error for a column that settings name and the file does not have."""
    near = difflib.get_close_matches(name, names, n=1) or [n for n in names if n.casefold() == name.casefold()]
    meant = f", did you mean {near[0]!r}?" if near else ""
    return DataError(
        f"there is no column {name!r}{meant}",
        where=where,
        hint=f"Columns: {', '.join(names)}. Set the right one with --set data.{role}={near[0] if near else 'COLUMN'}.",
    )


def ambiguous(what: str, setting: str, candidates: Sequence[str], names: Sequence[str], where: str) -> DataError:
    """The error for a role that none or several columns may have."""
    found = f"it may be {', '.join(candidates)}" if candidates else "no column looks like it"
    return DataError(
        f"cannot tell which column holds {what}: {found}",
        where=where,
        hint=f"Columns: {', '.join(names)}. Say which with --set {setting}=COLUMN.",
    )
