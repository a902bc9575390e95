"""Which file of a folder holds events, which items, which users."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from scaffold.data.column_errors import ambiguous, missing_column
from scaffold.data.textfile import plain_name
from scaffold.errors import DataError, did_you_mean
from scaffold_recommendation.data.column_names import (
    EventColumns,
    ItemColumns,
    event_columns,
    find,
    item_columns,
    names_role,
    user_column,
)
from scaffold_recommendation.data.settings import SECTION, setting
from scaffold_recommendation.data.tables import Table, is_table, open_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scaffold.settings import DataSettings
    from scaffold_recommendation.data.settings import ReadingSettings

Found = TypeVar("Found")

# Folders of MovieLens hold further files, and the same ratings several times.
_MOVIELENS = (
    ("u.data", "u.item", "u.user"),
    ("ratings.dat", "movies.dat", "users.dat"),
    ("ratings.csv", "movies.csv", "users.csv"),
)


@dataclass(frozen=True)
class Tables:
    """The files to read, each with its columns.

    :ivar people: the file of users with the column of their ids.
    """

    events: tuple[tuple[Table, EventColumns], ...]
    items: tuple[Table, ItemColumns] | None = None
    people: tuple[Table, str] | None = None
    notes: tuple[str, ...] = ()


def find_tables(path: Path, settings: ReadingSettings, data: DataSettings) -> Tables:
    """The files behind a path: one of events, or a folder with events, items and users.

    :raises DataError: if nothing is there, no file has events, or it is not clear which one is meant.
    """
    if path.is_file():
        table = open_table(path, settings, data)
        return Tables(((table, _columns_of_events(table, settings)),))
    if not path.is_dir():
        raise _missing(path)
    entries = [entry for entry in sorted(path.iterdir()) if entry.is_file()]
    chosen, notes = _known_files([entry for entry in entries if is_table(entry)])
    if not chosen:
        raise DataError(
            "this folder holds no table" + (f": {_listed([entry.name for entry in entries])}" if entries else ""),
            where=str(path),
            hint="Expected files such as events.csv and items.jsonl; unpack archives first.",
        )
    return _sorted(path, [open_table(entry, settings, data) for entry in chosen], settings, notes)


def _missing(path: Path) -> DataError:
    names = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
    return DataError(
        f"there is no such file or folder{did_you_mean(path.name, names[:50])}",
        where=str(path),
        hint="Give a file of events, or a folder with events, items and users.",
    )


def _known_files(entries: Sequence[Path]) -> tuple[list[Path], tuple[str, ...]]:
    """Those files of a MovieLens folder that hold everything once; all files of any other."""
    by_name = {plain_name(entry).lower(): entry for entry in entries}
    for names in _MOVIELENS:
        if names[0] in by_name and names[1] in by_name:
            chosen = [by_name[name] for name in names if name in by_name]
            others = [entry.name for entry in entries if entry not in chosen]
            return chosen, (f"a folder of MovieLens; not read: {_listed(others)}",) if others else ()
    return list(entries), ()


def _sorted(path: Path, tables: Sequence[Table], settings: ReadingSettings, notes: tuple[str, ...]) -> Tables:
    events: list[tuple[Table, EventColumns]] = []
    items: list[tuple[Table, ItemColumns]] = []
    people: list[tuple[Table, str]] = []
    unread: list[str] = []
    for table in tables:
        about = next(filter(None, map(names_role, table.words)), None)
        if found := event_columns(table.columns, settings):
            events.append((table, found))
        elif of_items := _columns_of_items(table, settings, about):
            items.append((table, of_items))
        elif user := user_column(table.columns, settings, plain_id=about == "user"):
            people.append((table, user))
        else:
            unread.append(table.name)
    if not events:
        raise _no_events(path, tables, settings)
    _check_named(path, events, settings)
    told = [(table, columns) for table, columns in items if columns.title or columns.description]
    unread += [table.name for table, columns in items if told and (table, columns) not in told]
    if unread:
        notes = (*notes, f"not read: {_listed(unread)} (no columns of users or items, or none that say more)")
    return Tables(tuple(events), _only(path, "items", told or items), _only(path, "users", people), notes)


def _columns_of_items(table: Table, settings: ReadingSettings, about: str | None) -> ItemColumns | None:
    """Its columns if it holds items: it names them, or has ids with titles and its name speaks of no users."""
    if about == "user" and find(table.columns, "item") is None:
        return None
    titled = find(table.columns, "title") is not None or about == "item"
    return item_columns(table.columns, settings, plain_id=titled)


def _only(path: Path, what: str, found: Sequence[tuple[Table, Found]]) -> tuple[Table, Found] | None:
    if len(found) > 1:
        names = [table.name for table, _ in found]
        raise DataError(
            f"several files may hold {what}: {_listed(names)}",
            where=str(path),
            hint=f"Leave the one of {what} in the folder, or make one file of them.",
        )
    return found[0] if found else None


def _columns_of_events(table: Table, settings: ReadingSettings) -> EventColumns:
    where = str(table.source.path)
    for role, name in settings.named_columns.items():
        if name not in table.columns:
            error = missing_column(role, name, table.columns, where)
            raise DataError(error.message, where=where, hint=(error.hint or "").replace("data.", f"{SECTION}."))
    if found := event_columns(table.columns, settings):
        return found
    role = "item" if find(table.columns, "user") or settings.user else "user"
    raise ambiguous(f"the {role}s", f"{SECTION}.{role}", (), table.columns, where)


def _check_named(path: Path, events: Sequence[tuple[Table, EventColumns]], settings: ReadingSettings) -> None:
    """Every column that settings name is in some file of events."""
    known = list(dict.fromkeys(name for table, _ in events for name in table.columns))
    for role, name in settings.named_columns.items():
        if name not in known:
            raise DataError(
                f"no file of events has the column {name!r}{did_you_mean(name, known)}",
                where=str(path),
                hint=f"Set the right one with {setting(role, 'COLUMN')}.",
            )


def _no_events(path: Path, tables: Sequence[Table], settings: ReadingSettings) -> DataError:
    held = "; ".join(f"{table.name}: {', '.join(table.columns[:8])}" for table in tables[:4])
    wanted = " and ".join(repr(name) for name in (settings.user, settings.item) if name)
    return DataError(
        f"no file here has a column of users and one of items{f' ({wanted} by the settings)' if wanted else ''}",
        where=str(path),
        hint=f"Columns: {held}. Name them with {setting('user', 'COLUMN')} and {setting('item', 'COLUMN')}.",
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
