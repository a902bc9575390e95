"""A table that names an image in each row: CSV, JSON Lines and what else the core reads."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.data.clean_rows import RowCleaner
from scaffold.data.columns import ColumnMap
from scaffold.data.images.found import Found
from scaffold.data.images.picture import SUFFIXES
from scaffold.data.layout import find_files
from scaffold.data.readers.open import KNOWN, open_source
from scaffold.data.roles import plain, rank
from scaffold.data.split_names import split_of
from scaffold.data.textfile import plain_name
from scaffold.data.values import scalar
from scaffold.errors import DataError
from scaffold.privacy.cleaner import Cleaner
from scaffold.settings import DataSettings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scaffold.data.readers.row import Row

_NAMES = (
    *("image", "img", "image_path", "img_path", "path", "file", "filename", "file_name", "picture", "scan"),
    *("图像", "图片", "影像"),
)
_LOOKED_AT = 50


def image_columns(path: Path, settings: DataSettings | None = None) -> ColumnMap | None:
    """The columns of a table of images; None for what is no such table.

    :raises DataError: where `settings` name a column that is not there.
    """
    settings = settings or DataSettings()
    rows = _first_rows(path, settings)
    names = list(dict.fromkeys(name for row in rows for name in row.values))
    image = settings.image or next((name for name in _ranked(names) if _names_images(name, rows)), None)
    if not rows or image is None:
        return None
    _check_named(path, names, settings)
    free = [name for name in names if name != image]
    role_of = {role: getattr(settings, role) or _best(free, role) for role in ("text", "id", "group")}
    used = {*role_of.values(), image}
    label = next(iter(settings.label_columns), None) or _best([name for name in free if name not in used], "label")
    split = _best(free, "split")
    guessed = {
        role: f"by its name {name!r}"
        for role, name in {**role_of, "split": split, "image": image, "label": label}.items()
        if name and (role == "split" or not getattr(settings, role))
    }
    return ColumnMap(
        role_of["text"] or "",
        image=image,
        labels={"": label} if label else {},
        id=role_of["id"],
        group=role_of["group"],
        split=split,
        guessed=guessed,
    )


def table_rows(path: Path, columns: ColumnMap, settings: DataSettings) -> Iterator[Found]:
    """Every row, its image looked for beside the table first."""
    used = {columns.text, columns.image, columns.id, columns.group, columns.split, *columns.labels.values()}
    cleaner = Cleaner.of(settings.privacy)
    clean = RowCleaner.of(cleaner, settings).placed(columns) if cleaner else None
    for file in find_files(path).files:
        for raw in open_source(file.path, settings).rows():
            row = _cleaned(raw, clean, columns, file.path) if clean else raw
            label = _value(row, columns.labels.get(""))
            image = _value(row, columns.image)
            yield Found(
                beside(file.path.parent, image) if image else None,
                label or None,
                row.split or file.split or split_of(_value(row, columns.split)) or _value(row, columns.split) or None,
                str(file.path),
                row.line,
                text=_value(row, columns.text),
                id=_value(row, columns.id),
                group=_value(row, columns.group) or None,
                more={key: value for key, value in row.values.items() if key not in used},
            )


def _cleaned(row: Row, clean: RowCleaner, columns: ColumnMap, path: Path) -> Row:
    """A row without identifiers; the image is still found by the name it has."""
    kept = {name: row.values[name] for name in (columns.image,) if name in row.values}
    return row._replace(values=clean.values(row.values, f"{path}:{row.line}") | kept)


def beside(folder: Path, reference: str) -> str:
    """A reference from a file in `folder`: there if something is there, else as it stands."""
    there = folder / reference.partition("#")[0]
    return str(folder / reference) if there.exists() else reference


def _first_rows(path: Path, settings: DataSettings) -> list[Row]:
    """Some rows of the table at a path; none for what is no table."""
    try:
        files = find_files(path).files
        if not files or Path(plain_name(files[0].path)).suffix.lower() not in KNOWN:
            return []
        return list(islice(open_source(files[0].path, settings).rows(), _LOOKED_AT))
    except DataError:
        # Whoever reads it says what is wrong with it.
        return []


def _names_images(name: str, rows: Sequence[Row]) -> bool:
    """Whether most values of a column are names of images."""
    values = [text for row in rows if (text := _value(row, name))]
    like = [value for value in values if value.lower().endswith(SUFFIXES) or ".npz#" in value.lower()]
    return bool(values) and len(like) > 0.8 * len(values)


def _ranked(names: Sequence[str]) -> list[str]:
    return sorted(names, key=lambda name: _NAMES.index(plain(name)) if plain(name) in _NAMES else len(_NAMES))


def _best(names: Sequence[str], role: str) -> str | None:
    found = sorted((place, name) for name in names if (place := rank(name, role)) is not None)
    return found[0][1] if found else None


def _check_named(path: Path, names: Sequence[str], settings: DataSettings) -> None:
    """The columns that the user named are there."""
    named = {role: getattr(settings, role) for role in ("image", "text", "id", "group", "label")}
    for role, name in named.items():
        if name is not None and name not in names:
            raise DataError(
                f"there is no column {name!r}, but {', '.join(names)}",
                where=str(path),
                hint=f"Mend --set data.{role}=COLUMN.",
            )


def _value(row: Row, column: str | None) -> str:
    return scalar(row.values.get(column)) if column else ""
