"""The hours of one key, found by their numbers: in the table they lie among those of all other keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from scaffold_financial_sentiment.state import schema
from scaffold_financial_sentiment.state.hourly import Hour

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from scaffold_financial_sentiment.dashboard.trend import Span
    from scaffold_financial_sentiment.detection.key import Key

_AT_ONCE = 1000

_TABLE = schema.hourly
_QUERY = select(_TABLE.c.hour, _TABLE.c.negative, _TABLE.c.total, _TABLE.c.score).where(
    _TABLE.c.hour.in_(bindparam("hours", expanding=True)),
    _TABLE.c.company == bindparam("of_company"),
    _TABLE.c.topic == bindparam("of_topic"),
)


def hours_of(connection: Connection, key: Key, span: Span) -> list[Hour]:
    """What was counted of a key, by hour; hours without a story are left out."""
    found: list[Hour] = []
    for start in range(span.first, span.last + 1, _AT_ONCE):
        hours = list(range(start, min(start + _AT_ONCE, span.last + 1)))
        rows = connection.execute(_QUERY, {"hours": hours, "of_company": key.company, "of_topic": key.topic})
        # PostgreSQL gives sums as decimals.
        found.extend(Hour(row[0], key, int(row[1]), int(row[2]), int(row[3])) for row in rows)
    return found
