"""Making a new state, and refusing one that this program cannot read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect, select, text

from scaffold.errors import UserError
from scaffold_financial_sentiment.state import schema

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from scaffold_financial_sentiment.state.database import Database

_ONE_AT_A_TIME = 0x7363_6166_6674


def prepare(database: Database, *, may_create: bool) -> None:
    """Make the tables where there are none.

    :raises UserError: when there is no state and none may be made, when a newer version wrote it, or when the file is
        the database of something else.
    """
    address = database.address
    if address.file is not None and not address.file.exists() and not may_create:
        raise _no_state(address.name)
    with database.reading() as connection:
        if schema.version.name in inspect(connection).get_table_names():
            _check(connection, address.name)
            return
    if not may_create:
        raise _no_state(address.name)
    with database.writing() as connection:
        _create(connection, address.name)


def _create(connection: Connection, name: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ONE_AT_A_TIME})
    names = inspect(connection).get_table_names()
    if schema.version.name in names:
        _check(connection, name)
        return
    if names and connection.dialect.name == "sqlite":
        raise UserError(
            f"this is the database of something else: it has a table {sorted(names)[0]!r}",
            where=name,
            hint="Choose another file with `state` in [financial-sentiment].",
        )
    schema.METADATA.create_all(connection)
    connection.execute(schema.version.insert(), {"version": schema.VERSION})


def _check(connection: Connection, name: str) -> None:
    found = connection.execute(select(schema.version.c.version)).scalar()
    if found == schema.VERSION:
        return
    raise UserError(
        f"this state has version {found}, and this program reads version {schema.VERSION}",
        where=name,
        hint='Upgrade with: pip install -U "scaffold-financial-sentiment", or choose another state.',
    )


def _no_state(name: str) -> UserError:
    return UserError(
        "there is no state here",
        where=name,
        hint="Run `scaffold run financial-sentiment watch` or `replay` first, or check `state` in "
        "[financial-sentiment].",
    )
