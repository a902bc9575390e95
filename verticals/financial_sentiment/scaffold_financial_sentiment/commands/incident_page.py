"""All about one incident: the text of its alert, told for somebody who looks at it later."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from scaffold_financial_sentiment.alerts.as_text import lines_of
from scaffold_financial_sentiment.alerts.clean import clean
from scaffold_financial_sentiment.alerts.message import MOST_HOURS, message_of
from scaffold_financial_sentiment.alerts.moments import for_people
from scaffold_financial_sentiment.alerts.sparkline import in_numbers, sparkline
from scaffold_financial_sentiment.commands.incident_table import STYLES
from scaffold_financial_sentiment.detection.key import ALL_TOPICS
from scaffold_financial_sentiment.incidents.alert import OPENED, Alert
from scaffold_financial_sentiment.state.hourly import HOUR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold_financial_sentiment.alerts.message import Message
    from scaffold_financial_sentiment.incidents.incident import Incident
    from scaffold_financial_sentiment.state.hourly import Hourly

_BEFORE = 12
"""Hours before the first story that are shown, for comparison."""


def page_of(incident: Incident, company: str, hours: Sequence[int] = ()) -> str:
    """What is known of an incident now, with numbers, sparkline and headlines.

    :param company: its name for people.
    :param hours: negative stories of its company as `hours_of` gives them, shown of one that is closed.
    """
    first, *others = lines_of(_message(incident, company, hours))
    return "\n".join([click.style(first, **STYLES[incident.severity]), *others]).rstrip()  # type: ignore[arg-type]


def hours_of(incident: Incident, hourly: Hourly) -> list[int]:
    """Negative stories of the company of an incident, hour by hour, from some hours before it began."""
    first = _first_hour(incident)
    found = hourly.of_company(incident.company, first, first + MOST_HOURS - 1)
    counts = {each.hour: each.negative for each in found if each.key.topic == ALL_TOPICS}
    return [counts.get(hour, 0) for hour in range(first, first + MOST_HOURS)]


def _first_hour(incident: Incident) -> int:
    return int(incident.began // HOUR) - _BEFORE


def _message(incident: Incident, company: str, hours: Sequence[int]) -> Message:
    said = message_of(Alert("", OPENED, incident.updated, company, incident))
    facts = {**dict(said.facts), "Since": for_people(incident.began)}
    facts["Seen"] += ", at its strongest"
    if incident.muted:
        facts["Muted by"] = clean(incident.muted)
    if incident.closed is None:
        return replace(said, lead=f"{said.lead}, open", facts=tuple(facts.items()))
    begin = for_people(_first_hour(incident) * HOUR)
    return replace(
        said,
        lead=f"{said.lead}, closed",
        facts=tuple(facts.items()),
        blocks=sparkline(hours),
        numbers=in_numbers(hours),
        hours=f"negative stories an hour in the {len(hours)} hours from {begin} on",
        advice="",
        command="",
    )
