"""The charts of companies and topics, with the figures behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold_financial_sentiment.dashboard.drawing import Drawing, Stretch, drawing_of
from scaffold_financial_sentiment.dashboard.hours import hours_of
from scaffold_financial_sentiment.dashboard.site import stretches, topic_said
from scaffold_financial_sentiment.dashboard.trend import Span, Trend, topics_of, trend_of
from scaffold_financial_sentiment.detection.key import ALL_TOPICS, Key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scaffold_financial_sentiment.dashboard.reader import Snapshot
    from scaffold_financial_sentiment.dashboard.site import Site
    from scaffold_financial_sentiment.state.hourly import Hour


@dataclass(frozen=True, slots=True)
class Chart:
    """A trend as it is shown.

    :ivar id: of its element, the same at every refresh.
    :ivar company: id of the company; `name` is for people.
    :ivar topic: `*` for all topics; `about` is for people.
    """

    id: str
    company: str
    name: str
    topic: str
    about: str
    trend: Trend
    drawing: Drawing


def chart_of(
    site: Site, hours: Iterable[Hour], company: str, topic: str, span: Span, marked: Sequence[Stretch]
) -> Chart:
    """The chart of a company in a topic.

    :param hours: what was counted by the hour, of this key alone.
    """
    trend = trend_of(hours, span)
    name = site.names.name(company)
    return Chart(f"{company} {topic}", company, name, topic, topic_said(topic), trend, drawing_of(trend, marked))


def charts_of(site: Site, snapshot: Snapshot, companies: Iterable[str], topic: str, span: Span) -> list[Chart]:
    """The charts of some companies in one topic."""
    found = []
    for company in companies:
        hours = hours_of(snapshot.connection, Key(company, topic), span)
        found.append(chart_of(site, hours, company, topic, span, stretches(snapshot, company, span.begin)))
    return found


def charts_by_topic(site: Site, snapshot: Snapshot, company: str, span: Span) -> list[Chart]:
    """The charts of a company: all topics together first, then the topics with the most bad news."""
    by_topic = topics_of(snapshot.store.hourly.of_company(company, span.first, span.last))
    marked = stretches(snapshot, company, span.begin)
    return [
        chart_of(site, by_topic.get(topic, ()), company, topic, span, marked)
        for topic in dict.fromkeys((ALL_TOPICS, *by_topic))
    ]
