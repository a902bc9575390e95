"""The tables of the state."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

VERSION = 1
"""Rises with every change of a table that an older program could not read."""

PREFIX = "fs_"
"""Of all tables, since a database of a bank holds others too."""

METADATA = MetaData()

_NUMBER = BigInteger().with_variant(Integer, "sqlite")


def _table(name: str, *columns: Column[object] | Index, is_small: bool = False) -> Table:
    """A table; rows of small ones lie in the tree of their key, which saves SQLite a second look-up."""
    return Table(f"{PREFIX}{name}", METADATA, *columns, sqlite_with_rowid=not is_small)


version = _table("version", Column("version", Integer, primary_key=True, autoincrement=False))

notes = _table("notes", Column("name", Text, primary_key=True), Column("content", Text, nullable=False))

counters = _table("counters", Column("name", Text, primary_key=True), Column("value", BigInteger, nullable=False))

sources = _table(
    "sources",
    Column("number", _NUMBER, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False, unique=True),
    Column("position", Text, nullable=False),
    Column("newest", Double),
    Column("is_idle", Boolean, nullable=False),
)

seen = _table(
    "seen",
    Column("hash", _NUMBER, primary_key=True, autoincrement=False),
    Column("source", _NUMBER, nullable=False),
    Column("stamp", Double, nullable=False),
)
Index(f"{PREFIX}seen_by_stamp", seen.c.source, seen.c.stamp)

waiting = _table(
    "waiting",
    Column("number", _NUMBER, primary_key=True, autoincrement=False),
    Column("tick", BigInteger, nullable=False),
    Column("source", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("vector", LargeBinary),
)

stories = _table(
    "stories",
    # Names that others choose are bytes: PostgreSQL's text cannot hold every character.
    Column("id", LargeBinary, primary_key=True),
    Column("time", Double, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

pieces = _table("pieces", Column("name", LargeBinary, primary_key=True), Column("content", LargeBinary, nullable=False))

hourly = _table(
    "hourly",
    # The hour comes first: what is written together lies together, and old hours are dropped in one stretch.
    Column("hour", _NUMBER, primary_key=True, autoincrement=False),
    Column("company", Text, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("negative", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("score", BigInteger, nullable=False),
    is_small=True,
)

incidents = _table(
    "incidents",
    Column("id", Text, primary_key=True),
    Column("company", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("opened", Double, nullable=False),
    Column("updated", Double, nullable=False),
    Column("closed", Double),
    Column("content", Text, nullable=False),
    Column("working", Text, nullable=False),
)
Index(f"{PREFIX}incidents_by_status", incidents.c.status, incidents.c.closed)
Index(f"{PREFIX}incidents_by_opened", incidents.c.opened)
Index(f"{PREFIX}incidents_by_company", incidents.c.company, incidents.c.opened)

outbox = _table(
    "outbox",
    Column("number", _NUMBER, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False, unique=True),
    Column("incident", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("time", Double, nullable=False),
    Column("content", Text, nullable=False),
)

sinks = _table("sinks", Column("name", Text, primary_key=True), Column("after", BigInteger, nullable=False))

deliveries = _table(
    "deliveries",
    Column("sink", Text, primary_key=True),
    Column("number", _NUMBER, primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("until", Double),
    Column("reason", Text, nullable=False),
    is_small=True,
)

mutes = _table(
    "mutes",
    Column("number", _NUMBER, primary_key=True, autoincrement=True),
    Column("company", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("expires", Double, nullable=False),
)

acknowledgements = _table(
    "acknowledgements",
    Column("incident", Text, primary_key=True),
    Column("who", Text, nullable=False),
    Column("time", Double, nullable=False),
)

rejects = _table(
    "rejects",
    Column("number", _NUMBER, primary_key=True, autoincrement=False),
    Column("source", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("reason", Text, nullable=False),
)
