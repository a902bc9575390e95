"""The rows of `events.csv` and `readers.csv`."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from scaffold_recommendation.data.items import Catalogue, Item
from scaffold_recommendation.simulation.generate import log
from scaffold_recommendation.simulation.session import READERS, SEED
from scaffold_recommendation.simulation.shelf import Shelf
from scaffold_recommendation.simulation.taste import readers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

EVENTS_HEADER = ("user_id", "item_id", "event", "rating", "time")
READERS_HEADER = ("user_id", "age", "language", "region")
_USED = ("author", "series", "language", "age_limit")

Row = tuple[object, ...]


def catalogue(books: Iterable[Mapping[str, Any]]) -> Catalogue:
    """The books as the vertical's own record, as far as the simulation looks at them."""
    return Catalogue(
        Item(
            id=book["id"],
            tags=tuple(book["tags"]),
            price=book["price"],
            since=_midnight(book["since"]),
            until=_midnight(book["until"]),
            fields={name: book[name] for name in _USED if book[name] is not None},
        )
        for book in books
    )


def rows(books: Iterable[Mapping[str, Any]]) -> tuple[list[Row], list[Row]]:
    """Events in the order of time, and the readers."""
    shelf = Shelf(catalogue(books), SEED)
    people = readers(shelf, READERS, SEED)
    events: list[Row] = [
        (each.user, each.item, each.kind, each.rating, _moment(each.time)) for each in log(shelf, people, SEED)
    ]
    return events, [(reader.name, reader.age, reader.language, reader.region) for reader in people]


def _midnight(day: str | None) -> float | None:
    return None if day is None else datetime.combine(date.fromisoformat(day), time(), UTC).timestamp()


def _moment(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"
