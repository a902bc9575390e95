"""What is known of users, from the rows of their file."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from scaffold_recommendation.data.cells import is_blank, names_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold_recommendation.data.tables import Table


def read_people(table: Table, column: str) -> tuple[dict[str, Mapping[str, Any]], int]:
    """What each row says of its user, by id, the last row of an id counting; and the number of rows.

    :param column: that holds ids.
    :raises DataError: naming file and line, for a row without an id.
    """
    people: dict[str, Mapping[str, Any]] = {}
    rows = 0
    for row in table.source.rows():
        rows += 1
        where = f"{table.source.path}:{row.line}"
        (user,) = names_of([row.values.get(column)], "user", lambda _, where=where: where)  # type: ignore[misc]
        fields = {name: value for name, value in row.values.items() if name != column and not is_blank(value)}
        people[user] = MappingProxyType(fields)
    return people, rows
