"""Source: a file of dated news, played in the order of its times, as fast as it goes or at a chosen speed."""

from __future__ import annotations

import math
import time
from collections import deque
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from scaffold.errors import DataError
from scaffold_financial_sentiment.news.item import Item, Reject
from scaffold_financial_sentiment.news.open import read_news
from scaffold_financial_sentiment.stream.draft import Draft
from scaffold_financial_sentiment.stream.pause import Pause
from scaffold_financial_sentiment.stream.row_file import HEAD, begins_with, head_of_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from scaffold_financial_sentiment.stream.source import Batch

FIRST_REJECTS = 5

_SHORT = 0.05
"""Seconds that are not worth waiting."""


@dataclass(slots=True)
class Contents:
    """What a file of news holds.

    :ivar first: the earliest time, in seconds since 1970 UTC; `last` is the latest.
    :ivar disorder: seconds by which an item comes behind a later one, at most.
    :ivar rejected: entries that cannot be used; `rejects` are the first of them.
    """

    items: int = 0
    first: float = math.inf
    last: float = -math.inf
    disorder: float = 0.0
    rejected: int = 0
    rejects: list[Reject] = field(default_factory=list)

    @classmethod
    def of(cls, entries: Iterable[Item | Reject]) -> Contents:
        """Look at all entries, and keep none of them."""
        found = cls()
        for entry in entries:
            if isinstance(entry, Reject):
                found.rejected += 1
                if len(found.rejects) < FIRST_REJECTS:
                    found.rejects.append(entry)
                continue
            found.items += 1
            found.disorder = max(found.disorder, found.last - entry.time)
            found.first, found.last = min(found.first, entry.time), max(found.last, entry.time)
        return found

    @property
    def entries(self) -> int:
        """Items and rejects."""
        return self.items + self.rejected


class DatedFile:
    """The items of one file, once; the position counts them.

    The file is read twice: the first time for its times alone. It is held in memory only if it has to be sorted.

    :param lateness: seconds by which items may come behind later ones without being sorted.
    :param speed: seconds of news in a second; 0 for as fast as it goes.
    :ivar contents: what was found in it.
    :ivar is_sorted: whether its items are put into order.
    :raises DataError: if it cannot be read, or holds no usable item.
    """

    def __init__(self, path: Path, *, batch: int, largest: int, lateness: float, speed: float = 0.0) -> None:
        self.name = f"replay:{path.absolute()}"
        self._path = path
        self._batch = batch
        self._largest = largest
        self._speed = speed
        self._pause = Pause()
        if path.is_dir():
            raise DataError("this is a folder", where=str(path), hint="A replay reads one file: give its path.")
        self.contents = Contents.of(read_news(path, largest=largest))
        if not self.contents.items:
            first = f"; the first entry: {self.contents.rejects[0].reason}" if self.contents.rejects else ""
            raise DataError(f"there is no usable news in it{first}", where=str(path), hint="Give dated headlines.")
        self.is_sorted = self.contents.disorder > lateness
        self._head = head_of_path(path, HEAD)

    def batches(self, position: Mapping[str, Any] | None) -> Iterator[Batch]:
        """Batches up to the end of the file.

        :raises DataError: if a position is not one of this file, or the file cannot be read.
        """
        done = self._start(position)
        draft, due = Draft(self._batch), _Due(self._speed)
        for entry in islice(self._entries(), done, None):
            if isinstance(entry, Item) and (wait := due.seconds_to(entry.time)) > _SHORT:
                if draft:
                    yield draft.batch(self._position(done))
                yield from self._pause.idle(wait, self._position(done))
            if self._pause.is_closed:
                return
            draft.add(entry)
            done += 1
            if draft.is_full:
                yield draft.batch(self._position(done))
        if draft:
            yield draft.batch(self._position(done))

    def committed(self, position: Mapping[str, Any]) -> None:
        """Nothing is dropped: a file keeps what it has."""

    def close(self) -> None:
        """End `batches`."""
        self._pause.close()

    def _position(self, done: int) -> dict[str, Any]:
        position = {"head": self._head, "entries": done}
        return {**position, "sorted": self.contents.entries} if self.is_sorted else position

    def _start(self, position: Mapping[str, Any] | None) -> int:
        """How many entries were read before. What grew at its end may go on, unless that changes the order."""
        if not position:
            return 0
        same_order = position.get("sorted") == (self.contents.entries if self.is_sorted else None)
        if not same_order or not begins_with(self._path, str(position["head"]), 0):
            raise DataError(
                "this file changed since it was replayed into this state",
                where=str(self._path),
                hint="Add --fresh to empty the state and read it anew, or choose another --state.",
            )
        return int(position["entries"])

    def _entries(self) -> Iterator[Item | Reject]:
        entries = read_news(self._path, largest=self._largest)
        if not self.is_sorted:
            return entries
        waiting = deque(sorted(entries, key=lambda each: each.time if isinstance(each, Item) else -math.inf))
        # Let go of each item as it is given.
        return (waiting.popleft() for _ in range(len(waiting)))


class _Due:
    """When an item is to be given: the first at once, the others as their times lie behind its own."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._began: tuple[float, float] | None = None

    def seconds_to(self, when: float) -> float:
        """Seconds until an item of this time is due; 0 or less if it is."""
        if not self._speed:
            return 0.0
        now = time.monotonic()
        if self._began is None:
            self._began = now, when
        began, first = self._began
        return began + (when - first) / self._speed - now
