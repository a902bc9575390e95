"""Pairs of texts for the head `interest`: what a user had, and what came next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from scaffold.data.columns import ColumnMap
from scaffold.data.dataset import Dataset
from scaffold.data.example import Example
from scaffold.data.examples import Examples
from scaffold.data.labels.pair_labels import TOGETHER
from scaffold.errors import DataError
from scaffold_recommendation.data.first_rows import first_rows
from scaffold_recommendation.data.reading import SAMPLE, read_data
from scaffold_recommendation.data.splits import PARTS, SHARES, assign

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from scaffold.settings import DataSettings
    from scaffold_recommendation.data.interactions import Interactions
    from scaffold_recommendation.data.items import Catalogue, Item
    from scaffold_recommendation.data.recommender_data import RecommenderData
    from scaffold_recommendation.data.settings import ReadingSettings

HEAD = "interest"
HISTORY = 5
"""Items of a user that stand in a text."""
MOST_PAIRS = 6_000


def load_pairs(
    path: Path | None, settings: DataSettings, reading: ReadingSettings | None = None, *, most: int = MOST_PAIRS
) -> Dataset:
    """What users had in text, each with the text of what they took next; None for the sample.

    :param path: as `read_data` takes it.
    :param most: pairs in all splits together.
    :raises DataError: naming file and line; if no item has a text, or no user took two of them.
    """
    data = read_data(path, reading, settings)
    return pairs_of(data, str(path or SAMPLE), most=most)


def history_text(items: Sequence[Item]) -> str:
    """The last few items of a user as one text, the newest last; empty if none of them has a text.

    >>> from scaffold_recommendation.data.items import Item
    >>> history_text([Item("1", "Alien"), Item("2"), Item("3", "Heat")])
    'Alien; Heat'
    """
    told = [item.title or item.text for item in items if item.text]
    return "; ".join(told[-HISTORY:])


def pairs_of(data: RecommenderData, where: str, *, most: int = MOST_PAIRS) -> Dataset:
    """Pairs of data that are already read, split by time for all users alike.

    An item that a user had before is no second text. Of more pairs than wanted, the newest of every user come first,
    then the second newest, and so on. Without times, users are split instead, and the order of their items is random.

    :param where: what messages name.
    :raises DataError: as `load_pairs` does.
    """
    taken = _Taken.of(data, where)
    splits: dict[str, Examples] = {}
    notes = [*data.notes, taken.note]
    for number, (name, share) in enumerate(zip(PARTS, SHARES, strict=True)):
        rows = taken.rows(number)
        kept = taken.newest(rows, max(1, int(most * share)))
        if len(kept) < len(rows):
            notes.append(f"{name}: {len(kept):,} of {len(rows):,} pairs, the newest of every user first")
        splits[name] = Examples.from_iter(taken.examples(kept))
    if not all(len(examples) for examples in splits.values()):
        raise DataError(
            "there are too few pairs of a user's items with the next one to keep some aside",
            where=where,
            hint="Give more events of each user, and texts for more items.",
        )
    columns = ColumnMap("history", "next item", {HEAD: "next item"}, id="id", time="time" if taken.dated else None)
    return Dataset(splits, columns, data.files, tuple(notes), kinds={HEAD: "embedding"})


@dataclass(frozen=True)
class _Taken:
    """What users took that has a text, each item of a user once, by user and then in the order of time.

    :ivar place: of each event among its user's, 0 the first, (events,).
    :ivar parts: number of the split of each, (events,).
    """

    events: Interactions
    catalogue: Catalogue
    place: NDArray[np.int64]
    parts: NDArray[np.int8]
    dated: bool
    note: str

    @classmethod
    def of(cls, data: RecommenderData, where: str) -> _Taken:
        has_text = np.array([bool(item.text) for item in data.catalogue])
        if not has_text.any():
            raise DataError(
                "no item has a text, so nothing can be learned from texts",
                where=where,
                hint="Give a file of items with titles beside the events.",
            )
        events = data.interactions
        events = events.select(np.flatnonzero((events.weight > 0) & has_text[events.item]))
        dated = events.is_dated
        chance = np.random.default_rng(0)
        events = events.select(np.lexsort((events.time if dated else chance.random(len(events)), events.user)))
        events = events.select(first_rows(events.user * len(data.catalogue) + events.item, ()))
        place = np.arange(len(events)) - np.searchsorted(events.user, events.user)
        if not place.any():
            raise DataError(
                "no user took two items that have a text", where=where, hint="Give more events, or more texts."
            )
        if dated:
            return cls(events, data.catalogue, place, assign(events), dated, "pairs are split by time")
        of_user = np.searchsorted(
            np.cumsum(SHARES[:2]), chance.permutation(len(events.users)) / len(events.users), "right"
        )
        note = "events have no time: pairs are split by user, and which item is the next is chosen at random"
        return cls(events, data.catalogue, place, of_user.astype(np.int8)[events.user], dated, note)

    def rows(self, part: int) -> NDArray[np.int64]:
        """Events of a split before which their user took something."""
        return np.flatnonzero((self.parts == part) & (self.place > 0))

    def newest(self, rows: NDArray[np.int64], most: int) -> NDArray[np.int64]:
        """Some of the rows, those of every user that are newest first."""
        user = self.events.user[rows]
        # Rows are in the order of users and times: how many of the same user come behind each.
        behind = np.searchsorted(user, user, "right") - 1 - np.arange(len(rows))
        kept = np.lexsort((-self.events.time[rows], behind))[:most]
        return np.sort(rows[kept])

    def examples(self, rows: NDArray[np.int64]) -> Iterator[Example]:
        """An example of each row, with the items before it as text."""
        for row in rows.tolist():
            before = range(row - min(HISTORY, int(self.place[row])), row)
            user, item = self.events.users[int(self.events.user[row])], self.catalogue[int(self.events.item[row])]
            yield Example(
                history_text([self.catalogue[int(self.events.item[each])] for each in before]),
                item.text,
                {HEAD: TOGETHER},
                id=f"{user} {item.id}",
                time=datetime.fromtimestamp(float(self.events.time[row]), UTC) if self.dated else None,
                group=None if self.dated else user,
                metadata={"item": item.id},
            )
