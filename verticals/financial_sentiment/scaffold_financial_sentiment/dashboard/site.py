"""What all pages share: the state, the names, and the questions that several of them ask."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from scaffold.web.refusals import BadParameterError
from scaffold_financial_sentiment.alerts.clean import clean
from scaffold_financial_sentiment.dashboard.busiest import Busiest, busiest
from scaffold_financial_sentiment.dashboard.desk import Clock, clock_of
from scaffold_financial_sentiment.dashboard.drawing import Stretch
from scaffold_financial_sentiment.dashboard.hours import hours_of
from scaffold_financial_sentiment.dashboard.remembered import Remembered
from scaffold_financial_sentiment.dashboard.trend import Span
from scaffold_financial_sentiment.detection.key import ALL_TOPICS, Key
from scaffold_financial_sentiment.state import schema
from scaffold_financial_sentiment.state.notes import COMPANIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scaffold_financial_sentiment.dashboard.names import Names
    from scaffold_financial_sentiment.dashboard.reader import Snapshot, StateReader

CHARTS = 6
"""Companies whose charts are shown together."""

_FRESH = 30.0
_MOST_STRETCHES = 40
_LONGEST_DAYS = 90


@dataclass(frozen=True)
class Site:
    """What a dashboard knows.

    :ivar state_option: what is to be typed behind a command so that it works on the same state.
    :ivar usual_delay: seconds that the clock of the monitor is usually behind.
    :ivar can_take: whether incidents may be taken here.
    :ivar refresh: seconds after which a page brings itself up to date.
    :ivar now: gives the present, in seconds since 1970 UTC.
    """

    reader: StateReader
    names: Names
    state_option: str = ""
    usual_delay: float = 900.0
    can_take: bool = True
    refresh: float = 30.0
    now: Callable[[], float] = time.time
    _busiest: Remembered[Busiest] = field(default_factory=lambda: Remembered(_FRESH))

    @contextmanager
    def reading(self) -> Iterator[Snapshot | None]:
        """The state as it is now; None while there is none.

        :raises UserError: when it cannot be read.
        """
        with self.reader.reading() as snapshot:
            if snapshot is not None:
                self.names.learn(snapshot.store.notes.all().get(COMPANIES, {}))
            yield snapshot

    def clock(self, snapshot: Snapshot) -> Clock:
        """The clock of the monitor."""
        return clock_of(snapshot, self.now(), self.usual_delay)

    def busiest(self, snapshot: Snapshot, span: Span, topic: str) -> Busiest:
        """Companies and topics of the end of a stretch; half a minute old at most."""
        hours = span.last - span.first + 1
        question = (span.last, hours, topic)
        return self._busiest.get(question, lambda: busiest(snapshot.connection, span.last, hours, topic, CHARTS))

    def company(self, snapshot: Snapshot, typed: str, clock: float) -> str:
        """The id of a company as somebody typed it.

        :raises BadParameterError: when neither the table nor the state knows it.
        """
        known = self.names.find(typed)
        if known is None and is_in_state(snapshot, typed, clock):
            known = typed
        if known is None:
            raise BadParameterError(
                f"there is no company {clean(typed)!r}{self.names.guess(typed)}",
                hint="Give its id, its name, an alias or its ticker.",
            )
        return known


def is_in_state(snapshot: Snapshot, company: str, clock: float) -> bool:
    """Whether a company has incidents, or was in the news lately."""
    table = schema.incidents
    if snapshot.connection.execute(select(table.c.id).where(table.c.company == company).limit(1)).first():
        return True
    return bool(hours_of(snapshot.connection, Key(company), Span.of_days(clock, _LONGEST_DAYS)))


def stretches(snapshot: Snapshot, company: str, since: float) -> list[Stretch]:
    """When incidents of a company were open, from a time on; the last ones, if there are many."""
    table = schema.incidents
    query = (
        select(table.c.id, table.c.severity, table.c.opened, table.c.closed)
        .where(table.c.company == company, or_(table.c.closed.is_(None), table.c.closed >= since))
        .order_by(table.c.opened.desc())
        .limit(_MOST_STRETCHES)
    )
    return [
        Stretch(row.opened, row.closed, f"{clean(row.id)}, {row.severity}")
        for row in snapshot.connection.execute(query)
    ]


def topic_said(topic: str) -> str:
    """A topic for people."""
    return "all topics" if topic == ALL_TOPICS else clean(topic)
