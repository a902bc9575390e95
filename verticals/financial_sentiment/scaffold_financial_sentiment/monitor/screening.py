"""Which items of a batch are taken: not those from the future, and each only once."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scaffold.text import short_hash
from scaffold_financial_sentiment.news.item import Item, Reject

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scaffold_financial_sentiment.settings import FinancialSentimentSettings
    from scaffold_financial_sentiment.state.seen import Seen
    from scaffold_financial_sentiment.state.sources import SourceState

AHEAD = 600.0
"""Seconds by which the clock of a publisher may be fast."""


@dataclass(slots=True)
class Screened:
    """What is left of a batch.

    :ivar items: those to be taken, in the order of the source.
    :ivar stamps: their hashes and stamps, to be stored.
    :ivar rejects: items from the future.
    :ivar repeated: how many were taken before.
    """

    items: list[Item] = field(default_factory=list)
    stamps: dict[int, float] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    repeated: int = 0


class Screening:
    """Knows items again by source and id, for as long as copies of a story are recognised.

    An item is stamped with its time, or for one that comes too late with the time it may at most be late. That is a
    matter of its own source alone, so that other sources and the cut into batches change nothing.

    :param now: gives the present, in seconds since 1970 UTC; None where the past is read and all times are fine.
    """

    def __init__(
        self, seen: Seen, settings: FinancialSentimentSettings, now: Callable[[], float] | None = None
    ) -> None:
        self._seen = seen
        self._within = settings.copies_within
        self._slack = settings.lateness + settings.tick
        self._now = now
        self._forgotten: dict[int, float] = {}

    def screen(self, source: SourceState, items: Sequence[Item]) -> Screened:
        """Sort out what is not to be taken; nothing is stored yet."""
        screened = Screened()
        latest = math.inf if self._now is None else self._now() + AHEAD
        newest = -math.inf if source.newest is None else source.newest
        hashes = [short_hash(f"{source.name}\0{item.id}") - (1 << 63) for item in items]
        known = self._seen.find(hashes)
        for item, name in zip(items, hashes, strict=True):
            if item.time > latest:
                screened.rejects.append(_from_future(source.name, item))
                continue
            stamp = max(item.time, newest - self._slack)
            if name in known and stamp - known[name] <= self._within:
                screened.repeated += 1
                continue
            known[name] = screened.stamps[name] = stamp
            newest = max(newest, item.time)
            screened.items.append(item)
        return screened

    def store(self, source: SourceState, stamps: dict[int, float]) -> None:
        """Store what was taken, and from time to time drop what no item can repeat any more."""
        self._seen.add(source.number, stamps.items())
        if source.newest is None:
            return
        before = source.newest - self._slack - self._within
        # Once in an hour of news is enough: an old stamp is of no effect, it only takes room.
        if before >= self._forgotten.get(source.number, -math.inf) + 3600:
            self._seen.forget(source.number, before)
            self._forgotten[source.number] = before


def _from_future(source: str, item: Item) -> Reject:
    try:
        time = datetime.fromtimestamp(item.time, UTC).isoformat(" ", "minutes")
    except (ValueError, OverflowError, OSError):
        time = f"{item.time:g} seconds"
    return Reject(f"{source}, item {item.id[:100]}", f"its time {time} is in the future")
