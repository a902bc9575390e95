"""Making the tables in a new database, and refusing one that this program cannot read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect, select, text

from scaffold.errors import UserError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from scaffold.storage.address import Address
    from scaffold.storage.database import Database
    from scaffold.storage.schema import Schema

_ONE_AT_A_TIME = 0x7363_6166_6674
"""Number of the advisory lock under which tables are made in PostgreSQL, whosever they are."""


def prepare(database: Database, schema: Schema, *, may_create: bool) -> None:
    """Make the tables where there are none.

    :raises UserError: when there are none and none may be made, when a newer version made them, or when the file is the
        database of something else.
    """
    address = database.address
    if address.file is not None and not address.file.exists() and not may_create:
        raise _nothing_here(address)
    with database.reading() as connection:
        if is_made(connection, schema, address):
            _check(connection, schema, address)
            return
    if not may_create:
        raise _nothing_here(address)
    with database.writing() as connection:
        _create(connection, schema, address)


def is_made(connection: Connection, schema: Schema, address: Address) -> bool:
    """Whether the tables are there, of whatever version.

    :raises UserError: when they are not, and the file is the database of something else.
    """
    names = inspect(connection).get_table_names()
    if schema.version.name in names:
        return True
    if names and address.is_sqlite:
        raise UserError(
            f"this is the database of something else: it has a table {sorted(names)[0]!r}",
            where=address.name,
            hint=f"Choose another file with {address.owner.setting}.",
        )
    return False


def _create(connection: Connection, schema: Schema, address: Address) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ONE_AT_A_TIME})
    if is_made(connection, schema, address):  # Somebody else did, meanwhile.
        _check(connection, schema, address)
        return
    schema.metadata.create_all(connection)
    connection.execute(schema.version.insert(), {"version": schema.number})


def _check(connection: Connection, schema: Schema, address: Address) -> None:
    found = connection.execute(select(schema.version.c.version)).scalar()
    if found == schema.number:
        return
    owner = address.owner
    raise UserError(
        f"this {owner.what} has version {found}, and this program reads version {schema.number}",
        where=address.name,
        hint=f'Upgrade with: pip install -U "{owner.package}", or choose another {owner.what}.',
    )


def _nothing_here(address: Address) -> UserError:
    owner = address.owner
    return UserError(
        f"there is no {owner.what} here",
        where=address.name,
        hint=f"{owner.first} first, or check {owner.setting}.",
    )
