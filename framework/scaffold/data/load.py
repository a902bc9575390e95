"""A path of the user as a data set."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.data.arrow_file import Folder
from scaffold.data.assign import Assigner
from scaffold.data.checks import check_classes, check_rows
from scaffold.data.collect import Collector
from scaffold.data.column_errors import missing_column
from scaffold.data.column_stats import column_stats
from scaffold.data.columns import ColumnMap, guess_columns
from scaffold.data.dataset import Dataset, FileInfo
from scaffold.data.kinds import OF_CLASSES, check_kind
from scaffold.data.layout import Layout, find_files
from scaffold.data.pools import drop_unknown_labels, usable_pools
from scaffold.data.readers.hf_dataset import open_hub
from scaffold.data.readers.open import open_source
from scaffold.data.records import Records
from scaffold.data.textfile import plain_name
from scaffold.errors import DataError
from scaffold.files import sha256
from scaffold.text import content_hash

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from scaffold.data.readers.row import Source
    from scaffold.settings import DataSettings

_SAMPLE_ROWS = 1000


def load_dataset(
    source: Path | str,
    settings: DataSettings,
    heads: Sequence[str],
    *,
    kinds: Mapping[str, str] | None = None,
    need_labels: bool = True,
    resplit: bool = True,
    seed: int = 0,
    folder: Path | None = None,
) -> Dataset:
    """Read a file, a folder in a known layout or a hub dataset.

    :param heads: names of the heads whose labels are read.
    :param kinds: kind of the heads whose column does not show it: `classification`, `multilabel`, `tagging`,
        `regression`, `ordinal`, `question_answering`, `relation`.
    :param need_labels: rows without any label are left out, and one class only is an error.
    :param resplit: make the splits that are not given; otherwise rows without a split are `train`.
    :param seed: of the splits that are made.
    :param folder: where the Arrow files go; None: a temporary folder that goes with the data set.
    :raises DataError: naming file and line, what was expected and what to do.
    """
    asked = {head: check_kind(head, kind) for head, kind in (kinds or {}).items() if head in heads}
    return _Loading(source, settings, tuple(heads), asked, need_labels, folder).run(resplit, seed)


@dataclass(frozen=True)
class _Loading:
    source: Path | str
    settings: DataSettings
    heads: tuple[str, ...]
    asked: Mapping[str, str]
    need_labels: bool
    folder: Path | None

    def run(self, resplit: bool, seed: int) -> Dataset:
        layout = find_files(self.source)
        opened = self._open(layout)
        columns, tags = self._columns(opened[0][0])
        with Collector(Folder(self.folder), columns, need_labels=self.need_labels) as collector:
            files = [self._read(file, split, collector, columns, tags) for file, split in opened]
        check_rows(collector.pools, collector.skipped, columns, str(self.source))
        pools, out, notes = usable_pools(collector.pools, collector.skipped)
        if resplit:
            if self.need_labels:
                check_classes(pools, columns, self._of_classes(columns), str(self.source))
            splits, made = Assigner(self.settings, columns, self.source, seed).assign(pools)
            strange = drop_unknown_labels(splits, self._of_classes(columns))
            out += [strange] if strange else []
            notes += made
        else:
            splits = {split or "train": examples for split, examples in pools.items()}
        read = [f"{plain_name(file.path)}: {note}" for file, _ in opened for note in file.notes]
        all_notes = (*layout.notes, *read, *notes)
        return Dataset(splits, columns, tuple(files), all_notes, tuple(out), self.asked)

    def _of_classes(self, columns: ColumnMap) -> tuple[str, ...]:
        """Heads whose labels are classes that must come again."""
        return tuple(head for head in columns.labels if self.asked.get(head, "classification") in OF_CLASSES)

    def _open(self, layout: Layout) -> list[tuple[Source, str | None]]:
        """Open every file; one of train comes first, for the columns are found in it."""
        if layout.hub:
            return [(open_hub(layout.hub), None)]
        files = sorted(layout.files, key=lambda file: file.split not in (None, "train"))
        return [(open_source(file.path, self.settings), file.split) for file in files]

    def _columns(self, file: Source) -> tuple[ColumnMap, frozenset[str]]:
        rows = [row.values for row in itertools.islice(file.rows(), _SAMPLE_ROWS)]
        if not rows:
            raise DataError("there are no rows", where=str(file.path), hint="Give a file with labelled texts.")
        names = list(dict.fromkeys(name for row in rows for name in row))
        columns = guess_columns(
            names, rows, self.settings, self.heads, need_labels=self.need_labels, where=str(file.path)
        )
        return columns, frozenset(c for c in columns.labels.values() if column_stats(c, rows).tags)

    def _read(
        self, file: Source, split: str | None, collector: Collector, columns: ColumnMap, tags: frozenset[str]
    ) -> FileInfo:
        records = Records(columns, self.settings, tags, file=str(file.path), name=plain_name(file.path))
        count = 0
        for row in file.rows():
            if columns.text not in row.values and count == 0:
                raise missing_column("text", columns.text, list(row.values), f"{file.path}:{row.line}")
            collector.add(row, records.example(row), split)
            count += 1
        return FileInfo(str(file.path), _hash(file.path), count, file.encoding, split)


def _hash(path: Path) -> str:
    """SHA-256 of a file; of all files' hashes for a folder; empty for a hub name."""
    if path.is_dir():
        parts = sorted(each for each in path.rglob("*") if each.is_file())
        return content_hash("".join(f"{each.relative_to(path)}:{sha256(each)}\n" for each in parts))
    return sha256(path) if path.is_file() else ""
