"""Datasets of the `datasets` library: a folder that `save_to_disk` wrote, or a hub name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaffold.data.readers.parquet import class_names, named
from scaffold.data.readers.row import Row, Source
from scaffold.data.split_names import split_of
from scaffold.errors import DataError
from scaffold.extras import need

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKS = ("dataset_dict.json", "state.json")


def is_saved(folder: Path) -> bool:
    """Whether `save_to_disk` wrote this folder."""
    return any((folder / mark).is_file() for mark in _MARKS)


def open_saved(folder: Path) -> Source:
    """Rows of a folder that `save_to_disk` wrote, memory-mapped.

    :raises DataError: if the folder is incomplete.
    """
    try:
        loaded = need("datasets").load_from_disk(str(folder), keep_in_memory=False)
    except (OSError, ValueError, KeyError, TypeError, need("pyarrow").lib.ArrowException) as error:
        raise DataError(
            f"this dataset folder cannot be read: {error}", where=str(folder), hint="Write it again with save_to_disk."
        ) from error
    return Source(folder, "saved dataset folder", "binary", lambda: _rows(loaded))


def open_hub(name: str) -> Source:
    """Rows of a dataset of the Hugging Face hub.

    :raises DataError: offline, or if there is no such dataset.
    """
    hint = "Check the spelling; with no network, give a file or folder."
    if os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "TRUE", "YES", "ON"):
        raise DataError(
            "there is no such file or folder, and hub names cannot be looked up offline (HF_HUB_OFFLINE is set)",
            where=name,
            hint=hint,
        )
    try:
        loaded = need("datasets").load_dataset(name)
    except (OSError, ValueError, RuntimeError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise DataError(
            f"there is no such file or folder, and the hub has no such dataset to give ({reason})",
            where=name,
            hint=hint,
        ) from error
    return Source(Path(name), "hub dataset", "binary", lambda: _rows(loaded))


def _rows(loaded: Any) -> Iterator[Row]:
    if not isinstance(loaded, dict):
        yield from _split_rows(loaded, None)
        return
    for name, table in loaded.items():
        yield from _split_rows(table, split_of(str(name)))


def _split_rows(table: Any, split: str | None) -> Iterator[Row]:
    names = class_names(table.features)
    number = 0
    for batch in table.with_format("arrow").iter(1000):
        for values in batch.to_pylist():
            number += 1
            yield Row(named(values, names), number, split)
