"""Stored events: added once each, read by user or in the order in which they came."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, select, text

from scaffold.storage.any_text import packed, unpacked
from scaffold.storage.upsert import put_new
from scaffold_recommendation.feedback import checks
from scaffold_recommendation.feedback.event import Event
from scaffold_recommendation.feedback.schema import events

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from scaffold.storage.database import Database

BLOCK = 5000
"""Events that are written or read at a time."""

_ONE_AT_A_TIME = 0x7363_6166_6665
"""Number of PostgreSQL's advisory lock that those who append wait for."""

_LAST_OF_USER = (
    select(events)
    .where(events.c.user_id == bindparam("user"))
    .order_by(events.c.time.desc(), events.c.number.desc())
    .limit(bindparam("most"))
)
_NEXT = (
    select(events)
    .where(events.c.number > bindparam("after"), events.c.number <= bindparam("last"))
    .order_by(events.c.number)
    .limit(BLOCK)
)


class EventRows:
    """The table of events."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: Iterable[Event], now: float) -> int:
        """Add events, all or none; gives how many were not there yet.

        :raises DataError: naming the first event that cannot be.
        """
        rows = (_row(event, f"event {place} of those appended", now) for place, event in enumerate(new, 1))
        added = 0
        with self._database.writing() as connection:
            _take_turns(connection)
            while some := list(islice(rows, BLOCK)):
                added += put_new(connection, events, some, by=("key",))
        return added

    def of_user(self, user: str, most: int) -> list[Event]:
        """The last events of a user by time, the newest last."""
        with self._database.reading() as connection:
            rows = connection.execute(_LAST_OF_USER, {"user": packed(user), "most": most}).all()
        return [_event(row) for row in reversed(rows)]

    def since(self, number: int) -> Iterator[Event]:
        """Those with a higher number that are there now, by number; read a block at a time."""
        last = self.last()
        while number < last:
            with self._database.reading() as connection:
                rows = connection.execute(_NEXT, {"after": number, "last": last}).all()
            if not rows:
                return
            yield from map(_event, rows)
            number = rows[-1].number

    def last(self) -> int:
        """The highest number; 0 if there is none."""
        with self._database.reading() as connection:
            return int(connection.execute(select(func.max(events.c.number))).scalar() or 0)

    def count(self) -> int:
        """How many there are."""
        with self._database.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(events)).scalar_one())

    def forget(self, user: str) -> int:
        """Delete those of a user; gives how many there were."""
        with self._database.writing() as connection:
            return connection.execute(delete(events).where(events.c.user_id == packed(user))).rowcount


def _take_turns(connection: Connection) -> None:
    # PostgreSQL gives numbers before it commits: a reader could pass by a number whose event is not visible yet. In
    # SQLite writers wait for each other anyway.
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ONE_AT_A_TIME})


def _row(event: Event, where: str, now: float) -> dict[str, Any]:
    return {
        "user_id": checks.name(event.user, "user", where),
        "item_id": checks.name(event.item, "item", where),
        "kind": checks.name(event.kind, "kind", where),
        "weight": checks.weight(event.weight, where),
        "rating": None if event.rating is None else checks.number(event.rating, "rating", where),
        "time": checks.moment(event.time, now, where),
        "key": None if event.key is None else checks.name(event.key, "key", where),
    }


def _event(row: Any) -> Event:
    return Event(
        unpacked(row.user_id),
        unpacked(row.item_id),
        row.time,
        unpacked(row.kind),
        row.weight,
        row.rating,
        None if row.key is None else unpacked(row.key),
        row.number,
    )
