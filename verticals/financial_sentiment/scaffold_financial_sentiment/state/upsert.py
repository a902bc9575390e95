"""Rows that are added, or change the one that is there; the same for SQLite and PostgreSQL."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection, Executable, Table


def put(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add rows; one with the key of a row that is there replaces it."""
    given = list(rows)
    if given:
        connection.execute(_statement(table, connection.dialect.name, (), False), given)


def add_up(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]], sums: tuple[str, ...]) -> None:
    """Add rows; one with the key of a row that is there adds its `sums` to those."""
    given = list(rows)
    if given:
        connection.execute(_statement(table, connection.dialect.name, sums, False), given)


def put_new(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add rows; one with the key of a row that is there is left out."""
    given = list(rows)
    if given:
        connection.execute(_statement(table, connection.dialect.name, (), True), given)


@lru_cache(maxsize=64)
def _statement(table: Table, dialect: str, sums: tuple[str, ...], only_new: bool) -> Executable:
    insert: Any = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    keys = [column.name for column in table.primary_key.columns]
    if only_new:
        return insert.on_conflict_do_nothing(index_elements=keys)  # type: ignore[no-any-return]
    changes = {name: table.c[name] + insert.excluded[name] for name in sums} or {
        column.name: insert.excluded[column.name] for column in table.columns if column.name not in keys
    }
    return insert.on_conflict_do_update(index_elements=keys, set_=changes)  # type: ignore[no-any-return]
