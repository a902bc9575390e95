"""How many stories every key had hour by hour, and how they sounded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import delete, select

from scaffold.storage.upsert import add_up
from scaffold_financial_sentiment.detection.key import ALL_TOPICS, Key
from scaffold_financial_sentiment.state import schema

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scaffold.storage.database import Database

HOUR = 3600.0

SCORE_UNIT = 10_000
"""Scores are summed as whole numbers of 1/10000: such sums do not depend on the order of what is added."""

_AT_ONCE = 1000


class Hour(NamedTuple):
    """The stories of a key in an hour.

    :ivar hour: its number since 1970; it begins at `hour * 3600` seconds.
    :ivar negative: stories that are negative for the company.
    :ivar total: all of them.
    :ivar score: sum of their signed scores, in units of 1/10000.
    """

    hour: int
    key: Key
    negative: int
    total: int
    score: int

    @property
    def mean(self) -> float:
        """Mean signed score, from -1 to 1."""
        return self.score / (SCORE_UNIT * self.total)


class Hourly:
    """The table of hours."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, hours: Iterable[Hour]) -> None:
        """Add stories to what is counted already."""
        rows = [
            {
                "hour": each.hour,
                "company": each.key.company,
                "topic": each.key.topic,
                "negative": each.negative,
                "total": each.total,
                "score": each.score,
            }
            for each in hours
        ]
        with self._database.writing() as connection:
            add_up(connection, schema.hourly, rows, ("negative", "total", "score"))

    def since(self, hour: int, topic: str = ALL_TOPICS) -> list[Hour]:
        """All companies' hours in a topic from an hour on, by hour and company."""
        table = schema.hourly
        with self._database.reading() as connection:
            rows = connection.execute(select(table).where(table.c.hour >= hour, table.c.topic == topic)).all()
        return sorted(_hour(row) for row in rows)

    def of_company(self, company: str, first: int, last: int) -> list[Hour]:
        """A company's hours in all its topics, by hour and topic.

        :param first: number of the first hour.
        :param last: number of the last hour, itself included.
        """
        table = schema.hourly
        found: list[Hour] = []
        with self._database.reading() as connection:
            for start in range(first, last + 1, _AT_ONCE):
                hours = range(start, min(start + _AT_ONCE, last + 1))
                rows = connection.execute(select(table).where(table.c.hour.in_(hours), table.c.company == company))
                found.extend(_hour(row) for row in rows)
        return sorted(found)

    def forget_before(self, hour: int) -> None:
        """Drop what is older than an hour."""
        with self._database.writing() as connection:
            connection.execute(delete(schema.hourly).where(schema.hourly.c.hour < hour))


def _hour(row: Any) -> Hour:
    # PostgreSQL gives sums as decimals.
    return Hour(row.hour, Key(row.company, row.topic), int(row.negative), int(row.total), int(row.score))
