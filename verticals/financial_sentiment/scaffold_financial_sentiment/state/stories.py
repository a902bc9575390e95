"""Stored stories: rows that their owner wrote and understands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select

from scaffold.storage.any_text import packed, unpacked
from scaffold.storage.upsert import put
from scaffold_financial_sentiment.state import schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scaffold.storage.database import Database

_TABLE = schema.stories
_REMOVE = delete(_TABLE).where(_TABLE.c.id == bindparam("of_id"))
_AT_ONCE = 1000


class StoryRows:
    """The table of stories."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> Iterator[tuple[str, float, bytes]]:
        """Id, time and content of every story, by time and id; read as they are asked for."""
        with self._database.reading() as connection:
            ids = [row.id for row in connection.execute(select(_TABLE.c.id).order_by(_TABLE.c.time, _TABLE.c.id))]
            for start in range(0, len(ids), _AT_ONCE):
                some = ids[start : start + _AT_ONCE]
                rows = {row.id: row for row in connection.execute(select(_TABLE).where(_TABLE.c.id.in_(some)))}
                yield from ((unpacked(key), rows[key].time, bytes(rows[key].content)) for key in some)

    def put(self, rows: Iterable[tuple[str, float, bytes]]) -> None:
        """Add or replace stories."""
        with self._database.writing() as connection:
            put(
                connection,
                _TABLE,
                [{"id": packed(name), "time": time, "content": content} for name, time, content in rows],
            )

    def remove(self, ids: Iterable[str]) -> None:
        """Drop stories."""
        rows = [{"of_id": packed(name)} for name in ids]
        if rows:
            with self._database.writing() as connection:
                connection.execute(_REMOVE, rows)
