"""The tables of the state."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Double, Index, Integer, LargeBinary, Text

from scaffold.storage.schema import NUMBER, Schema

SCHEMA = Schema("fs_", version=1)

notes = SCHEMA.table("notes", Column("name", Text, primary_key=True), Column("content", Text, nullable=False))

counters = SCHEMA.table("counters", Column("name", Text, primary_key=True), Column("value", BigInteger, nullable=False))

sources = SCHEMA.table(
    "sources",
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False, unique=True),
    Column("position", Text, nullable=False),
    Column("newest", Double),
    Column("is_idle", Boolean, nullable=False),
)

seen = SCHEMA.table(
    "seen",
    Column("hash", NUMBER, primary_key=True, autoincrement=False),
    Column("source", NUMBER, nullable=False),
    Column("stamp", Double, nullable=False),
)
Index(f"{SCHEMA.prefix}seen_by_stamp", seen.c.source, seen.c.stamp)

waiting = SCHEMA.table(
    "waiting",
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    Column("tick", BigInteger, nullable=False),
    Column("source", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("vector", LargeBinary),
)

stories = SCHEMA.table(
    "stories",
    # Names that others choose are bytes; see `scaffold.storage.any_text`.
    Column("id", LargeBinary, primary_key=True),
    Column("time", Double, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

pieces = SCHEMA.table(
    "pieces", Column("name", LargeBinary, primary_key=True), Column("content", LargeBinary, nullable=False)
)

hourly = SCHEMA.table(
    "hourly",
    # The hour comes first: what is written together lies together, and old hours are dropped in one stretch.
    Column("hour", NUMBER, primary_key=True, autoincrement=False),
    Column("company", Text, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("negative", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("score", BigInteger, nullable=False),
    is_small=True,
)

incidents = SCHEMA.table(
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
Index(f"{SCHEMA.prefix}incidents_by_status", incidents.c.status, incidents.c.closed)
Index(f"{SCHEMA.prefix}incidents_by_opened", incidents.c.opened)
Index(f"{SCHEMA.prefix}incidents_by_company", incidents.c.company, incidents.c.opened)

outbox = SCHEMA.table(
    "outbox",
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False, unique=True),
    Column("incident", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("time", Double, nullable=False),
    Column("content", Text, nullable=False),
)

sinks = SCHEMA.table("sinks", Column("name", Text, primary_key=True), Column("after", BigInteger, nullable=False))

deliveries = SCHEMA.table(
    "deliveries",
    Column("sink", Text, primary_key=True),
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("until", Double),
    Column("reason", Text, nullable=False),
    is_small=True,
)

mutes = SCHEMA.table(
    "mutes",
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("company", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("expires", Double, nullable=False),
)

acknowledgements = SCHEMA.table(
    "acknowledgements",
    Column("incident", Text, primary_key=True),
    Column("who", Text, nullable=False),
    Column("time", Double, nullable=False),
)

rejects = SCHEMA.table(
    "rejects",
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    Column("source", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("reason", Text, nullable=False),
)
