"""The first page: what is open, what closed lately, and the trends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold_financial_sentiment.dashboard import addresses
from scaffold_financial_sentiment.dashboard.card import Card, card_of
from scaffold_financial_sentiment.dashboard.charts import Chart, charts_of
from scaffold_financial_sentiment.dashboard.desk import Desk, desk_of
from scaffold_financial_sentiment.dashboard.page import Page, open_severities, page_of, taken_count
from scaffold_financial_sentiment.dashboard.parameters import DAYS, Parameters
from scaffold_financial_sentiment.dashboard.trend import Span
from scaffold_financial_sentiment.detection.key import ALL_TOPICS
from scaffold_financial_sentiment.incidents.incident import CLOSED, OPEN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scaffold_financial_sentiment.dashboard.desk import Clock
    from scaffold_financial_sentiment.dashboard.reader import Snapshot
    from scaffold_financial_sentiment.dashboard.site import Site

KNOWN = ("company", "topic", "days", "open", "closed")

_OPEN_SIZE, _CLOSED_SIZE = 20, 8
_MOST_CHOICES = 300


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of incidents as cards.

    :ivar before: address of the page before; empty on the first. `after` likewise.
    """

    cards: list[Card]
    page: Page
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the charts are to show.

    :ivar company: its id; empty for the busiest.
    """

    company: str
    topic: str
    days: int


@dataclass(frozen=True, slots=True)
class Home:
    """What the first page shows.

    :ivar severities: how many incidents are open of each severity.
    :ivar taken: how many of them somebody has taken.
    :ivar topics: to choose from; `companies` likewise.
    :ivar hours: in how many hours the busiest companies were looked for.
    """

    clock: Clock
    severities: dict[str, int]
    taken: int
    open: Listed
    closed: Listed
    asked: Asked
    charts: list[Chart]
    topics: list[str]
    companies: list[str]
    hours: int
    desk: Desk
    all_days: tuple[int, ...] = DAYS


def home(site: Site, snapshot: Snapshot, pairs: Iterable[tuple[str, str]]) -> Home:
    """Gather the first page.

    :param pairs: the parameters of the request.
    :raises BadParameterError: for parameters that cannot be.
    """
    given = Parameters(pairs, KNOWN)
    clock = site.clock(snapshot)
    time = clock.time or clock.now
    typed = given.text("company")
    asked = Asked(site.company(snapshot, typed, time) if typed else "", given.topic(), given.days())
    span = Span.of_days(time, asked.days)
    recent = site.busiest(snapshot, span, asked.topic)
    companies = [asked.company] if asked.company else recent.companies
    pages = {"open": given.number("open", 1), "closed": given.number("closed", 1)}
    others: dict[str, str | int] = {**{name: given.text(name) for name in KNOWN if name not in pages}, **pages}
    return Home(
        clock=clock,
        severities=open_severities(snapshot),
        taken=taken_count(snapshot),
        open=_listed(site, snapshot, time, OPEN, _OPEN_SIZE, others),
        closed=_listed(site, snapshot, time, CLOSED, _CLOSED_SIZE, others),
        asked=asked,
        charts=charts_of(site, snapshot, companies, asked.topic, span),
        topics=sorted({*recent.topics, asked.topic} - {ALL_TOPICS}),
        companies=site.names.listed(_MOST_CHOICES),
        hours=recent.hours,
        desk=desk_of(snapshot, clock),
    )


def _listed(
    site: Site, snapshot: Snapshot, clock: float, status: str, size: int, parameters: dict[str, str | int]
) -> Listed:
    page = page_of(snapshot, status, number=int(parameters[status]), size=size)

    def at(number: int) -> str:
        """The address of another page of this list; the other list stays where it is."""
        numbers = {name: value if value != 1 else "" for name, value in {**parameters, status: number}.items()}
        return f"/{addresses.query(numbers)}#{status}" if 1 <= number <= page.pages else ""

    cards = [card_of(incident, site.names, clock) for incident in page.incidents]
    return Listed(cards, page, at(page.number - 1), at(page.number + 1))
