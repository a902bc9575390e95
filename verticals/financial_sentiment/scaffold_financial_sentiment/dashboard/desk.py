"""How the monitor itself is doing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold_financial_sentiment.alerts.clean import clean
from scaffold_financial_sentiment.dashboard.card import lasting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scaffold_financial_sentiment.dashboard.reader import Snapshot
    from scaffold_financial_sentiment.incidents.mute import Mute

_MOST_MUTES = 50
_MOST_SOURCES = 50
_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Clock:
    """Up to when the news is counted.

    :ivar time: in seconds since 1970 UTC; None before the first item.
    :ivar now: the present, in seconds since 1970 UTC.
    :ivar usual: seconds that it is usually behind: it waits for late news.
    """

    time: float | None
    now: float
    usual: float

    @property
    def behind(self) -> float:
        """Seconds by which it is behind the present; 0 before the first item."""
        return 0.0 if self.time is None else self.now - self.time

    @property
    def is_late(self) -> bool:
        """Whether it is further behind than it usually is."""
        return self.behind > 2 * self.usual + 60

    @property
    def said(self) -> str:
        """How far it is behind, as a half-sentence."""
        if self.time is None:
            return "no news has been counted yet"
        if self.behind < -60:
            return f"{lasting(-self.behind)} ahead of this computer's clock"
        said = f"{lasting(max(self.behind, 0.0))} behind"
        return f"{said}, as usual" if not self.is_late else said

    @property
    def reason(self) -> str:
        """Why it may be as late as it is; empty if it is not."""
        if not self.is_late:
            return ""
        if self.behind > 2 * _DAY:
            return "It has read news of the past, or it was stopped."
        return "No news came since then, or the monitor does not run."


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source.

    :ivar newest: the latest time of its items, in seconds since 1970 UTC; None before the first.
    :ivar is_idle: whether it said last that nothing more comes for now.
    """

    name: str
    newest: float | None
    is_idle: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """What the monitor has done, and what people told it.

    :ivar counters: what was counted, by a name for people.
    :ivar deliveries: how many alerts were delivered, postponed and given up, by sink.
    :ivar left_out: sources that are not listed, since there are too many.
    """

    sources: Sequence[SourceView]
    left_out: int
    counters: Mapping[str, int]
    deliveries: Mapping[str, Mapping[str, int]]
    mutes: Sequence[Mute]


_COUNTERS = {
    "items": "items taken",
    "stories": "stories among them",
    "copies": "copies of a story",
    "late": "later than they may be",
    "repeated": "given twice by a source",
    "rejected": "refused",
    "future": "refused as from the future",
}


def clock_of(snapshot: Snapshot, now: float, usual: float) -> Clock:
    """The clock of the monitor that writes a state."""
    notes = snapshot.store.notes.all()
    number, tick = notes.get("next_tick"), notes.get("tick")
    if isinstance(number, int | float) and isinstance(tick, int | float) and math.isfinite(number * tick):
        return Clock(number * tick, now, usual)
    return Clock(None, now, usual)


def desk_of(snapshot: Snapshot, clock: Clock) -> Desk:
    """What is known of a monitor."""
    store = snapshot.store
    sources = store.sources.all()
    counters = store.counters.all()
    return Desk(
        [SourceView(clean(each.name, 200), each.newest, each.is_idle) for each in sources[:_MOST_SOURCES]],
        max(0, len(sources) - _MOST_SOURCES),
        {said: counters[name] for name, said in _COUNTERS.items() if name in counters},
        {clean(name, 200): found for name, found in store.outbox.states().items()},
        mutes_in_force(snapshot, clock)[:_MOST_MUTES],
    )


def mutes_in_force(snapshot: Snapshot, clock: Clock, company: str | None = None) -> list[Mute]:
    """The mutes that have not ended, of one company or of all."""
    found = snapshot.store.mutes.all(in_force_at=clock.time)
    return [mute for mute in found if company in (None, mute.company)]
