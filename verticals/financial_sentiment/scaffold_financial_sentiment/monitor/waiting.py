"""The waiting room: items wait there until nothing earlier can come any more."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scaffold_financial_sentiment.state.waiting import WaitingItem


class WaitingRoom:
    """Items by tick. They leave tick by tick, in an order that does not depend on how they came."""

    def __init__(self) -> None:
        self._of_tick: dict[int, list[WaitingItem]] = {}
        self._ticks: list[int] = []
        self._new: dict[int, WaitingItem] = {}
        self._gone: list[int] = []
        self._count = 0
        self._next = 1

    def __len__(self) -> int:
        return self._count

    @property
    def next_number(self) -> int:
        """The number of the next item that comes."""
        return self._next

    @property
    def first_tick(self) -> int | None:
        """The earliest tick that an item waits for; None if none waits."""
        return self._ticks[0] if self._ticks else None

    @property
    def last_tick(self) -> int | None:
        """The latest tick that an item waits for; None if none waits."""
        return max(self._ticks, default=None)

    def add(self, item: WaitingItem) -> None:
        """Let an item wait."""
        if item.tick not in self._of_tick:
            self._of_tick[item.tick] = []
            heapq.heappush(self._ticks, item.tick)
        self._of_tick[item.tick].append(item)
        self._count += 1
        self._next = max(self._next, item.number + 1)
        if not item.is_stored:
            self._new[item.number] = item

    def take(self, tick: int) -> list[WaitingItem]:
        """The items of a tick, by time and id; they wait no longer.

        :param tick: at most `first_tick`.
        """
        items = self._of_tick.pop(tick, [])
        if items:
            heapq.heappop(self._ticks)
        self._count -= len(items)
        for item in items:
            if self._new.pop(item.number, None) is None:
                self._gone.append(item.number)
        return sorted(items, key=lambda each: (each.item.time, each.item.id, each.source, each.number))

    def changed(self) -> tuple[list[WaitingItem], list[int]]:
        """Items to store and numbers to delete since the last call; one that came and left is neither."""
        new, gone = list(self._new.values()), self._gone
        self._new, self._gone = {}, []
        return new, gone

    def restore(self, items: Iterable[WaitingItem]) -> None:
        """Take up stored items."""
        for item in items:
            self.add(item)
