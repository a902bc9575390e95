"""The same for programs, as plain values."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from scaffold_financial_sentiment.alerts.as_json import VERSION, incident_record
from scaffold_financial_sentiment.alerts.moments import as_iso
from scaffold_financial_sentiment.dashboard.charts import charts_of
from scaffold_financial_sentiment.dashboard.one_incident import found
from scaffold_financial_sentiment.dashboard.page import ALL, page_of
from scaffold_financial_sentiment.dashboard.parameters import Parameters
from scaffold_financial_sentiment.dashboard.trend import Span
from scaffold_financial_sentiment.incidents.incident import CLOSED, OPEN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scaffold_financial_sentiment.dashboard.charts import Chart
    from scaffold_financial_sentiment.dashboard.reader import Snapshot
    from scaffold_financial_sentiment.dashboard.site import Site
    from scaffold_financial_sentiment.incidents.incident import Incident

    Pairs = Iterable[tuple[str, str]]

MOST = 100
"""Incidents of one answer."""


def incidents(site: Site, snapshot: Snapshot, pairs: Pairs) -> dict[str, Any]:
    """`/api/incidents?status=open|closed|all&company=&page=&size=`.

    :raises BadParameterError: for parameters that cannot be.
    """
    given = Parameters(pairs, ("status", "company", "page", "size"))
    clock = site.clock(snapshot).time
    typed = given.text("company")
    company = site.company(snapshot, typed, clock or site.now()) if typed else None
    status = given.one_of("status", ALL, (OPEN, CLOSED, ALL))
    page = page_of(
        snapshot, status, company=company, number=given.number("page", 1), size=given.number("size", 50, most=MOST)
    )
    return {
        "version": VERSION,
        "clock": _iso(clock),
        "total": page.total,
        "page": page.number,
        "pages": page.pages,
        "incidents": [_record(site, incident) for incident in page.incidents],
    }


def incident(site: Site, snapshot: Snapshot, name: str) -> dict[str, Any]:
    """`/api/incidents/{id}`.

    :raises NotFoundError: when there is no such incident.
    """
    return {"version": VERSION, **_record(site, found(snapshot, name))}


def trend(site: Site, snapshot: Snapshot, pairs: Pairs) -> dict[str, Any]:
    """`/api/trend?company=&topic=&days=`; without a company, the busiest ones.

    :raises BadParameterError: for parameters that cannot be.
    """
    given = Parameters(pairs, ("company", "topic", "days"))
    clock = site.clock(snapshot)
    time, typed, topic = clock.time or clock.now, given.text("company"), given.topic()
    span = Span.of_days(time, given.days())
    if typed:
        companies: Iterable[str] = [site.company(snapshot, typed, time)]
    else:
        companies = site.busiest(snapshot, span, topic).companies
    charts = charts_of(site, snapshot, companies, topic, span)
    return {
        "version": VERSION,
        "clock": _iso(clock.time),
        "begin": _iso(span.begin),
        "end": _iso(span.end),
        "unit": span.unit,
        "trends": [_trend_record(chart) for chart in charts],
    }


def nothing_yet() -> dict[str, Any]:
    """The answer as long as there is no state."""
    return {"version": VERSION, "clock": None, "total": 0, "page": 1, "pages": 1, "incidents": [], "trends": []}


def _record(site: Site, incident: Incident) -> dict[str, Any]:
    return {"company": incident.company, "name": site.names.name(incident.company), **incident_record(incident)}


def _trend_record(chart: Chart) -> dict[str, Any]:
    trend = chart.trend
    return {
        "company": chart.company,
        "name": chart.name,
        "topic": chart.topic,
        "negative": trend.negative,
        "total": trend.total,
        "mean": _plain(trend.mean),
        "points": [
            {"time": as_iso(each.time), "negative": each.negative, "total": each.total, "mean": _plain(each.mean)}
            for each in trend.points
        ],
    }


def _iso(time: float | None) -> str | None:
    return None if time is None else as_iso(time)


def _plain(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 4)
