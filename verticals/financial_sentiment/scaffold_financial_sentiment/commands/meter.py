"""What a person sees of a running monitor: how much was read, and what could not be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold_financial_sentiment.alerts.clean import clean
from scaffold_financial_sentiment.alerts.moments import for_people
from scaffold_financial_sentiment.commands.status_line import Pace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold_financial_sentiment.commands.monitoring import Monitoring
    from scaffold_financial_sentiment.commands.status_line import StatusLine
    from scaffold_financial_sentiment.news.item import Reject
    from scaffold_financial_sentiment.stream.source import Batch

MOST_SHOWN = 5
"""Rejects that are shown; the others are counted."""

_LONGEST_PLACE, _LONGEST_REASON = 200, 300


class Meter:
    """Counts what was read and keeps the status line up to date.

    :param total: how many entries a file of the past holds, whose times are shown then; None for news of today.
    """

    def __init__(self, monitoring: Monitoring, status: StatusLine, total: int | None = None) -> None:
        self._monitoring = monitoring
        self._status = status
        self._total = total
        self._pace = Pace()
        self._newest: float | None = None
        self.read = 0

    def took(self, batch: Batch) -> None:
        """Be told of a batch that is stored."""
        self.read += len(batch.items) + len(batch.rejects)
        if batch.items:
            self._newest = batch.items[-1].time
        self._status.show(self._text)

    def _text(self) -> str:
        monitor, store = self._monitoring.monitor, self._monitoring.store
        parts = [
            f"{self.read:,} of {self._total:,} ({self.read / self._total:.0%})"
            if self._total
            else f"{self.read:,} read",
            f"{self._pace.at(self.read):,.0f}/s",
            for_people(self._newest) if self._total and self._newest is not None else "",
            f"{monitor.waiting:,} waiting",
            f"{store.incidents.count().get('open', 0):,} open",
        ]
        return "  ".join(filter(None, parts))


class Refusals:
    """Shows the first rejects with place and reason, and counts the others."""

    def __init__(self, status: StatusLine) -> None:
        self._status = status
        self.count = 0

    def add(self, rejects: Sequence[Reject]) -> None:
        """Be told of rejects."""
        for reject in rejects:
            self.count += 1
            if self.count <= MOST_SHOWN:
                place, reason = clean(reject.where, _LONGEST_PLACE), clean(reject.reason, _LONGEST_REASON)
                self._status.warn(f"Not used: {place}: {reason}")
            elif self.count == MOST_SHOWN + 1:
                self._status.warn("Not used: more like this, which are only counted from now on.")
