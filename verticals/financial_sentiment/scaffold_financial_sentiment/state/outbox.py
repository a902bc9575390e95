"""Alerts on their way to the sinks: every sink gets each once it is known, whatever happens in between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from scaffold.storage.upsert import put, put_new
from scaffold_financial_sentiment.alerts.as_json import as_json, from_json
from scaffold_financial_sentiment.alerts.outbox import Pending
from scaffold_financial_sentiment.state import schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from scaffold.storage.database import Database
    from scaffold_financial_sentiment.incidents.alert import Alert

_ALERTS, _SINKS, _DONE = schema.outbox, schema.sinks, schema.deliveries

_DELIVERED, _POSTPONED, _GIVEN_UP = "delivered", "postponed", "given up"

_AT_ONCE = 200


class StoredOutbox:
    """The outbox that `alerts.delivery` empties."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, alerts: Sequence[Alert]) -> None:
        """Put alerts behind those that are there."""
        if not alerts:
            return
        with self._database.writing() as connection:
            rows = [
                {
                    "number": number,
                    "key": alert.key,
                    "incident": alert.incident.id,
                    "kind": alert.kind,
                    "time": alert.time,
                    "content": as_json(alert),
                }
                for number, alert in enumerate(alerts, _last(connection) + 1)
            ]
            put(connection, _ALERTS, rows)

    def register(self, sinks: Iterable[str]) -> None:
        """Make sinks known before anything is put in for them.

        The first ones get all that is in the outbox; one that comes later gets what comes from now on, not the alerts
        of the past.
        """
        with self._database.writing() as connection:
            others = connection.execute(select(func.count()).select_from(_SINKS)).scalar_one()
            after = _last(connection) if others else 0
            put_new(connection, _SINKS, [{"name": name, "after": after} for name in sinks])

    def due(self, sink: str, now: float) -> list[Pending]:
        """The first alerts that are to be tried at a sink now; see `alerts.outbox.Outbox`."""
        mine = and_(_DONE.c.sink == sink, _DONE.c.number == _ALERTS.c.number)
        with self._database.reading() as connection:
            after = connection.execute(select(_SINKS.c.after).where(_SINKS.c.name == sink)).scalar() or 0
            postponed = (
                select(_ALERTS.c.incident)
                .join(_DONE, mine)
                .where(_ALERTS.c.number > after, _DONE.c.state == _POSTPONED, _DONE.c.until > now)
            )
            query = (
                select(_ALERTS.c.number, _ALERTS.c.content, _DONE.c.tries)
                .outerjoin(_DONE, mine)
                .where(_ALERTS.c.number > after, or_(_DONE.c.state.is_(None), _DONE.c.state == _POSTPONED))
                .where(_ALERTS.c.incident.not_in(postponed))
                .order_by(_ALERTS.c.number)
                .limit(_AT_ONCE)
            )
            rows = connection.execute(query).all()
        return [
            Pending(row.number, from_json(row.content, where=f"alert {row.number}"), row.tries or 0) for row in rows
        ]

    def delivered(self, sink: str, number: int) -> None:
        """The sink has it."""
        self._mark(sink, number, _DELIVERED)

    def postponed(self, sink: str, number: int, tries: int, until: float, reason: str) -> None:
        """It is to be tried again at `until`; `tries` is what `due` gives with it then."""
        self._mark(sink, number, _POSTPONED, tries, until, reason)

    def given_up(self, sink: str, number: int, reason: str) -> None:
        """It is not to be tried again."""
        self._mark(sink, number, _GIVEN_UP, reason=reason)

    def all(self) -> list[Alert]:
        """All alerts there ever were, in their order."""
        query = select(_ALERTS.c.number, _ALERTS.c.content).order_by(_ALERTS.c.number)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [from_json(row.content, where=f"alert {row.number}") for row in rows]

    def count(self) -> int:
        """How many alerts there ever were."""
        with self._database.reading() as connection:
            return _last(connection)

    def states(self) -> dict[str, dict[str, int]]:
        """How many alerts were delivered, postponed and given up, by sink."""
        query = select(_DONE.c.sink, _DONE.c.state, func.count()).group_by(_DONE.c.sink, _DONE.c.state)
        found: dict[str, dict[str, int]] = {}
        with self._database.reading() as connection:
            for sink, state, count in sorted(tuple(row) for row in connection.execute(query)):
                found.setdefault(sink, {})[state] = int(count)
        return found

    def _mark(
        self, sink: str, number: int, state: str, tries: int = 0, until: float | None = None, reason: str = ""
    ) -> None:
        row: dict[str, Any] = {"sink": sink, "number": number, "state": state}
        row.update(tries=tries, until=until, reason=reason[:500].replace("\0", ""))
        with self._database.writing() as connection:
            put(connection, _DONE, [row])
            if state != _POSTPONED:
                _advance(connection, sink)


def _advance(connection: Connection, sink: str) -> None:
    """Let the sink start behind the alerts that are done without a gap, so that they are not looked at again."""
    after = connection.execute(select(_SINKS.c.after).where(_SINKS.c.name == sink)).scalar()
    if after is None:
        return
    done = select(_DONE.c.number).where(_DONE.c.sink == sink, _DONE.c.state != _POSTPONED, _DONE.c.number > after)
    numbers = connection.execute(done.order_by(_DONE.c.number).limit(_AT_ONCE)).scalars().all()
    reached = after
    for number in numbers:
        if number != reached + 1:
            break
        reached = number
    if reached > after:
        connection.execute(_SINKS.update().where(_SINKS.c.name == sink).values(after=reached))


def _last(connection: Connection) -> int:
    return int(connection.execute(select(func.max(_ALERTS.c.number))).scalar() or 0)
