"""Which alerts were about which known incident."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold_financial_sentiment.backtest.episodes import Episode
    from scaffold_financial_sentiment.backtest.known import KnownIncident


@dataclass(frozen=True, slots=True)
class Match:
    """A known incident and the episode that found it.

    :ivar at: time of the alarm that found it, in seconds since 1970 UTC.
    """

    known: KnownIncident
    episode: Episode
    at: float

    @property
    def delay(self) -> float:
        """Seconds from the start of the incident to the alarm."""
        return self.at - self.known.start


@dataclass(frozen=True, slots=True)
class Matching:
    """Every known incident is in `found` or in `missed`; every episode in `found`, `repeated` or `false`.

    :ivar found: one episode and one known incident each.
    :ivar repeated: episodes about a known incident that another episode had found.
    :ivar false: episodes about nothing known.
    """

    found: tuple[Match, ...]
    missed: tuple[KnownIncident, ...]
    repeated: tuple[Episode, ...]
    false: tuple[Episode, ...]


def match(episodes: Sequence[Episode], known: Sequence[KnownIncident], *, grace: float) -> Matching:
    """Give each episode, in the order of their times, to the known incident that would be over first.

    An episode can be about an incident when one of its beginnings is at a key that concerns it, from the incident's
    start on and up to `grace` seconds after its end.
    """
    open_ones = sorted(known, key=lambda incident: (incident.end, incident.start, incident.id))
    by_company: dict[str, list[KnownIncident]] = {}
    for incident in open_ones:
        by_company.setdefault(incident.company, []).append(incident)
    found: dict[str, Match] = {}
    repeated, false = [], []
    for episode in episodes:
        about = [
            Match(incident, episode, at)
            for incident in by_company.get(episode.key.company, ())
            if (at := _time_within(episode, incident, grace)) is not None
        ]
        new = next((each for each in about if each.known.id not in found), None)
        if new is not None:
            found[new.known.id] = new
        elif about:
            repeated.append(episode)
        else:
            false.append(episode)
    missed = tuple(incident for incident in known if incident.id not in found)
    matches = tuple(found[incident.id] for incident in known if incident.id in found)
    return Matching(matches, missed, tuple(repeated), tuple(false))


def _time_within(episode: Episode, incident: KnownIncident, grace: float) -> float | None:
    """When the episode first sounded within an incident."""
    times = (
        at for key, at in episode.begins if incident.concerns(key) and incident.start <= at <= incident.end + grace
    )
    return next(times, None)
