"""Any file the user may have: find its format, then its rows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.data.readers.conll import is_conll, open_conll
from scaffold.data.readers.delimited import open_delimited
from scaffold.data.readers.hf_dataset import is_saved, open_saved
from scaffold.data.readers.json_file import open_json
from scaffold.data.readers.jsonl import open_jsonl
from scaffold.data.readers.labelled_lines import is_labelled, open_labelled_lines, open_plain_lines
from scaffold.data.readers.parallel import is_parallel, open_parallel
from scaffold.data.readers.parquet import open_parquet
from scaffold.data.readers.relations import is_relations, open_relations
from scaffold.data.roles import is_known_name
from scaffold.data.textfile import TextFile, inspect, plain_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold.data.readers.row import Row, Source
    from scaffold.settings import DataSettings

TABLES = (".csv", ".tsv", ".tab")
KNOWN = (*TABLES, ".txt", ".jsonl", ".ndjson", ".json", ".parquet", ".conll", ".conll2003", ".iob", ".iob2", ".bio")
"""Extensions that name a format, before `.gz` or `.xz`."""


def read_rows(path: Path, settings: DataSettings) -> Iterator[Row]:
    """Rows of a file in any known format, streamed.

    :raises DataError: naming file and line of what cannot be read.
    """
    return open_source(path, settings).rows()


def open_source(path: Path, settings: DataSettings) -> Source:
    """Settle format, encoding and header of one file (or one saved dataset folder).

    :raises DataError: if the file is empty, binary or of a format that is not known.
    """
    if path.is_dir() and is_saved(path):
        return open_saved(path)
    if plain_name(path).lower().endswith(".parquet"):
        return open_parquet(path)
    file = inspect(path, settings)
    if is_parallel(path):
        return open_parallel(file, settings)
    return _open_text(file, settings)


def _open_text(file: TextFile, settings: DataSettings) -> Source:
    extension = Path(plain_name(file.path)).suffix.lower()
    lines = file.sample()
    first = next(line for line in lines if line.strip()).strip()
    if extension in (".jsonl", ".ndjson"):
        return open_jsonl(file)
    if extension == ".json" or (extension not in KNOWN and first[0] in "[{"):
        return open_jsonl(file) if _is_lines_of_objects(first, lines) else open_json(file)
    if extension != ".csv" and (extension.startswith((".conll", ".iob", ".bio")) or is_conll(lines)):
        return open_conll(file)
    if extension in TABLES:
        return open_delimited(file, settings)
    if is_relations(lines):
        return open_relations(file)
    if is_labelled(lines):
        return open_labelled_lines(file)
    return open_delimited(file, settings) if _is_table(lines) else open_plain_lines(file)


def _is_lines_of_objects(first: str, lines: list[str]) -> bool:
    """JSON Lines under the name `.json`: two lines or more, each an object of its own."""
    filled = [line for line in lines if line.strip()]
    return len(filled) > 1 and first.endswith("}") and all(line.startswith("{") for line in filled)


def _is_table(lines: list[str]) -> bool:
    """Whether a `.txt` is a table: tabs or semicolons divide every line alike, or commas a row of known names."""
    for mark in ("\t", ";"):
        widths = {line.count(mark) for line in lines if line.strip()}
        if len(widths) == 1 and widths != {0}:
            return True
    names = lines[0].split(",")
    return len(names) > 1 and all(is_known_name(name) for name in names)
