"""Stored incidents: all there ever were."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from scaffold.errors import DataError, did_you_mean
from scaffold.storage.upsert import put
from scaffold_financial_sentiment.alerts.as_json import incident_of, incident_record, one_line
from scaffold_financial_sentiment.incidents.case import Case
from scaffold_financial_sentiment.incidents.incident import OPEN, Incident
from scaffold_financial_sentiment.state import schema

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scaffold.storage.database import Database

_TABLE = schema.incidents
_WHO = schema.acknowledgements


class IncidentRows:
    """The table of incidents, and who has taken which."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, cases: Iterable[Case]) -> None:
        """Add or replace incidents with their working state."""
        with self._database.writing() as connection:
            put(connection, _TABLE, map(_row, cases))

    def cases(self, closed_since: float) -> list[Case]:
        """Those that are open, and those that closed at a time or later, with their working state."""
        wanted = or_(_TABLE.c.status == OPEN, _TABLE.c.closed >= closed_since)
        with self._database.reading() as connection:
            rows = connection.execute(select(_TABLE.c.id, _TABLE.c.content, _TABLE.c.working).where(wanted)).all()
        return [Case.restored(_incident(row.content, row.id), json.loads(row.working)) for row in sorted(rows)]

    def find(
        self,
        *,
        status: str | None = None,
        company: str | None = None,
        since: float | None = None,
        most: int | None = None,
    ) -> list[Incident]:
        """Incidents, those opened last first.

        :param since: only those that were open at this time or later, in seconds since 1970 UTC.
        """
        query = _with_who().order_by(_TABLE.c.opened.desc(), _TABLE.c.id).limit(most)
        if status is not None:
            query = query.where(_TABLE.c.status == status)
        if company is not None:
            query = query.where(_TABLE.c.company == company)
        if since is not None:
            query = query.where(or_(_TABLE.c.closed.is_(None), _TABLE.c.closed >= since))
        with self._database.reading() as connection:
            return [_shown(row) for row in connection.execute(query)]

    def get(self, name: str) -> Incident:
        """The incident of an id.

        :raises DataError: when there is none.
        """
        with self._database.reading() as connection:
            row = connection.execute(_with_who().where(_TABLE.c.id == name)).first()
            if row is not None:
                return _shown(row)
            last = select(_TABLE.c.id).order_by(_TABLE.c.opened.desc()).limit(200)
            known = connection.execute(last).scalars().all()
        raise DataError(f"there is no incident {name!r}{did_you_mean(name, known) if known else ''}")

    def acknowledge(self, name: str, who: str, time: float) -> None:
        """Note who has taken an incident; the last one counts.

        :raises DataError: when there is no such incident.
        """
        self.get(name)
        with self._database.writing() as connection:
            put(connection, _WHO, [{"incident": name, "who": who, "time": time}])

    def acknowledged(self) -> dict[str, str]:
        """Who has taken which of the open incidents."""
        query = select(_WHO.c.incident, _WHO.c.who).join(_TABLE, _TABLE.c.id == _WHO.c.incident)
        with self._database.reading() as connection:
            return {row.incident: row.who for row in connection.execute(query.where(_TABLE.c.status == OPEN))}

    def count(self) -> dict[str, int]:
        """How many there are of every status."""
        query = select(_TABLE.c.status, func.count()).group_by(_TABLE.c.status)
        with self._database.reading() as connection:
            return {row[0]: int(row[1]) for row in connection.execute(query)}


def _row(case: Case) -> dict[str, Any]:
    incident = case.incident
    return {
        "id": incident.id,
        "company": incident.company,
        "status": incident.status,
        "severity": incident.severity,
        "opened": incident.opened,
        "updated": incident.updated,
        "closed": incident.closed,
        "content": one_line(incident_record(incident)),
        "working": json.dumps(case.working()),
    }


def _with_who() -> Any:
    return select(_TABLE.c.id, _TABLE.c.content, _WHO.c.who).outerjoin(_WHO, _WHO.c.incident == _TABLE.c.id)


def _incident(content: str, name: str) -> Incident:
    return incident_of(json.loads(content), where=name)


def _shown(row: Any) -> Incident:
    incident = _incident(row.content, row.id)
    return replace(incident, acknowledged=row.who) if row.who else incident
