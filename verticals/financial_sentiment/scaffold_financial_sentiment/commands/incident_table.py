"""Incidents as a table, the representative headline below each."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from scaffold.cli.console import columns
from scaffold_financial_sentiment.alerts.as_json import incident_record
from scaffold_financial_sentiment.alerts.clean import clean
from scaffold_financial_sentiment.alerts.headlines import evidence
from scaffold_financial_sentiment.alerts.moments import for_people
from scaffold_financial_sentiment.alerts.odds import amount
from scaffold_financial_sentiment.detection.key import ALL_TOPICS
from scaffold_financial_sentiment.durations import written
from scaffold_financial_sentiment.incidents.incident import OPEN
from scaffold_financial_sentiment.incidents.severity import rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scaffold_financial_sentiment.incidents.incident import Incident

STYLES = {
    "low": {"bold": True},
    "medium": {"fg": "black", "bg": "yellow"},
    "high": {"fg": "white", "bg": "bright_red"},
    "critical": {"fg": "white", "bg": "red", "bold": True},
}

_COLUMNS = ("SEVERITY", "COMPANY", "TOPICS", "SINCE (UTC)", "STATUS", "SEEN", "USUAL", "P")
_LONGEST_NAME, _LONGEST_TOPICS, _LONGEST_OWNER, _LONGEST_HEADLINE = 24, 20, 14, 110


def strongest_first(incidents: Iterable[Incident]) -> list[Incident]:
    """The gravest first, among those the least likely, then those furthest above the usual."""
    return sorted(incidents, key=lambda each: (-rank(each.severity), _chance(each), -_ratio(each), each.began, each.id))


def open_first(incidents: Iterable[Incident]) -> list[Incident]:
    """Open ones first; of both those that opened last."""
    return sorted(incidents, key=lambda each: (each.status != OPEN, -each.opened, each.id))


def table_of(incidents: Sequence[Incident], names: Mapping[str, str], *, number: bool = False) -> str:
    """A row for each incident; below it the headline that stands for it, its evidence, and its id.

    :param number: whether rows are numbered.
    """
    header = ("", *_COLUMNS)
    rows = [
        (f"{place}." if number else "", *_cells(incident, names)) for place, incident in enumerate(incidents, start=1)
    ]
    header_line, *lines = columns(header, rows).splitlines()
    blocks = [
        f"{_coloured(line, incident)}\n{_below(incident)}" for line, incident in zip(lines, incidents, strict=True)
    ]
    return "\n".join([click.style(header_line, dim=True), *blocks])


def topics_of(incident: Incident) -> str:
    """Its topics, or that they are all counted together."""
    topics = dict.fromkeys(clean(key.topic) for key in incident.keys if key.topic != ALL_TOPICS)
    return ", ".join(topics) or "all"


def name_of(company: str, names: Mapping[str, str]) -> str:
    """The name of a company for people; its id where that is not known."""
    return clean(names.get(company, company))


def record_of(incident: Incident, names: Mapping[str, str]) -> dict[str, Any]:
    """An incident as JSON, with the name of its company."""
    return {"company": incident.company, "name": names.get(incident.company), **incident_record(incident)}


def _cells(incident: Incident, names: Mapping[str, str]) -> tuple[str, ...]:
    return (
        incident.severity,
        _short(name_of(incident.company, names), _LONGEST_NAME),
        _short(topics_of(incident), _LONGEST_TOPICS),
        for_people(incident.began).removesuffix(" UTC"),
        _status(incident),
        f"{amount(incident.seen)} in {written(incident.window)}",
        amount(incident.expected),
        _small(incident.p),
    )


def _small(p: float) -> str:
    """A probability in few characters.

    >>> _small(3.2e-9), _small(0.25)
    ('3e-09', '0.25')
    """
    if math.isnan(p):
        return "?"
    return f"{p:.0e}" if p < 0.01 else f"{p:.2g}"


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def _status(incident: Incident) -> str:
    if incident.closed is not None:
        return f"closed: {_length(incident.closed - incident.began)}"
    if incident.acknowledged:
        return f"open: {_short(clean(incident.acknowledged), _LONGEST_OWNER)}"
    return "open: muted" if incident.muted else "open"


def _length(seconds: float) -> str:
    """So many minutes, hours or days.

    >>> _length(2400), _length(30_000), _length(400_000)
    ('40m', '8h', '5d')
    """
    if seconds < 3600:
        return f"{math.ceil(seconds / 60)}m"
    return f"{seconds / 3600:.0f}h" if seconds < 2 * 86_400 else f"{seconds / 86_400:.0f}d"


def _below(incident: Incident) -> str:
    headline = clean(incident.stories[0].text, _LONGEST_HEADLINE) if incident.stories else "no story is kept"
    return f"     {headline}\n" + click.style(f"     {evidence(incident.stories)}; {clean(incident.id)}", dim=True)


def _coloured(line: str, incident: Incident) -> str:
    """The line with its severity in colour."""
    before, word, after = line.partition(incident.severity)
    return before + click.style(word, **STYLES[incident.severity]) + after  # type: ignore[arg-type]


def _chance(incident: Incident) -> float:
    return 1.0 if math.isnan(incident.p) else incident.p


def _ratio(incident: Incident) -> float:
    return incident.seen / incident.expected if incident.expected > 0 else math.inf
