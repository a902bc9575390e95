"""Which companies have the most bad news, and which topics there are; found without reading all there ever was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from scaffold_financial_sentiment.detection.key import ALL_TOPICS
from scaffold_financial_sentiment.state import schema

if TYPE_CHECKING:
    from sqlalchemy import Connection

LONGEST = 7 * 24
"""Hours that are looked at."""

MOST_ROWS = 300_000
"""Rows that are looked at; where a week has more, fewer hours are."""

_TABLE = schema.hourly


@dataclass(frozen=True, slots=True)
class Busiest:
    """What the last hours were about.

    :ivar companies: those with the most negative stories in the topic that was asked for, the most first.
    :ivar topics: all topics, the one with the most stories first; all topics together are none of them.
    :ivar hours: how many hours were looked at.
    """

    companies: tuple[str, ...]
    topics: tuple[str, ...]
    hours: int


def busiest(connection: Connection, last: int, hours: int, topic: str = ALL_TOPICS, most: int = 6) -> Busiest:
    """Look at the last hours.

    :param last: number of the last hour, itself included.
    :param hours: how many, at most; see `LONGEST` and `MOST_ROWS`.
    """
    hours = _few_enough(connection, last, min(hours, LONGEST))
    recent = _TABLE.c.hour.between(last - hours + 1, last)
    negative, total = func.sum(_TABLE.c.negative), func.sum(_TABLE.c.total)
    companies = (
        select(_TABLE.c.company)
        .where(recent, _TABLE.c.topic == topic)
        .group_by(_TABLE.c.company)
        .order_by(negative.desc(), total.desc(), _TABLE.c.company)
        .limit(most)
    )
    topics = select(_TABLE.c.topic).where(recent).group_by(_TABLE.c.topic).order_by(total.desc(), _TABLE.c.topic)
    names = connection.execute(topics.limit(100)).scalars().all()
    return Busiest(
        tuple(connection.execute(companies).scalars().all()),
        tuple(name for name in names if name != ALL_TOPICS),
        hours,
    )


def _few_enough(connection: Connection, last: int, hours: int) -> int:
    while hours > 1:
        counted = select(func.count()).select_from(_TABLE).where(_TABLE.c.hour.between(last - hours + 1, last))
        if connection.execute(counted).scalar_one() <= MOST_ROWS:
            break
        hours //= 2
    return hours
