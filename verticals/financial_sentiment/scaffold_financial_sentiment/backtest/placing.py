"""Where and when made-up incidents are put: at random, where nothing known is near."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scaffold_financial_sentiment.backtest.exposure import known_spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold_financial_sentiment.backtest.count_log import CountLog
    from scaffold_financial_sentiment.backtest.known import KnownIncident
    from scaffold_financial_sentiment.backtest.usual import UsualRates
    from scaffold_financial_sentiment.detection.key import Key

RATE_EDGES = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
"""Usual negative stories an hour that divide places into bins; the first bin lies below the first edge."""
_HOUR = 3600.0
_TRIES = 200


@dataclass(frozen=True, slots=True)
class Place:
    """A key and a time.

    :ivar number: of the key in its log.
    :ivar start: the beginning of a tick, in seconds since 1970 UTC.
    :ivar usual: negative stories that the key usually has in the stretch after `start` that was asked for.
    :ivar rate: the same as stories an hour.
    """

    key: Key
    number: int
    start: float
    usual: float
    rate: float

    @property
    def bin(self) -> int:
        """Number of its bin of usual rates, from 0 on."""
        return int(np.searchsorted(RATE_EDGES, self.rate, side="right"))


def bin_name(number: int) -> str:
    """A bin in words.

    >>> bin_name(0), bin_name(2), bin_name(6)
    ('below 0.03', '0.1 to 0.3', '10 and more')
    """
    if number == 0:
        return f"below {RATE_EDGES[0]:g}"
    if number == len(RATE_EDGES):
        return f"{RATE_EDGES[-1]:g} and more"
    return f"{RATE_EDGES[number - 1]:g} to {RATE_EDGES[number]:g}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What places are asked for; times in seconds.

    :ivar count: how many in all; the bins of usual rates get the same number as far as there are keys for them.
    :ivar stretch: length of the stretch whose usual rate decides the bin.
    :ivar length: of the incident that will stand there.
    :ivar apart: between the starts of two places of one company, at least.
    :ivar warm_up: from the first news of a key on to the first place.
    """

    count: int
    stretch: float
    length: float
    apart: float
    warm_up: float


def places_in(
    log: CountLog, usual: UsualRates, known: Sequence[KnownIncident], wanted: Wanted, *, seed: int = 0
) -> list[Place]:
    """Places drawn at random, ordered by time and key; fewer than wanted where there is no room for more."""
    return _Placing(log, usual, known, wanted, seed).places()


class _Placing:
    """One draw of places."""

    def __init__(
        self, log: CountLog, usual: UsualRates, known: Sequence[KnownIncident], wanted: Wanted, seed: int
    ) -> None:
        self._log = log
        self._usual = usual
        self._known = known
        self._wanted = wanted
        self._rng = np.random.default_rng(seed)
        self._taken: defaultdict[str, list[float]] = defaultdict(list)

    def places(self) -> list[Place]:
        """Draw many, then take the bins in turn."""
        bins: defaultdict[int, list[Place]] = defaultdict(list)
        for _ in range(_TRIES * self._wanted.count):
            place = self._drawn()
            if place is not None:
                bins[place.bin].append(place)
        queues = [iter(bins[number]) for number in sorted(bins)]
        chosen: list[Place] = []
        while queues and len(chosen) < self._wanted.count:
            for queue in list(queues):
                place = next((each for each in queue if self._is_free(each)), None)
                if place is None:
                    queues.remove(queue)
                elif len(chosen) < self._wanted.count:
                    chosen.append(place)
                    self._taken[place.key.company].append(place.start)
        return sorted(chosen, key=lambda place: (place.start, place.key))

    def _drawn(self) -> Place | None:
        """A place at random; None where an incident would not be quiet or not in the log, or nothing is usual."""
        log, wanted = self._log, self._wanted
        number = int(self._rng.integers(len(log.keys)))
        share = float(self._rng.random())
        earliest = float(self._usual.first[number]) + wanted.warm_up
        latest = log.until - wanted.length
        if latest <= earliest:
            return None
        tick = int((earliest + share * (latest - earliest)) // log.tick)
        start, key = tick * log.tick, log.keys[number]
        near = wanted.apart / 2
        spans = known_spans(self._known, key._replace(topic="*"), near)
        if any(first - near - wanted.length < start < last for first, last in spans):
            return None
        expected = self._usual.expected(number, np.arange(tick, tick + round(wanted.stretch / log.tick)), log.tick)
        total = float(expected.sum())
        return Place(key, number, start, total, total * _HOUR / wanted.stretch) if total > 0 else None

    def _is_free(self, place: Place) -> bool:
        return all(abs(place.start - other) >= self._wanted.apart for other in self._taken[place.key.company])
