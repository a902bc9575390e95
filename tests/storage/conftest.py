"""An owner of a few tables, and a place where they are kept."""

from __future__ import annotations

import pytest
from sqlalchemy import BigInteger, Column, LargeBinary, Text

from scaffold.storage.address import Address
from scaffold.storage.database import Database
from scaffold.storage.owner import Owner
from scaffold.storage.schema import NUMBER, Schema
from scaffold.storage.version import prepare


@pytest.fixture
def owner():
    return Owner(
        package="scaffold-tally",
        what="tally",
        example="news.sqlite",
        setting="`tally` in [tally]",
        first="Run `scaffold run tally count`",
    )


@pytest.fixture
def schema():
    made = Schema("ta_", version=3)
    made.table("counts", Column("name", Text, primary_key=True), Column("value", BigInteger, nullable=False))
    made.table("pairs", Column("one", Text, primary_key=True), Column("two", Text, primary_key=True), is_small=True)
    made.table(
        "log",
        Column("number", NUMBER, primary_key=True),
        Column("what", LargeBinary),
        Column("key", Text, unique=True),
        never_reuses=True,
    )
    return made


@pytest.fixture
def counts(schema):
    return schema.metadata.tables["ta_counts"]


@pytest.fixture
def open_database(owner, schema):
    """Opens the tables at an address; all are closed after the test."""
    opened = []

    def open_at(address, *, may_create=True):
        database = Database(Address.of(address, owner))
        opened.append(database)
        prepare(database, schema, may_create=may_create)
        return database

    yield open_at
    for database in opened:
        database.close()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "tally.sqlite"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, file, open_database):
    return open_database(file if request.param == "sqlite" else request.getfixturevalue("database_url"))
