"""Counters that go on over all starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from scaffold.storage.upsert import add_up
from scaffold_financial_sentiment.state import schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold.storage.database import Database


class Counters:
    """The table of counters."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> dict[str, int]:
        """All counters by name; one that never rose is missing."""
        with self._database.reading() as connection:
            rows = connection.execute(select(schema.counters.c.name, schema.counters.c.value)).all()
        return {row.name: int(row.value) for row in sorted(rows)}

    def add(self, counts: Mapping[str, int]) -> None:
        """Let counters rise."""
        rows = [{"name": name, "value": value} for name, value in sorted(counts.items()) if value]
        with self._database.writing() as connection:
            add_up(connection, schema.counters, rows, ("value",))
