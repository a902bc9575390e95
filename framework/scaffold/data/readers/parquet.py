"""Parquet, a batch at a time; class numbers become names where the file carries them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaffold.data.readers.row import Row, Source
from scaffold.errors import DataError
from scaffold.extras import need

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


def open_parquet(path: Path) -> Source:
    """Rows of a Parquet file; the line of a row is its number.

    :raises DataError: if this is not a Parquet file.
    """
    parquet = need("pyarrow.parquet")
    try:
        schema = parquet.read_schema(path)
    except need("pyarrow").lib.ArrowException as error:
        raise DataError("this is not a Parquet file", where=str(path), hint="Write it again, or give CSV.") from error
    names = class_names(need("datasets").Features.from_arrow_schema(schema))
    return Source(path, "Parquet", "binary", lambda: _rows(path, names))


def class_names(features: Any) -> dict[str, Callable[[Any], Any]]:
    """For each column of class numbers, what turns them into names."""
    found: dict[str, Callable[[Any], Any]] = {}
    for column, feature in features.items():
        inner = getattr(feature, "feature", feature)
        if hasattr(inner, "int2str"):
            found[column] = _namer(inner)
    return found


def _namer(feature: Any) -> Callable[[Any], Any]:
    def name(value: Any) -> Any:
        if isinstance(value, list):
            return [name(one) for one in value]
        return None if value is None or value < 0 else feature.int2str(value)

    return name


def _rows(path: Path, names: dict[str, Callable[[Any], Any]]) -> Iterator[Row]:
    number = 0
    with need("pyarrow.parquet").ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=1000):
            for values in batch.to_pylist():
                number += 1
                yield Row(named(values, names), number)


def named(values: dict[str, Any], names: dict[str, Callable[[Any], Any]]) -> dict[str, Any]:
    """A row with class numbers replaced by names."""
    return {column: names[column](value) if column in names else value for column, value in values.items()}
