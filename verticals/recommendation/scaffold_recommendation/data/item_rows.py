"""Items from the rows of their file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from scaffold.data.values import scalar, structure
from scaffold.text import normalise
from scaffold_recommendation.data.cells import is_blank, names_of
from scaffold_recommendation.data.items import Item
from scaffold_recommendation.data.times import moment_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scaffold.data.readers.row import Row
    from scaffold_recommendation.data.column_names import ItemColumns
    from scaffold_recommendation.data.items import Catalogue
    from scaffold_recommendation.data.tables import Table

_MARKS = ("|", ";", "；", "、", "，", ",")
"""What divides the tags of a cell; the first of these that stands in it."""
_NUMBER = re.compile(r"[^\d.,+-]{0,5}(\d+(?:\.\d+)?)[^\d.,]{0,5}")
_NONE_IN_STOCK = frozenset({"false", "no", "out", "sold_out", "out_of_stock", "unavailable", "无货", "缺货", "售罄"})
_IN_STOCK = frozenset({"true", "yes", "in", "in_stock", "instock", "available", "有货", "现货"})
_NO_TAGS = frozenset({"(no genres listed)", "none", "nan", "null", "n/a"})


class ItemRows:
    """Reads the items of a file into a catalogue.

    :ivar notes: what was assumed, after reading.
    """

    def __init__(self, table: Table, columns: ItemColumns) -> None:
        self._source = table.source
        self._columns = columns
        self._name = table.name
        self._odd: dict[str, list[str]] = {}

    def read(self, catalogue: Catalogue) -> int:
        """Put every row's item; of rows with one id the last counts. Gives the number of rows.

        :raises DataError: naming file and line, for a row without an id.
        """
        rows = 0
        for row in self._source.rows():
            rows += 1
            item = self._item(row)
            if item.id in catalogue.ids:
                self._note("ids stand there more than once, of which the last row counts", row, item.id)
            catalogue.put(item)
        return rows

    @property
    def notes(self) -> tuple[str, ...]:
        """What was odd, each with a count and the first place."""
        return tuple(f"{self._name}: {len(seen):,} {what} (the first: {seen[0]})" for what, seen in self._odd.items())

    def _item(self, row: Row) -> Item:
        own = self._columns
        where = f"{self._source.path}:{row.line}"
        used = own.used
        fields = {name: value for name, value in row.values.items() if name not in used and not is_blank(value)}
        return Item(
            id=names_of([row.values.get(own.item)], "item", lambda _: where)[0],
            title=self._text(row, own.title),
            description=self._text(row, own.description),
            tags=tags_of(row.values.get(name) for name in own.tags),
            price=self._number(row, own.price, "price"),
            stock=self._stock(row),
            since=self._moment(row, own.since),
            until=self._moment(row, own.until),
            fields=MappingProxyType(fields),
        )

    def _text(self, row: Row, column: str | None) -> str:
        return normalise(scalar(row.values.get(column))) if column else ""

    def _number(self, row: Row, column: str | None, what: str) -> float | None:
        cell = row.values.get(column) if column else None
        text = scalar(cell)
        if not text:
            return None
        if found := _NUMBER.fullmatch(text):
            return float(found[1])
        self._note(f"cells of {column!r} are no {what} and left out", row, text)
        return None

    def _stock(self, row: Row) -> int | None:
        """Pieces left; None also where it is only said that there are some."""
        column = self._columns.stock
        text = scalar(row.values.get(column)) if column else ""
        word = text.casefold().replace(" ", "_")
        if not word or word in _IN_STOCK:
            return None
        if word in _NONE_IN_STOCK:
            return 0
        if re.fullmatch(r"-\d+(\.0*)?", word):
            self._note(f"cells of {column!r} are below 0 and count as 0", row, text)
            return 0
        number = self._number(row, column, "number of pieces")
        return None if number is None else int(number)

    def _moment(self, row: Row, column: str | None) -> float | None:
        cell = row.values.get(column) if column else None
        if is_blank(cell):
            return None
        found = moment_of(cell, days=True)
        if found is None:
            self._note(f"cells of {column!r} are no date and left out", row, scalar(cell))
        return found

    def _note(self, what: str, row: Row, value: str) -> None:
        seen = self._odd.setdefault(what, [])
        # Of a million odd rows the number and the first are enough.
        seen.append("" if seen else f"{value[:40]!r} in line {row.line}")


def tags_of(cells: Iterable[Any]) -> tuple[str, ...]:
    """The tags of some cells, each once: lists, lists as text, or words that a mark divides.

    >>> tags_of(["Comedy|Drama", ["War", "Drama"], "小说、历史"])
    ('Comedy', 'Drama', 'War', '小说', '历史')
    """
    found = (normalise(tag) for cell in cells for tag in _parts(structure(cell)))
    return tuple(dict.fromkeys(tag for tag in found if tag and tag.casefold() not in _NO_TAGS))


def _parts(cell: Any) -> list[str]:
    if isinstance(cell, list | tuple):
        return [scalar(each) for each in cell]
    if isinstance(cell, Mapping):
        return [str(each) for each in cell]
    text = scalar(cell)
    mark = next((mark for mark in _MARKS if mark in text), None)
    return text.split(mark) if mark else [text]
