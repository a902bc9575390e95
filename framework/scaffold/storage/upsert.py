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
    _execute(connection, rows, table, (), ())


def add_up(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]], sums: tuple[str, ...]) -> None:
    """Add rows; one with the key of a row that is there adds its `sums` to those."""
    _execute(connection, rows, table, sums, ())


def put_new(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]], by: tuple[str, ...] = ()) -> int:
    """Add rows; one with the key of a row that is there is left out. Gives how many were added.

    :param by: columns that are unique together, to be compared in place of the key; empty ones equal no others.
    """
    return _execute(connection, rows, table, (), by or _keys(table))


def _keys(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.primary_key.columns)


def _execute(
    connection: Connection,
    rows: Iterable[Mapping[str, Any]],
    table: Table,
    sums: tuple[str, ...],
    only_new_by: tuple[str, ...],
) -> int:
    # Given to the driver as they are: all values are plain, and thousands of rows are written a second.
    sql, order = _statement(table, connection.dialect, sums, only_new_by)
    # Not `itemgetter`: of a single column it gives no tuple.
    given: Any = [tuple(map(row.__getitem__, order)) for row in rows] if order else list(rows)
    return connection.exec_driver_sql(sql, given).rowcount if given else 0


@lru_cache(maxsize=64)
def _statement(
    table: Table, dialect: Dialect, sums: tuple[str, ...], only_new_by: tuple[str, ...]
) -> tuple[str, tuple[str, ...]]:
    """The statement in the words of a database, and the order of its parameters; empty where they go by name."""
    # Not the number that the database gives a row itself, and nothing is asked back.
    columns = [column.name for column in table.columns if column is not table.autoincrement_column]
    insert: Any = (sqlite if dialect.name == "sqlite" else postgresql).insert(table).inline()
    if only_new_by:
        insert = insert.on_conflict_do_nothing(index_elements=list(only_new_by))
    else:
        keys = _keys(table)
        changes = {name: table.c[name] + insert.excluded[name] for name in sums} or {
            name: insert.excluded[name] for name in columns if name not in keys
        }
        insert = insert.on_conflict_do_update(index_elements=list(keys), set_=changes)
    compiled = insert.compile(dialect=dialect, column_keys=columns)
    return str(compiled), tuple(compiled.positiontup or ())
