"""Rows that are added, or change the one that is there; the same for SQLite and PostgreSQL."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection, Dialect, Table


def put(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add rows; one with the key of a row that is there replaces it."""
    _execute(connection, rows, table, (), False)


def add_up(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]], sums: tuple[str, ...]) -> None:
    """Add rows; one with the key of a row that is there adds its `sums` to those."""
    _execute(connection, rows, table, sums, False)


def put_new(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add rows; one with the key of a row that is there is left out."""
    _execute(connection, rows, table, (), True)


def _execute(
    connection: Connection, rows: Iterable[Mapping[str, Any]], table: Table, sums: tuple[str, ...], only_new: bool
) -> None:
    # Given to the driver as they are: all values are plain, and thousands of rows are written a second.
    sql, order = _statement(table, connection.dialect, sums, only_new)
    # Not `itemgetter`: of a single column it gives no tuple.
    given: Any = [tuple(map(row.__getitem__, order)) for row in rows] if order else list(rows)
    if given:
        connection.exec_driver_sql(sql, given)


@lru_cache(maxsize=64)
def _statement(table: Table, dialect: Dialect, sums: tuple[str, ...], only_new: bool) -> tuple[str, tuple[str, ...]]:
    """The statement in the words of a database, and the order of its parameters; empty where they go by name."""
    insert: Any = (sqlite if dialect.name == "sqlite" else postgresql).insert(table)
    keys = [column.name for column in table.primary_key.columns]
    if only_new:
        insert = insert.on_conflict_do_nothing(index_elements=keys)
    else:
        changes = {name: table.c[name] + insert.excluded[name] for name in sums} or {
            column.name: insert.excluded[column.name] for column in table.columns if column.name not in keys
        }
        insert = insert.on_conflict_do_update(index_elements=keys, set_=changes)
    compiled = insert.compile(dialect=dialect)
    return str(compiled), tuple(compiled.positiontup or ())
