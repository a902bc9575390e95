"""An incident as the pages show it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.evaluation.wording import plural
from scaffold_financial_sentiment.alerts.clean import clean
from scaffold_financial_sentiment.alerts.headlines import evidence, shown_of, strongest
from scaffold_financial_sentiment.alerts.message import HOW
from scaffold_financial_sentiment.alerts.odds import amount, in_words
from scaffold_financial_sentiment.dashboard.drawing import sentiment
from scaffold_financial_sentiment.dashboard.spark import Spark, spark_of
from scaffold_financial_sentiment.detection.key import ALL_TOPICS
from scaffold_financial_sentiment.incidents.severity import rank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold_financial_sentiment.dashboard.names import Names
    from scaffold_financial_sentiment.incidents.incident import Headline, Incident

MOST_LINES = 12
"""Headlines that a list shows of an incident; its own page has all of them."""

_MOST_SOURCES = 6


@dataclass(frozen=True, slots=True)
class Line:
    """A headline of the evidence, clean; nothing is escaped.

    :ivar detail: sentiment, copies and publishers.
    :ivar url: empty unless it is of the web.
    """

    text: str
    time: float
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class Card:
    """What is said about an incident; nothing is escaped.

    :ivar rank: of the severity, from 0 for `low`.
    :ivar window: length of the window in words, such as `6 h`.
    :ivar times: how many times fewer are expected than were seen; empty where that says nothing.
    :ivar lasted: seconds from its first story to its close, or up to the clock of the monitor.
    :ivar lines: the headlines shown, the representative first.
    :ivar more: how many headlines are not shown.
    """

    incident: Incident
    name: str
    topics: tuple[str, ...]
    rank: int
    seen: str
    expected: str
    window: str
    times: str
    chance: str
    how: str
    lasted: float
    spark: Spark | None
    evidence: str
    lines: tuple[Line, ...]
    more: int

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.incident.closed is None

    @property
    def lead(self) -> Line | None:
        """The headline that stands for all."""
        return self.lines[0] if self.lines else None

    @property
    def taken_by(self) -> str:
        """Who has taken it; empty if nobody."""
        return clean(self.incident.acknowledged)

    @property
    def route(self) -> str:
        """The team that a rule named."""
        return clean(self.incident.route)

    @property
    def muted(self) -> str:
        """Who has muted it."""
        return clean(self.incident.muted)

    @property
    def events(self) -> list[str]:
        """Types of event on its stories, in words."""
        return [clean(name.replace("_", " ")) for name in self.incident.events]

    @property
    def rules(self) -> list[str]:
        """Ids of rules that fired."""
        return [clean(name) for name in self.incident.rules]

    @property
    def probability(self) -> str:
        """The probability by chance as a number; empty if it is not known."""
        return "" if math.isnan(self.incident.p) else f"{self.incident.p:.2g}"


def card_of(incident: Incident, names: Names, clock: float, most: int = MOST_LINES) -> Card:
    """The card of an incident.

    :param clock: of the monitor, in seconds since 1970 UTC.
    :param most: headlines to be shown.
    """
    shown = strongest(incident.stories, most)
    return Card(
        incident=incident,
        name=names.name(incident.company),
        topics=tuple(dict.fromkeys(clean(key.topic) for key in incident.keys if key.topic != ALL_TOPICS)),
        rank=rank(incident.severity),
        seen=amount(incident.seen),
        expected=amount(incident.expected),
        window=lasting(incident.window),
        times=_times(incident),
        chance=in_words(incident.p),
        how=clean(HOW.get(incident.how, incident.how)),
        lasted=max((clock if incident.closed is None else incident.closed) - incident.began, 0.0),
        spark=spark_of(incident),
        evidence=evidence(incident.stories),
        lines=tuple(map(_line, shown)),
        more=len(incident.stories) - len(shown),
    )


def _line(story: Headline) -> Line:
    shown = shown_of(story)
    copies = plural(story.copies, "copy", "copies") if story.copies > 1 else ""
    parts = (f"sentiment {sentiment(story.score)}", " of ".join(filter(None, (copies, _publishers(story.sources)))))
    return Line(shown.text, story.time, ", ".join(filter(None, parts)), shown.url)


def _publishers(sources: Sequence[str]) -> str:
    named = ", ".join(map(clean, sources[:_MOST_SOURCES]))
    left = len(sources) - _MOST_SOURCES
    more = f" and {left} more" if left > 0 else ""
    return f"{plural(len(sources), 'publisher')}: {named}{more}" if len(sources) > 1 else named


def _times(incident: Incident) -> str:
    if not incident.expected > 0 or not incident.seen > incident.expected:
        return ""
    times = incident.seen / incident.expected
    return f"{amount(times)} times fewer" if times < 1000 else "over 1,000 times fewer"


def lasting(seconds: float) -> str:
    """A length of time for people, to the minute.

    >>> lasting(20), lasting(600), lasting(7500), lasting(200_000), lasting(86_400 * 400)
    ('less than a minute', '10 min', '2 h 5 min', '2 days 7 h', '400 days')
    """
    minutes = int(seconds // 60)
    if minutes < 1:
        return "less than a minute"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60} min" if minutes % 60 else f"{minutes // 60} h"
    days, hours = minutes // 1440, minutes % 1440 // 60
    return f"{days} days {hours} h" if hours and days < 14 else f"{days:,} days"
