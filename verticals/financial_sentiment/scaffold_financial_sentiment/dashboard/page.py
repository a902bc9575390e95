"""Lists of incidents, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from scaffold.rules.language.effect import SEVERITIES
from scaffold_financial_sentiment.incidents.incident import CLOSED, OPEN
from scaffold_financial_sentiment.state import schema

if TYPE_CHECKING:
    from typing import Any

    from scaffold_financial_sentiment.dashboard.reader import Snapshot
    from scaffold_financial_sentiment.incidents.incident import Incident

ALL = "all"

_TABLE = schema.incidents
_RANK = case({name: rank for rank, name in enumerate(SEVERITIES)}, value=_TABLE.c.severity, else_=-1)
_ORDERS = {
    OPEN: (_RANK.desc(), _TABLE.c.opened.desc(), _TABLE.c.id),
    CLOSED: (_TABLE.c.closed.desc(), _TABLE.c.id),
    ALL: (_TABLE.c.opened.desc(), _TABLE.c.id),
}


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a list of incidents.

    :ivar incidents: those of this page.
    :ivar number: of the page, from 1.
    :ivar size: incidents of a full page.
    :ivar total: incidents of all pages.
    """

    incidents: tuple[Incident, ...]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))


def page_of(
    snapshot: Snapshot, status: str = ALL, *, company: str | None = None, number: int = 1, size: int = 20
) -> Page:
    """A page of incidents: open ones the gravest first, closed ones by their close, all by their opening.

    :param status: `open`, `closed` or `all`.
    :param number: of the page; the last one is given for a number behind it.
    """
    wanted: list[Any] = []
    if status != ALL:
        wanted.append(_TABLE.c.status == status)
    if company is not None:
        wanted.append(_TABLE.c.company == company)
    counted = select(func.count()).select_from(_TABLE).where(*wanted)
    total = int(snapshot.connection.execute(counted).scalar_one())
    number = min(number, max(1, -(-total // size)))
    query = select(_TABLE.c.id).where(*wanted).order_by(*_ORDERS[status]).limit(size).offset(size * (number - 1))
    ids = snapshot.connection.execute(query).scalars().all()
    return Page(tuple(map(snapshot.store.incidents.get, ids)), number, size, total)


def open_severities(snapshot: Snapshot) -> dict[str, int]:
    """How many incidents are open of each severity, the gravest first; those of which there is none are missing."""
    query = select(_TABLE.c.severity, func.count()).where(_TABLE.c.status == OPEN).group_by(_TABLE.c.severity)
    found = {row[0]: int(row[1]) for row in snapshot.connection.execute(query)}
    return {name: found[name] for name in reversed(SEVERITIES) if name in found}


def taken_count(snapshot: Snapshot) -> int:
    """How many of the open incidents somebody has taken."""
    return len(snapshot.store.incidents.acknowledged())
