"""Alarms to episodes: one surge of bad news is one episode, however many ticks it sounds in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scaffold_financial_sentiment.backtest.replay import Alarm
    from scaffold_financial_sentiment.detection.detector import Signal
    from scaffold_financial_sentiment.detection.key import Key


@dataclass(frozen=True, slots=True)
class Episode:
    """A surge as a detector saw it; all times in seconds since 1970 UTC.

    :ivar begins: the key and the time of the alarm that began it; several for an episode of a whole company, in the
        order of their times.
    :ivar last: time of its last alarm.
    :ivar ended: when it had been quiet for long enough.
    :ivar alarms: how many there were.
    :ivar strongest: the signal with the lowest probability by chance.
    """

    begins: tuple[tuple[Key, float], ...]
    last: float
    ended: float
    alarms: int
    strongest: Signal

    @property
    def key(self) -> Key:
        """Where it began."""
        return self.begins[0][0]

    @property
    def began(self) -> float:
        """Time of its first alarm."""
        return self.begins[0][1]


def episodes_of(alarms: Iterable[Alarm], *, quiet_for: float, cool_down: float) -> list[Episode]:
    """Episodes of keys, in the order of their first alarms.

    An episode ends when there was no alarm for `quiet_for` seconds; an alarm within `cool_down` seconds after that
    opens it again.
    """
    by_key: defaultdict[Key, list[Episode]] = defaultdict(list)
    for alarm in sorted(alarms, key=lambda alarm: alarm.time):
        key = alarm.signal.key
        single = Episode(((key, alarm.time),), alarm.time, alarm.time + quiet_for, 1, alarm.signal)
        own = by_key[key]
        if own and alarm.time <= own[-1].ended + cool_down:
            own[-1] = replace(_joined(own[-1], single), begins=own[-1].begins)
        else:
            own.append(single)
    return _ordered(episode for own in by_key.values() for episode in own)


def by_company(episodes: Iterable[Episode], *, cool_down: float) -> list[Episode]:
    """Episodes of companies: those of their keys joined where one begins before another is over and cooled down."""
    by_name: defaultdict[str, list[Episode]] = defaultdict(list)
    for episode in _ordered(episodes):
        own = by_name[episode.key.company]
        if own and episode.began <= own[-1].ended + cool_down:
            own[-1] = _joined(own[-1], episode)
        else:
            own.append(episode)
    return _ordered(episode for own in by_name.values() for episode in own)


def _joined(first: Episode, second: Episode) -> Episode:
    return Episode(
        first.begins + second.begins,
        max(first.last, second.last),
        max(first.ended, second.ended),
        first.alarms + second.alarms,
        min(first.strongest, second.strongest, key=lambda signal: signal.p),
    )


def _ordered(episodes: Iterable[Episode]) -> list[Episode]:
    return sorted(episodes, key=lambda episode: (episode.began, episode.key))
