"""The last hours of an incident as small bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold_financial_sentiment.alerts.moments import for_people
from scaffold_financial_sentiment.alerts.sparkline import in_numbers
from scaffold_financial_sentiment.state.hourly import HOUR

if TYPE_CHECKING:
    from scaffold_financial_sentiment.incidents.incident import Incident

WIDTH, HEIGHT = 240.0, 44.0
_HIGHEST = 38.0
MOST_HOURS = 48


@dataclass(frozen=True, slots=True)
class Spark:
    """Small bars of negative stories by the hour.

    :ivar before: bars from before the incident; `since` are those of it.
    :ivar said: the counts in words.
    :ivar hours: how many there are.
    :ivar most: the largest count.
    """

    before: str
    since: str
    said: str
    hours: int
    most: int


def spark_of(incident: Incident) -> Spark | None:
    """The bars of an incident; None where nothing is known."""
    counts = incident.counts[-MOST_HOURS:]
    if not counts:
        return None
    most = max(1, *counts)
    step = WIDTH / len(counts)
    # The last hour is the one in which it was updated last.
    end = -(-incident.updated // HOUR) * HOUR
    before: list[str] = []
    since: list[str] = []
    for place, count in enumerate(counts):
        begins = end - (len(counts) - place) * HOUR
        bars = since if begins + HOUR > incident.began else before
        if count:
            height = max(2.0, _HIGHEST * count / most)
            bars.append(f"M{place * step:.1f} {HEIGHT:g}v-{height:.1f}h{step * 0.76:.1f}V{HEIGHT:g}z")
    said = (
        f"Negative stories an hour in the {len(counts)} hours up to {for_people(incident.updated)}: "
        f"{in_numbers(counts)}"
    )
    return Spark("".join(before), "".join(since), said, len(counts), max(counts))
