"""Stored lists: what was shown to whom, and whether it was taken."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, case, delete, func, select

from scaffold.storage.any_text import packed, unpacked
from scaffold.storage.upsert import put, put_new
from scaffold_recommendation.feedback import checks
from scaffold_recommendation.feedback.schema import events, lists, places
from scaffold_recommendation.feedback.shown_list import ShownList, ShownPlace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection

    from scaffold.storage.database import Database

_BLOCK = 500
"""Lists, or items, that are asked for at a time."""

# An event on the very second the list was shown may be its answer: many clocks tell no more than seconds.
_TAKEN: ColumnElement[bool] = (
    select(events.c.number)
    .where(
        events.c.user_id == places.c.user_id,
        events.c.item_id == places.c.item_id,
        events.c.weight > 0,
        events.c.time >= places.c.time,
        events.c.time <= places.c.time + bindparam("window"),
    )
    .exists()
)
_NUMBER_OF = select(lists.c.number).where(lists.c.id == bindparam("name"))
_PLACES_OF = (
    select(places, _TAKEN.label("taken"))
    .where(places.c.list.in_(bindparam("numbers", expanding=True)))
    .order_by(places.c.list, places.c.position)
)
_PASSED_BY = (
    # Not a condition: PostgreSQL would join all places with all events of a user who has a million of them.
    select(places.c.item_id, func.sum(case((_TAKEN, 0), else_=1)).label("times"))
    .where(
        places.c.user_id == bindparam("user"),
        places.c.item_id.in_(bindparam("items", expanding=True)),
        places.c.time >= bindparam("since"),
    )
    .group_by(places.c.item_id)
)
_LONG_AGO = -1e300


class ListRows:
    """The tables of lists and of their places."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, shown: Iterable[ShownList], now: float) -> int:
        """Add lists, all or none; gives how many were not there yet.

        :raises DataError: naming the first list that cannot be.
        """
        with self._database.writing() as connection:
            return sum(_added(connection, each, now) for each in shown)

    def all(
        self, *, window: float, model: str | None, since: float | None, before: float | None
    ) -> Iterator[ShownList]:
        """Lists in the order in which they came, with what was taken; read a block at a time."""
        query = select(lists).where(lists.c.number > bindparam("after")).order_by(lists.c.number).limit(_BLOCK)
        if model is not None:
            query = query.where(lists.c.model == packed(model))
        if since is not None:
            query = query.where(lists.c.time >= since)
        if before is not None:
            query = query.where(lists.c.time < before)
        number = 0
        while True:
            with self._database.reading() as connection:
                found = connection.execute(query, {"after": number}).all()
                numbers = [row.number for row in found]
                rows = connection.execute(_PLACES_OF, {"numbers": numbers, "window": window}).all() if numbers else []
            if not found:
                return
            yield from _lists(found, rows)
            number = numbers[-1]

    def passed_by(self, user: str, items: Sequence[str], *, window: float, since: float | None) -> dict[str, int]:
        """How often each item was shown to a user who did not take it; those that never were shown are left out."""
        found: dict[str, int] = {}
        given = {"user": packed(user), "window": window, "since": _LONG_AGO if since is None else since}
        with self._database.reading() as connection:
            for start in range(0, len(items), _BLOCK):
                some = [packed(item) for item in items[start : start + _BLOCK]]
                rows = connection.execute(_PASSED_BY, {**given, "items": some})
                found.update((unpacked(row.item_id), int(row.times)) for row in rows)
        return found

    def count(self) -> int:
        """How many lists there are."""
        with self._database.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(lists)).scalar_one())

    def forget(self, user: str) -> tuple[int, int]:
        """Delete those of a user; gives how many lists and places there were."""
        with self._database.writing() as connection:
            gone = [
                connection.execute(delete(table).where(table.c.user_id == packed(user))) for table in (lists, places)
            ]
        return gone[0].rowcount, gone[1].rowcount


def _added(connection: Connection, shown: ShownList, now: float) -> bool:
    where = f"list {str(shown.id)[:40]!r}"
    row = {
        "id": checks.name(shown.id, "id", where),
        "user_id": checks.name(shown.user, "user", where),
        "time": checks.moment(shown.time, now, where),
        "model": checks.name(shown.model, "model", where),
    }
    content = [_place_row(at, row, where) for at in shown.places]
    checks.places(shown, where)
    if not put_new(connection, lists, [row], by=("id",)):
        return False
    number = connection.execute(_NUMBER_OF, {"name": row["id"]}).scalar_one()
    put(connection, places, [{"list": number, **each} for each in content])
    return True


def _place_row(at: ShownPlace, of: dict[str, Any], where: str) -> dict[str, Any]:
    return {
        "position": at.position,
        "user_id": of["user_id"],
        "item_id": checks.name(at.item, "item", where),
        "time": of["time"],
        "propensity": checks.probability(at.propensity, "propensity", where, may_be_zero=False),
        "probability": checks.probability(at.probability, "probability", where, may_be_zero=True),
    }


def _lists(found: Iterable[Any], rows: Iterable[Any]) -> Iterator[ShownList]:
    of_list = {number: tuple(map(_place, some)) for number, some in groupby(rows, key=lambda row: row.list)}
    for row in found:
        yield ShownList(
            unpacked(row.id), unpacked(row.user_id), row.time, unpacked(row.model), of_list.get(row.number, ())
        )


def _place(row: Any) -> ShownPlace:
    return ShownPlace(unpacked(row.item_id), row.position, row.propensity, row.probability, bool(row.taken))
