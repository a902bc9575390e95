"""How far each source was read."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from scaffold.storage.upsert import put
from scaffold_financial_sentiment.state import schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scaffold.storage.database import Database


@dataclass(slots=True)
class SourceState:
    """What is known of a source.

    :ivar number: by which other tables call it.
    :ivar name: its address without secrets.
    :ivar position: where it goes on; empty before its first batch.
    :ivar newest: the latest time of its items, in seconds since 1970 UTC; None before the first.
    :ivar is_idle: whether it said last that nothing more comes for now.
    """

    number: int
    name: str
    position: Mapping[str, Any] = field(default_factory=dict)
    newest: float | None = None
    is_idle: bool = False


class Sources:
    """The table of sources."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[SourceState]:
        """All sources that were ever read, in the order in which they came."""
        with self._database.reading() as connection:
            rows = connection.execute(select(schema.sources).order_by(schema.sources.c.number)).all()
        return [SourceState(row.number, row.name, json.loads(row.position), row.newest, row.is_idle) for row in rows]

    def position(self, name: str) -> Mapping[str, Any] | None:
        """Where a source goes on; None if nothing of it was ever taken."""
        table = schema.sources
        with self._database.reading() as connection:
            found = connection.execute(select(table.c.position).where(table.c.name == name)).scalar()
        return (json.loads(found) or None) if found else None

    def put(self, sources: Iterable[SourceState]) -> None:
        """Store what is known now."""
        with self._database.writing() as connection:
            put(
                connection,
                schema.sources,
                [
                    {
                        "number": source.number,
                        "name": source.name,
                        "position": json.dumps(dict(source.position)),
                        "newest": source.newest,
                        "is_idle": source.is_idle,
                    }
                    for source in sources
                ],
            )
