"""The page of an incident: everything that is known of it."""

from __future__ import annotations

import math
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from scaffold.errors import DataError
from scaffold.web.refusals import NotFoundError
from scaffold_financial_sentiment.alerts.clean import clean
from scaffold_financial_sentiment.dashboard.card import Card, card_of
from scaffold_financial_sentiment.dashboard.charts import Chart, chart_of
from scaffold_financial_sentiment.dashboard.desk import mutes_in_force
from scaffold_financial_sentiment.dashboard.drawing import Stretch
from scaffold_financial_sentiment.dashboard.hours import hours_of
from scaffold_financial_sentiment.dashboard.trend import Span
from scaffold_financial_sentiment.detection.key import ALL_TOPICS, Key
from scaffold_financial_sentiment.incidents.evidence import MOST
from scaffold_financial_sentiment.state import schema
from scaffold_financial_sentiment.state.hourly import HOUR

if TYPE_CHECKING:
    from scaffold_financial_sentiment.dashboard.desk import Clock
    from scaffold_financial_sentiment.dashboard.reader import Snapshot
    from scaffold_financial_sentiment.dashboard.site import Site
    from scaffold_financial_sentiment.incidents.incident import Incident
    from scaffold_financial_sentiment.incidents.mute import Mute

_BEFORE, _AFTER = 24, 6
_MOST_HOURS = 10 * 24
_MOST_DAYS = 120


@dataclass(frozen=True, slots=True)
class OneIncident:
    """What the page of an incident shows.

    :ivar taken_at: when somebody took it, in seconds since 1970 UTC; None if nobody has.
    :ivar commands: what can be typed, by what it does.
    :ivar is_cut: whether there may be more evidence than is kept.
    """

    clock: Clock
    card: Card
    chart: Chart
    taken_at: float | None
    mutes: list[Mute]
    commands: dict[str, str]
    is_cut: bool


def one_incident(site: Site, snapshot: Snapshot, name: str) -> OneIncident:
    """Gather the page of an incident.

    :raises NotFoundError: when there is no such incident.
    """
    incident = found(snapshot, name)
    clock = site.clock(snapshot)
    time = incident.updated if clock.time is None else max(clock.time, incident.updated)
    span = _span(incident, time)
    company = incident.company
    hours = hours_of(snapshot.connection, Key(company), span)
    marked = Stretch(incident.began, incident.closed, "this incident, from its first story on")
    table = schema.acknowledgements
    taken = snapshot.connection.execute(select(table.c.time).where(table.c.incident == incident.id)).scalar()
    return OneIncident(
        clock=clock,
        card=card_of(incident, site.names, time, MOST),
        chart=chart_of(site, hours, company, ALL_TOPICS, span, [marked]),
        taken_at=taken if incident.acknowledged else None,
        mutes=mutes_in_force(snapshot, clock, company),
        commands=_commands(site, incident),
        is_cut=len(incident.stories) >= MOST,
    )


def found(snapshot: Snapshot, name: str) -> Incident:
    """The incident of an id.

    :raises NotFoundError: when there is none.
    """
    try:
        return snapshot.store.incidents.get(name)
    except DataError as error:
        raise NotFoundError(error.message) from error


def _commands(site: Site, incident: Incident) -> dict[str, str]:
    """What to type to take it, as long as it is open, and to mute its company."""
    program = "scaffold run financial-sentiment"
    name, company = (shlex.quote(clean(each, 500)) for each in (incident.id, incident.company))
    take = {"Take it": f"{program} ack {name}{site.state_option}"} if incident.closed is None else {}
    return {**take, "Mute its company for a day": f"{program} mute {company} --by NAME --for 1d{site.state_option}"}


def _span(incident: Incident, clock: float) -> Span:
    """From a day before its first story to some hours after its close; by the day if that is long."""
    first = math.floor(incident.began / HOUR) - _BEFORE
    end = clock if incident.closed is None else min(incident.closed + _AFTER * HOUR, max(clock, incident.closed))
    last = max(math.ceil(end / HOUR) - 1, first + _BEFORE)
    if last - first < _MOST_HOURS:
        return Span(first, last)
    return Span(max(first, last - 24 * _MOST_DAYS) // 24 * 24, last, 24)
