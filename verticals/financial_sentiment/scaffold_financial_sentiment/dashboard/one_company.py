"""The page of a company: its news by topic, and its incidents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.web.refusals import NotFoundError
from scaffold_financial_sentiment.dashboard import addresses
from scaffold_financial_sentiment.dashboard.card import Card, card_of
from scaffold_financial_sentiment.dashboard.charts import Chart, charts_by_topic
from scaffold_financial_sentiment.dashboard.desk import mutes_in_force
from scaffold_financial_sentiment.dashboard.page import Page, page_of
from scaffold_financial_sentiment.dashboard.parameters import DAYS, Parameters
from scaffold_financial_sentiment.dashboard.site import is_in_state
from scaffold_financial_sentiment.dashboard.trend import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scaffold_financial_sentiment.companies.company import Company
    from scaffold_financial_sentiment.dashboard.desk import Clock
    from scaffold_financial_sentiment.dashboard.reader import Snapshot
    from scaffold_financial_sentiment.dashboard.site import Site
    from scaffold_financial_sentiment.incidents.mute import Mute

KNOWN = ("days", "page")

_SIZE = 10
_MOST_CHARTS = 9


@dataclass(frozen=True, slots=True)
class OneCompany:
    """What the page of a company shows.

    :ivar company: what the table says of it; None if it is not in there.
    :ivar is_known: whether its name is known.
    :ivar charts: all topics together, then the topics with the most bad news; `rows` has the others, too.
    :ivar before: address of the page of incidents before; empty on the first. `after` likewise.
    """

    clock: Clock
    id: str
    name: str
    company: Company | None
    is_known: bool
    days: int
    charts: list[Chart]
    rows: list[Chart]
    cards: list[Card]
    page: Page
    before: str
    after: str
    mutes: list[Mute]
    all_days: tuple[int, ...] = DAYS


def one_company(site: Site, snapshot: Snapshot, company: str, pairs: Iterable[tuple[str, str]]) -> OneCompany:
    """Gather the page of a company.

    :param pairs: the parameters of the request.
    :raises NotFoundError: when neither the table nor the state knows the company.
    :raises BadParameterError: for parameters that cannot be.
    """
    given = Parameters(pairs, KNOWN)
    clock = site.clock(snapshot)
    time = clock.time or clock.now
    if company not in site.names and not is_in_state(snapshot, company, time):
        raise NotFoundError(f"there is no company {site.names.name(company)!r}{site.names.guess(company)}")
    days = given.days(30)
    charts = charts_by_topic(site, snapshot, company, Span.of_days(time, days))
    page = page_of(snapshot, company=company, number=given.number("page", 1), size=_SIZE)

    def at(number: int) -> str:
        """The address of another page of its incidents."""
        inside = {"days": given.text("days"), "page": number if number > 1 else ""}
        return f"{addresses.company(company)}{addresses.query(inside)}#incidents" if 1 <= number <= page.pages else ""

    return OneCompany(
        clock=clock,
        id=company,
        name=site.names.name(company),
        company=site.names.get(company),
        is_known=company in site.names,
        days=days,
        charts=charts[:_MOST_CHARTS],
        rows=charts,
        cards=[card_of(incident, site.names, time) for incident in page.incidents],
        page=page,
        before=at(page.number - 1),
        after=at(page.number + 1),
        mutes=mutes_in_force(snapshot, clock, company),
    )
