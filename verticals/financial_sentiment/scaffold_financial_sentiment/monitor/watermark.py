"""The watermark: the time up to which all sources have told what they know."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scaffold_financial_sentiment.state.sources import SourceState

if TYPE_CHECKING:
    from collections.abc import Iterable


class Watermark:
    """Keeps the newest time of every source; the slowest of them that still has something to say holds all back.

    A source of which nothing came yet holds back too, once it is expected; an idle one does not.

    :param lateness: seconds by which items of a source may come too late.
    :ivar time: the watermark, in seconds since 1970 UTC; never falls.
    """

    def __init__(self, lateness: float) -> None:
        self._lateness = lateness
        self._sources: dict[str, SourceState] = {}
        self._present: list[SourceState] = []
        self._changed: dict[str, SourceState] = {}
        self.time = -math.inf

    @property
    def is_idle(self) -> bool:
        """Whether all sources said last that nothing more comes for now."""
        return all(source.is_idle for source in self._present)

    def source(self, name: str) -> SourceState:
        """What is known of a source, from now on counted among those that are read."""
        found = self._sources.get(name)
        if found is None:
            # It is stored with the next batch, of whichever source that is: its number must not change any more.
            number = max((source.number for source in self._sources.values()), default=0) + 1
            found = self._sources[name] = self._changed[name] = SourceState(number, name)
        if not any(found is source for source in self._present):
            self._present.append(found)
        return found

    def expect(self, names: Iterable[str]) -> None:
        """Be told which sources are read from now on; those that were known before and are not among them are over."""
        self._present = []
        for name in names:
            self.source(name)
        self._move()

    def saw(self, source: SourceState, time: float) -> None:
        """An item of a source was taken."""
        self._changed[source.name] = source
        source.is_idle = False
        if source.newest is None or time > source.newest:
            source.newest = time
            self._move()

    def rests(self, source: SourceState) -> None:
        """A source says that nothing more comes for now."""
        if not source.is_idle:
            self._changed[source.name] = source
            source.is_idle = True
        self._move()

    def advance(self, time: float) -> None:
        """Move on as if an item of that time had come from every source."""
        self.time = max(self.time, time - self._lateness)

    def changed(self) -> list[SourceState]:
        """Sources that changed since the last call, to be stored."""
        changed = list(self._changed.values())
        self._changed = {}
        return changed

    def touch(self, source: SourceState) -> None:
        """Let a source be stored the next time."""
        self._changed[source.name] = source

    def restore(self, sources: Iterable[SourceState]) -> None:
        """Take up stored sources; all of them count as read until `expect` says otherwise."""
        for source in sorted(sources, key=lambda each: each.number):
            self._sources[source.name] = source
            self._present.append(source)
        self._move()

    def _move(self) -> None:
        awake = [source for source in self._present if not source.is_idle]
        if awake:
            reached = min(-math.inf if source.newest is None else source.newest for source in awake)
        else:
            reached = max((source.newest for source in self._present if source.newest is not None), default=-math.inf)
        self.time = max(self.time, reached - self._lateness)
