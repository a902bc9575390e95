"""Ids of items that were taken already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select

from scaffold.storage.upsert import put
from scaffold_financial_sentiment.state import schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scaffold.storage.database import Database

_AT_ONCE = 1000

_FIND = select(schema.seen.c.hash, schema.seen.c.stamp).where(
    schema.seen.c.hash.in_(bindparam("hashes", expanding=True))
)
_FORGET = delete(schema.seen).where(
    schema.seen.c.source == bindparam("of_source"), schema.seen.c.stamp < bindparam("before")
)


class Seen:
    """The table of ids: only their hashes, looked up on the disk, so that memory does not grow with them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, hashes: Sequence[int]) -> dict[int, float]:
        """Those of the hashes that are known, with their stamps."""
        found: dict[int, float] = {}
        if not hashes:
            return found
        with self._database.reading() as connection:
            for start in range(0, len(hashes), _AT_ONCE):
                some = list(hashes[start : start + _AT_ONCE])
                found.update((row[0], row[1]) for row in connection.execute(_FIND, {"hashes": some}))
        return found

    def add(self, source: int, stamps: Iterable[tuple[int, float]]) -> None:
        """Store hashes with their stamps; of a hash that is known the stamp is replaced."""
        rows = [{"hash": name, "source": source, "stamp": stamp} for name, stamp in stamps]
        with self._database.writing() as connection:
            put(connection, schema.seen, rows)

    def forget(self, source: int, before: float) -> None:
        """Drop those of a source with a stamp before that time."""
        with self._database.writing() as connection:
            connection.execute(_FORGET, {"of_source": source, "before": before})
