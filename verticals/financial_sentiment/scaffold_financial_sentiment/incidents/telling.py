"""When an alert is due: once at the opening, when it gets graver, and at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold_financial_sentiment.incidents import incident as state_of
from scaffold_financial_sentiment.incidents.alert import CLOSED, OPENED, RAISED, Alert
from scaffold_financial_sentiment.incidents.severity import rank

if TYPE_CHECKING:
    from scaffold_financial_sentiment.incidents.case import Case

BETWEEN = 3600.0
"""Seconds from the opening or a raise to the next raise; a critical incident does not wait."""


def due(case: Case, end: float) -> str:
    """The kind of alert that is due at the end of a tick; empty if none is.

    Nothing is told of a muted incident. What was held back is told as soon as the mute is over; an incident that
    closes before that was never told, so its close is not either. A close is told once, until something graver was.
    """
    incident = case.incident
    if incident.muted:
        return ""
    if incident.status == state_of.CLOSED:
        return CLOSED if case.told is not None and not case.is_close_told else ""
    if case.told is None:
        return OPENED
    is_graver = rank(incident.severity) > rank(case.told)
    may_tell = incident.severity == "critical" or end - case.told_at >= BETWEEN
    return RAISED if is_graver and may_tell else ""


def tell(case: Case, kind: str, end: float, company: str) -> Alert:
    """The alert, which counts as told from now on.

    :param company: name of the company, for people.
    """
    case.told = case.incident.severity
    case.told_at = case.told_at if kind == CLOSED else end
    case.alerts += 1
    case.is_close_told = kind == CLOSED
    case.is_changed = True
    return Alert(f"{case.incident.id}/{case.alerts}-{kind}", kind, end, company, case.incident)
