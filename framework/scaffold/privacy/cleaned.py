"""A text after its identifiers were replaced, and where everything went."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scaffold.privacy.finding import Kind


class Change(NamedTuple):
    """Characters `start` to `end` of the old text became `new`."""

    start: int
    end: int
    kind: Kind
    new: str


@dataclass(frozen=True)
class Cleaned:
    """The new text, with the way back and forth between its places and those of the old one.

    :ivar changes: in order, none over another.
    """

    text: str
    changes: tuple[Change, ...] = ()

    @classmethod
    def of(cls, old: str, changes: Iterable[Change]) -> Cleaned:
        """The text that `changes` make of `old`.

        >>> Cleaned.of("seen by Jane", [Change(8, 12, "NAME", "[NAME]")]).text
        'seen by [NAME]'
        """
        pieces, at = [], 0
        kept = tuple(changes)
        for change in kept:
            pieces += [old[at : change.start], change.new]
            at = change.end
        return cls("".join([*pieces, old[at:]]), kept)

    def new_span(self, start: int, end: int) -> tuple[int, int]:
        """Where characters `start` to `end` of the old text are in the new one.

        A span that begins or ends inside of what was replaced takes in all of what replaces it.

        >>> Cleaned.of("Mr Jo fell", [Change(3, 5, "NAME", "[NAME]")]).new_span(6, 10)
        (10, 14)
        """
        return self._new(start, after=False), self._new(end, after=True)

    def old_span(self, start: int, end: int) -> tuple[int, int]:
        """Where characters `start` to `end` of the new text were in the old one, in the same way."""
        return self._old(start, after=False), self._old(end, after=True)

    def _new(self, place: int, *, after: bool) -> int:
        index = bisect_right(self.changes, place, key=lambda change: change.start) - 1
        grown = sum(len(change.new) - (change.end - change.start) for change in self.changes[: max(index, 0)])
        if index < 0:
            return place
        change = self.changes[index]
        if place < change.end and not (after and place == change.start):
            return change.start + grown + (len(change.new) if after else 0)
        if after and place == change.start:
            return place + grown
        return place + grown + len(change.new) - (change.end - change.start)

    def _old(self, place: int, *, after: bool) -> int:
        grown = 0
        for change in self.changes:
            first, last = change.start + grown, change.start + grown + len(change.new)
            if place < first or (after and place == first):
                break
            if place < last:
                return change.end if after else change.start
            grown += len(change.new) - (change.end - change.start)
        return place - grown
