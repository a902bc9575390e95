"""The last items that could not be used, for somebody to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from scaffold.storage.upsert import put
from scaffold.text import normalise
from scaffold_financial_sentiment.news.item import Reject
from scaffold_financial_sentiment.state import schema

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.storage.database import Database

MOST = 1000
"""Rejects that are kept; the counter knows how many there were."""


class Rejects:
    """The table of rejects."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, source: str, rejects: Sequence[Reject]) -> None:
        """Store rejects; the oldest ones make room."""
        if not rejects:
            return
        table = schema.rejects
        with self._database.writing() as connection:
            last = connection.execute(select(func.max(table.c.number))).scalar() or 0
            rows = [
                {"number": number, "source": source, "place": _short(reject.where), "reason": _short(reject.reason)}
                for number, reject in enumerate(rejects[-MOST:], last + 1)
            ]
            put(connection, table, rows)
            connection.execute(delete(table).where(table.c.number <= last + len(rows) - MOST))

    def last(self, most: int = MOST) -> list[tuple[str, Reject]]:
        """The last ones with their sources, the newest first."""
        table = schema.rejects
        with self._database.reading() as connection:
            rows = connection.execute(select(table).order_by(table.c.number.desc()).limit(most)).all()
        return [(row.source, Reject(row.place, row.reason)) for row in rows]


def _short(text: str) -> str:
    # Broken input is quoted here, and a database refuses some characters.
    return normalise(text)[:500]
