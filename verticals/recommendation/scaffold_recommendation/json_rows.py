"""Items and users as JSON lines."""

from __future__ import annotations

import json
import math
from datetime import date
from typing import TYPE_CHECKING, Any

from scaffold.files import write_text
from scaffold_recommendation.data.items import Item

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path


def item_row(item: Item) -> dict[str, Any]:
    """What is known of an item, without what is not."""
    row = {
        "id": item.id,
        "title": item.title,
        "description": item.description,
        "tags": list(item.tags),
        "price": item.price,
        "stock": item.stock,
        "since": item.since,
        "until": item.until,
        "fields": {name: _plain(value) for name, value in item.fields.items()},
    }
    return {name: value for name, value in row.items() if value not in (None, "", [], {})}


def _plain(value: Any) -> Any:
    """A value as JSON knows it: what a Parquet file may hold besides is written as text."""
    if isinstance(value, str | int | float | bool | None):
        return None if isinstance(value, float) and not math.isfinite(value) else value
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else str(value)


def item_of(row: dict[str, Any]) -> Item:
    """The item of a row."""
    return Item(**{**row, "tags": tuple(row.get("tags", ()))})


def user_row(name: str, people: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """A user with what is known beside the id."""
    return {"id": name, "fields": dict(people[name])} if name in people else {"id": name}


def write_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write a row a line, in ASCII: an id may hold what no encoding can."""
    write_text(path, "".join(json.dumps(row, ensure_ascii=True, default=_plain) + "\n" for row in rows))


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Read what `write_lines` wrote."""
    with path.open(encoding="utf-8", newline="\n") as stream:
        yield from map(json.loads, stream)
