"""An alert: what is said about an incident at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scaffold_financial_sentiment.incidents.incident import Incident

OPENED, RAISED, CLOSED = "opened", "raised", "closed"


@dataclass(frozen=True, slots=True)
class Alert:
    """One message about an incident.

    :ivar key: idempotency key: a receiver that has seen it drops the message.
    :ivar kind: `opened`, `raised` (more severe than it was) or `closed`.
    :ivar time: end of the tick that caused it, in seconds since 1970 UTC.
    :ivar company: name of the company, for people.
    :ivar incident: as it was at that moment.
    """

    key: str
    kind: str
    time: float
    company: str
    incident: Incident
