"""Small things to be remembered, by name, as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from scaffold.storage.upsert import put
from scaffold_financial_sentiment.state import schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold.storage.database import Database

COMPANIES = "companies"
"""Name of the note of the names of companies, as `{id: name}`."""


class Notes:
    """The table of notes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> dict[str, Any]:
        """All notes by name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(schema.notes.c.name, schema.notes.c.content)).all()
        return {row.name: json.loads(row.content) for row in rows}

    def put(self, notes: Mapping[str, Any]) -> None:
        """Add or replace notes."""
        with self._database.writing() as connection:
            put(
                connection,
                schema.notes,
                [{"name": name, "content": json.dumps(content)} for name, content in notes.items()],
            )
