"""Terms of a table: comma, tab, semicolon or bar between the cells, one term or one name of a term a row."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from scaffold.data.readers.delimited import open_delimited
from scaffold.errors import DataError
from scaffold.settings import DataSettings
from scaffold_medical.terminology.chapters import category_of, chapter_of, group_of, is_chapter
from scaffold_medical.terminology.columns import guess_columns
from scaffold_medical.terminology.kinds import type_of_word
from scaffold_medical.terminology.source import TermSource, text_of
from scaffold_medical.terminology.term import Term

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from scaffold.data.readers.row import Source
    from scaffold_medical.terminology.columns import Columns

_SAMPLE = 200
_IN_LISTS = re.compile("[;；|]")
# A name itself may have a semicolon: "Injury of eye; open".
_IN_NAMES = re.compile("[；|]")
_HINT = "Give it a header row with a column `name`, and if there are, id, synonyms, zh, type, chapter, group, parent."


def open_table(path: Path) -> TermSource:
    """A table whose columns are guessed by their names, or by what they hold.

    Several synonyms in a cell are divided by `;` or `|`; rows of one id are one term. Ids that are codes of ICD-10 say
    chapter, group and parent themselves.

    :raises DataError: for a table without a column of names; when read, with file and line, for a row that is broken.
    """
    file = text_of(path)
    source = open_delimited(file, DataSettings())
    sample = [_plain(row.values) for row in islice(source.rows(), _SAMPLE)]
    columns = guess_columns(list(sample[0]), sample) if sample else None
    if columns is None:
        names = ", ".join(sample[0]) if sample else "nothing"
        raise DataError(f"no column holds the names of terms, found {names}", where=f"{path}:1", hint=_HINT)
    return TermSource(path, f"{source.format}: {columns}", lambda: _terms(source, columns))


def _terms(source: Source, columns: Columns) -> Iterator[Term]:
    for row in source.rows():
        cells = _plain(row.values)
        values = {role: cells[column] for role, column in columns.by_role.items()}
        if not values["name"] and not values.get("id"):
            raise DataError("this row has neither an id nor a name", where=f"{source.path}:{row.line}", hint=_HINT)
        if values["name"]:
            yield _term(values, columns.coded, f"{source.path}:{row.line}")


def _term(values: Mapping[str, str], coded: bool, where: str) -> Term:
    names = (values["name"],) if "synonyms" in values else _parts(_IN_NAMES, values["name"])
    key = values.get("id") or names[0].casefold()
    chapter = values.get("chapter", "").upper() or (chapter_of(key) if coded else "")
    if chapter and not is_chapter(chapter):
        raise DataError(
            f"{values['chapter']!r} is no chapter of ICD-10", where=where, hint="Write a roman number, I to XXII."
        )
    groups = _several(values.get("group", "")) or tuple(filter(None, [group_of(chapter)]))
    parents = _several(values.get("parent", "")) or tuple(filter(None, [category_of(key) if coded else ""]))
    return Term(
        key,
        names[0],
        (*names[1:], *_several(values.get("synonyms", ""))),
        _several(values.get("zh", "")),
        type=type_of_word(values.get("type", "")) or ("disease" if coded and groups else ""),
        chapter=chapter,
        groups=groups,
        specialities=_several(values.get("speciality", "")),
        parents=parents,
    )


def _several(cell: str) -> tuple[str, ...]:
    return _parts(_IN_LISTS, cell)


def _parts(divider: re.Pattern[str], cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in divider.split(cell) if part.strip()))


def _plain(values: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value or "").strip() for name, value in values.items()}
