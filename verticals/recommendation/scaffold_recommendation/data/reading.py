"""Files of events, items and users as one record."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.data.dataset import FileInfo
from scaffold.errors import DataError
from scaffold.files import sha256
from scaffold.settings import DataSettings
from scaffold_recommendation.data import remarks
from scaffold_recommendation.data.event_log import EventLog
from scaffold_recommendation.data.event_weights import weigh
from scaffold_recommendation.data.folder import find_tables
from scaffold_recommendation.data.interactions import Interactions
from scaffold_recommendation.data.item_rows import ItemRows
from scaffold_recommendation.data.items import Catalogue, Item
from scaffold_recommendation.data.k_core import k_core
from scaffold_recommendation.data.people_rows import read_people
from scaffold_recommendation.data.recommender_data import RecommenderData
from scaffold_recommendation.data.settings import SECTION, ReadingSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold_recommendation.data.column_names import EventColumns, ItemColumns
    from scaffold_recommendation.data.tables import Table

_NOTHING: Mapping[str, Any] = MappingProxyType({})
SAMPLE = Path(__file__).parents[1] / "sample"


def read_data(
    path: Path | None, settings: ReadingSettings | None = None, data: DataSettings | None = None
) -> RecommenderData:
    """Read what users did with items; None for the sample that ships.

    :param path: a file of events, or a folder with events, items and (if there are any) users: CSV, TSV, JSON Lines,
        Parquet, RecBole's atomic files or MovieLens, plain or packed as `.gz` or `.xz`.
    :param data: of these the encoding and the longest text count.
    :raises DataError: naming file and line of what cannot be read, and what to do.
    """
    settings, path = settings or ReadingSettings(), path or SAMPLE
    tables = find_tables(path, settings, data or DataSettings())
    reading = _Reading(settings, tables.notes)
    if tables.items:
        reading.read_items(*tables.items)
    for table, columns in tables.events:
        reading.read_events(table, columns)
    if tables.people:
        reading.read_people(*tables.people)
    return reading.finish(str(path))


class _Reading:
    """One pass over all files, items first."""

    def __init__(self, settings: ReadingSettings, notes: tuple[str, ...]) -> None:
        self._settings = settings
        self._catalogue = Catalogue()
        self._described = 0
        self._log = EventLog(self._catalogue.ids, settings)
        self._people: Mapping[str, Mapping[str, Any]] = {}
        self._files: list[FileInfo] = []
        self._notes = list(notes)

    def read_items(self, table: Table, columns: ItemColumns) -> None:
        rows = ItemRows(table, columns)
        self._done(table, rows.read(self._catalogue), columns.by_role)
        self._described = len(self._catalogue)
        self._notes += rows.notes

    def read_events(self, table: Table, columns: EventColumns) -> None:
        self._done(table, self._log.read(table, columns), columns.by_role)

    def read_people(self, table: Table, column: str) -> None:
        self._people, rows = read_people(table, column)
        self._done(table, rows, {"user": column})
        again = rows - len(self._people)
        if again:
            self._notes.append(f"{table.name}: {again:,} rows have the id of a user before them and count in its place")

    def _done(self, table: Table, rows: int, columns: Mapping[str, str]) -> None:
        path = table.source.path
        self._files.append(FileInfo(str(path), sha256(path), rows, table.source.encoding, None))
        told = ", ".join(f"{role}: {name}" for role, name in columns.items())
        used = ", ".join(columns.values()).split(", ")
        others = ", ".join(name for name in table.columns if name not in used)
        self._notes += [f"{table.name}: {note}" for note in table.source.notes]
        self._notes.append(f"{table.name}: read as {told}" + (f"; other columns: {others}" if others else ""))

    def finish(self, where: str) -> RecommenderData:
        """What was read as one record."""
        events, notes = self._events()
        ids = self._catalogue.ids
        for number in range(self._described, len(ids)):
            self._catalogue.put(Item(ids[number], fields=_NOTHING))
        self._check(events, where)
        self._notes += [*notes, *remarks.on_events(events), *remarks.on_items(self._catalogue, self._described)]
        if self._settings.k_core:
            events, dropped = k_core(events, self._settings.k_core)
            self._notes += dropped
        return RecommenderData(events, self._catalogue, self._people, tuple(self._files), tuple(self._notes))

    def _events(self) -> tuple[Interactions, tuple[str, ...]]:
        read = self._log.finish()
        kinds = tuple(self._log.kinds)
        weight, notes = weigh(read, kinds, self._settings)
        users, items = read.user.astype(np.int64), read.item.astype(np.int64)
        columns = (users, items, weight, read.rating, read.time, read.kind)
        return Interactions(self._log.users, self._catalogue.ids, *columns, kinds), (*self._log.notes, *notes)

    def _check(self, events: Interactions, where: str) -> None:
        """There is something to choose from, and somebody wanted something."""
        if len(self._catalogue) < 2:
            raise DataError(
                f"there is only one item ({self._catalogue[0].id[:60]!r}), and recommending needs two",
                where=where,
                hint="Give events with more items, or a file of items beside them.",
            )
        if not (events.weight > 0).any():
            raise DataError(
                "no event says anything for an item: each of them weighs 0" if len(events) else "no event is left",
                where=where,
                hint=f"Look at {SECTION}.min_rating, {SECTION}.weights and {SECTION}.future.",
            )
