"""What a detector knows, in pieces that it writes and understands itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from scaffold.storage.any_text import packed, unpacked
from scaffold.storage.upsert import put
from scaffold_financial_sentiment.state import schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scaffold.storage.database import Database

_TABLE = schema.pieces
_AT_ONCE = 1000


class Pieces:
    """The table of pieces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> Iterator[tuple[str, bytes]]:
        """Name and content of every piece, by name; read as they are asked for."""
        with self._database.reading() as connection:
            names = connection.execute(select(_TABLE.c.name).order_by(_TABLE.c.name)).scalars().all()
            for start in range(0, len(names), _AT_ONCE):
                some = select(_TABLE).where(_TABLE.c.name.in_(names[start : start + _AT_ONCE]))
                for row in connection.execute(some.order_by(_TABLE.c.name)):
                    yield unpacked(row.name), bytes(row.content)

    def put(self, pieces: Iterable[tuple[str, bytes]]) -> None:
        """Add or replace pieces."""
        rows = [{"name": packed(name), "content": content} for name, content in pieces]
        with self._database.writing() as connection:
            put(connection, _TABLE, rows)
