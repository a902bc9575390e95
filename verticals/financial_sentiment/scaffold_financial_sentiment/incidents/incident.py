"""An incident: a surge of bad news about a company, from its opening to its close."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scaffold.rules.language.effect import Severity
    from scaffold_financial_sentiment.detection.key import Key

OPEN, CLOSED = "open", "closed"


@dataclass(frozen=True, slots=True)
class Headline:
    """One story of the evidence, with its copies counted.

    :ivar story: id of the story.
    :ivar text: the representative headline: the first of its copies.
    :ivar time: when the first was published, in seconds since 1970 UTC.
    :ivar sources: who published it, in the order of their copies, each once; as many as are kept.
    :ivar copies: how many items of the story there are, the first one included.
    :ivar score: signed sentiment towards the company, from -1 to 1.
    """

    story: str
    text: str
    time: float
    sources: tuple[str, ...]
    copies: int
    score: float
    url: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """What the monitor knows of an incident; all times in seconds since 1970 UTC.

    :ivar id: the same for the same news, however often the monitor was interrupted.
    :ivar keys: company and topics concerned, the one that opened it first.
    :ivar status: `open` or `closed`.
    :ivar severity: never falls.
    :ivar opened: the end of the tick at which it was found.
    :ivar began: the time of its first story.
    :ivar updated: the end of the last tick that changed it.
    :ivar closed: when it closed; None while it is open.
    :ivar seen: negative stories in the window of the strongest signal.
    :ivar expected: how many were expected there.
    :ivar window: length of that window in seconds.
    :ivar p: probability of the strongest signal by chance.
    :ivar how: test that found it.
    :ivar stories: the evidence, representative first.
    :ivar rules: ids of rules that fired on its stories.
    :ivar events: types of event on its stories.
    :ivar route: team that a rule named; empty if none did.
    :ivar acknowledged: who has taken it; empty if nobody.
    """

    id: str
    keys: tuple[Key, ...]
    status: str
    severity: Severity
    opened: float
    began: float
    updated: float
    closed: float | None
    seen: float
    expected: float
    window: float
    p: float
    how: str
    stories: tuple[Headline, ...] = ()
    rules: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    route: str = ""
    acknowledged: str = ""
    trend: tuple[float, ...] = field(default=())
    """Mean sentiment of all its company's stories, hour by hour, the last one last; NaN where there was none."""
    counts: tuple[int, ...] = field(default=())
    """Negative stories of its company, hour by hour, the last one last: the sparkline."""
    muted: str = ""
    """Who has muted it, so that no alert is sent; empty if nobody."""

    @property
    def company(self) -> str:
        """Id of the company."""
        return self.keys[0].company
