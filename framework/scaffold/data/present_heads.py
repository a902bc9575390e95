"""Which of a vertical's heads a path holds labels for, told by what its columns are called."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from scaffold.data.columns import guess_columns
from scaffold.data.layout import find_files
from scaffold.data.readers.hf_dataset import open_hub
from scaffold.data.readers.open import open_source
from scaffold.data.roles import plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scaffold.settings import DataSettings

_LOOKED_AT = 1000


def present_heads(
    path: Path, settings: DataSettings, called: Mapping[str, str], kinds: Mapping[str, str]
) -> tuple[DataSettings, tuple[str, ...]]:
    """The heads that the data have labels for, and the settings to read them with.

    `data.label` names the column of the first head. Where no column is called after a label, one is looked for by
    content. Labels of one cell are divided by `|` or `;` if such a cell is there and nothing else is set.

    :param called: names that the label column of each head goes by, divided by blanks.
    :param kinds: kind of each head.
    :raises DataError: for a path or a file that cannot be read, or columns that may be meant alike.
    """
    file, rows = first_rows(path, settings)
    names = list(dict.fromkeys(name for row in rows for name in row))
    filled = [name for name in names if any(row.get(name) not in (None, "", []) for row in rows)]
    first = next(iter(kinds))
    labels = {**({first: settings.label} if settings.label else {}), **settings.labels}
    for head, known in called.items():
        like = [name for name in filled if plain(name) in known.split()]
        if like:
            labels.setdefault(head, like[0])
    settings = settings.model_copy(update={"label": None, "labels": labels})
    columns = guess_columns(names, rows, settings, tuple(kinds), kinds=kinds, need_labels=False, where=str(file))
    return _divided(settings, columns.labels, kinds, rows), tuple(columns.labels)


def first_rows(path: Path, settings: DataSettings) -> tuple[Path, list[dict[str, Any]]]:
    """The file in which columns are looked for, one of train where there are several, and its first rows."""
    layout = find_files(path)
    if layout.hub:
        source = open_hub(layout.hub)
    else:
        source = open_source(min(layout.files, key=lambda file: file.split not in (None, "train")).path, settings)
    return source.path, [row.values for row in itertools.islice(source.rows(), _LOOKED_AT)]


def _divided(
    settings: DataSettings, labels: Mapping[str, str], kinds: Mapping[str, str], rows: list[dict[str, Any]]
) -> DataSettings:
    """The settings with what divides several labels of a cell."""
    several = [labels[head] for head, kind in kinds.items() if kind == "multilabel" and head in labels]
    if not several or settings.label_separator:
        return settings
    cells = [cell for row in rows for name in several if isinstance(cell := row.get(name), str)]
    mark = next((mark for mark in "|;" if any(mark in cell for cell in cells)), None)
    return settings.model_copy(update={"label_separator": mark})
