"""The stories of the last days, and which of them an item belongs to."""

from __future__ import annotations

import heapq
from dataclasses import replace
from typing import TYPE_CHECKING

from scaffold_financial_sentiment.copies.entry import Entry
from scaffold_financial_sentiment.copies.index import StoryIndex
from scaffold_financial_sentiment.copies.story import Placed, Story
from scaffold_financial_sentiment.copies.story_row import StoryRow, of_bytes, to_bytes
from scaffold_financial_sentiment.copies.title import LONGEST
from scaffold_financial_sentiment.news.item import Item

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scaffold_financial_sentiment.copies.fingerprint import Fingerprint
    from scaffold_financial_sentiment.understanding.understood import Understood

Row = tuple[str, float, bytes]
"""Id of a story, its time, and its content."""


class Stories:
    """Puts items together that tell the same news, as they come.

    What it answers depends on the order of the items and on nothing else: not on how they are cut into calls, nor on
    whether it was stored and restored between them.

        placed = stories.add(item, understood)
        if placed.is_new: ...

    :param within: seconds for which a story lives, counted from its first item.
    :param same_words: Jaccard similarity from which two headlines are one story, over 0 to 1.
    :param same_meaning: cosine of embeddings from which two headlines are one story, over 0 to 1.
    :param most: stories that are kept; the oldest are forgotten first.
    """

    def __init__(self, within: float, same_words: float, same_meaning: float, most: int) -> None:
        self._within, self._most = within, most
        self._index = StoryIndex(within, same_words, same_meaning)
        self._ages: list[tuple[float, str]] = []
        self._changed: dict[str, None] = {}
        self._gone: dict[str, None] = {}

    def __len__(self) -> int:
        return len(self._index)

    def get(self, story: str) -> Story | None:
        """A story by its id; None if there is none, or it is forgotten."""
        entry = self._index.get(story)
        return entry.story if entry else None

    def add(self, item: Item, understood: Understood) -> Placed:
        """Find the story of an item, or begin one. `add_many` is faster."""
        return self.add_many([item], [understood])[0]

    def add_many(
        self,
        items: Sequence[Item],
        understoods: Sequence[Understood],
        fingerprints: Iterable[Fingerprint] | None = None,
    ) -> list[Placed]:
        """What `add` gives for one item after the other.

        Stories that are too old for an item are forgotten when it comes: items come in the order of their time,
        apart from late ones.

        :param fingerprints: what `fingerprints` gave for the items, if it was called before.
        """
        known = self.fingerprints(items, understoods) if fingerprints is None else fingerprints
        return [
            self._add(item, understood, fingerprint)
            for item, understood, fingerprint in zip(items, understoods, known, strict=True)
        ]

    def fingerprints(self, items: Sequence[Item], understoods: Sequence[Understood]) -> Iterator[Fingerprint]:
        """What is compared of items, for `add_many`: many at once take a fraction of the time of one by one."""
        return self._index.fingerprints.of(items, understoods)

    def forget_before(self, time: float) -> None:
        """Forget stories that began before a time."""
        while self._ages and self._ages[0][0] < time:
            self._forget_oldest()

    def changed(self) -> tuple[list[Row], list[str]]:
        """Rows to store, and ids to delete, since the last call."""
        rows = []
        for story in self._changed:
            entry = self._index.get(story)
            if entry is not None:
                entry.is_stored = True
                rows.append((story, entry.story.time, to_bytes(_row(entry))))
        gone = list(self._gone)
        self._changed, self._gone = {}, {}
        return rows, gone

    def restore(self, rows: Iterable[Row]) -> None:
        """Take up stored rows, in any order; afterwards it answers what the one that stored them would have answered.

        :raises DataError: for a row that is no story.
        """
        kept = sorted((of_bytes(*row) for row in rows), key=lambda row: row.place)
        fingerprints = self._index.fingerprints.of(
            [_first(row) for row in kept], [row.story.understood for row in kept]
        )
        for row, fingerprint in zip(kept, fingerprints, strict=True):
            entry = Entry.of(row.story, row.place, row.publisher, fingerprint._replace(vector=row.vector))
            entry.others = tuple(row.others)
            entry.is_stored = True
            self._take(entry, fingerprint)

    def _add(self, item: Item, understood: Understood, fingerprint: Fingerprint) -> Placed:
        self.forget_before(item.time - self._within)
        entry = self._index.get(item.id) or self._index.find(item.time, fingerprint, understood)
        if entry is not None:
            self._changed[entry.story.id] = None
            is_new_source = entry.join(item.source)
            return Placed(entry.story, False, is_new_source)
        story = _begun(item, understood)
        entry = Entry.of(story, self._index.last_place + 1, item.source, fingerprint)
        entry.is_stored = item.id in self._gone
        self._gone.pop(item.id, None)
        self._changed[item.id] = None
        self._take(entry, fingerprint)
        while len(self) > self._most:
            self._forget_oldest()
        return Placed(story, True, bool(item.source))

    def _take(self, entry: Entry, fingerprint: Fingerprint) -> None:
        self._index.add(entry, fingerprint)
        heapq.heappush(self._ages, entry.age)

    def _forget_oldest(self) -> None:
        _, story = heapq.heappop(self._ages)
        entry = self._index.get(story)
        assert entry is not None
        self._index.remove(entry)
        self._changed.pop(story, None)
        if entry.is_stored:
            self._gone[story] = None


def _begun(item: Item, understood: Understood) -> Story:
    sources = (item.source,) if item.source else ()
    plain = understood if understood.vector is None else replace(understood, vector=None)
    return Story(item.id, item.text[:LONGEST], item.time, item.url, sources, 1, plain, len(sources))


def _row(entry: Entry) -> StoryRow:
    return StoryRow(entry.story, entry.place, entry.publisher, entry.others, entry.vector)


def _first(row: StoryRow) -> Item:
    """The first item of a story, as far as fingerprints look at it."""
    story = row.story
    return Item(story.id, story.text, story.time, row.publisher, story.url)
