"""Tables without quotes, whose names of columns are known beforehand: RecBole's atomic files and MovieLens."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from scaffold.data.readers.row import Row, Source
from scaffold.data.textfile import plain_name
from scaffold.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from scaffold.data.textfile import TextFile

    Change = Callable[[dict[str, Any]], dict[str, Any]]

ATOMIC = (".inter", ".item", ".user")
"""Endings of RecBole's files of events, items and users."""

_RATING = ("user_id", "item_id", "rating", "timestamp")
_PERSON = ("user_id", "gender", "age", "occupation", "zip_code")
_GENRES = (
    *(
        "unknown",
        "Action",
        "Adventure",
        "Animation",
        "Children's",
        "Comedy",
        "Crime",
        "Documentary",
        "Drama",
        "Fantasy",
    ),
    *("Film-Noir", "Horror", "Musical", "Mystery", "Romance", "Sci-Fi", "Thriller", "War", "Western"),
)
_MOVIE = ("item_id", "title", "release_date", "video_release_date", "url", *_GENRES)
_MOVIELENS: Mapping[str, tuple[str, Sequence[str]]] = {
    "u.data": ("\t", _RATING),
    "u.item": ("|", _MOVIE),
    "u.user": ("|", ("user_id", "age", "gender", "occupation", "zip_code")),
    "ratings.dat": ("::", _RATING),
    "movies.dat": ("::", ("item_id", "title", "genres")),
    "users.dat": ("::", _PERSON),
}


def open_plain(file: TextFile) -> Source | None:
    """A file of RecBole or MovieLens by its name; None if it is none of them.

    :raises DataError: for a header of RecBole without rows.
    """
    name = plain_name(file.path).lower()
    mark, names = _MOVIELENS.get(name, ("", ()))
    first = file.sample(2)
    if mark and first[0].count(mark) == len(names) - 1:
        change = _with_genres if name == "u.item" else dict
        return _source(file, "MovieLens", lambda: _rows(file, mark, names, 0, change))
    if not name.endswith(ATOMIC):
        return None
    if len(first) < 2:
        raise DataError("there is a header and no row below it", where=f"{file.path}:1", hint="Add rows.")
    typed = [cell.strip().partition(":")[::2] for cell in first[0].rstrip("\r\n").split("\t")]
    lists = [name for name, kind in typed if kind.endswith("_seq")]
    return _source(
        file, "RecBole atomic file", lambda: _rows(file, "\t", [each for each, _ in typed], 1, _lists_of(lists))
    )


def _source(file: TextFile, kind: str, rows: Callable[[], Iterator[Row]]) -> Source:
    return Source(file.path, kind, file.encoding, rows, (file.note,) if file.note else ())


def _rows(file: TextFile, mark: str, names: Sequence[str], skip: int, change: Change) -> Iterator[Row]:
    with file.open() as stream:
        for number, line in itertools.islice(enumerate(stream, 1), skip, None):
            if not line.strip():
                continue
            cells = line.rstrip("\r\n").split(mark)
            if len(cells) != len(names):
                raise DataError(
                    f"this row has {len(cells)} cells, expected {len(names)} ({', '.join(names[:6])})",
                    where=f"{file.path}:{number}",
                    hint="Mend the row.",
                )
            yield Row(change(dict(zip(names, cells, strict=True))), number)


def _lists_of(columns: Sequence[str]) -> Change:
    """Cells of some columns as lists of what blanks divide."""

    def change(values: dict[str, Any]) -> dict[str, Any]:
        return values | {name: values[name].split() for name in columns}

    return change if columns else dict


def _with_genres(values: dict[str, Any]) -> dict[str, Any]:
    """The names of the genres that are marked with 1 in columns of their own."""
    genres = [genre for genre in _GENRES if values.pop(genre) == "1"]
    return values | {"genres": [genre for genre in genres if genre != "unknown"]}
