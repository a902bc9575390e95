"""A path of the user as a data set."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaffold.data.arrow_file import Folder
from scaffold.data.assign import Assigner
from scaffold.data.checks import check_labels, check_rows
from scaffold.data.clean_rows import RowCleaner
from scaffold.data.collect import Collector, Tally
from scaffold.data.column_errors import missing_column
from scaffold.data.dataset import Dataset, FileInfo
from scaffold.data.images.load import load_images
from scaffold.data.images.sources import holds_images
from scaffold.data.kinds import OF_CLASSES, check_kind
from scaffold.data.layout import Layout, find_files
from scaffold.data.plan import plan_reading
from scaffold.data.pools import drop_unknown_labels, usable_pools
from scaffold.data.readers.hf_dataset import open_hub
from scaffold.data.readers.open import open_source
from scaffold.data.textfile import plain_name
from scaffold.files import sha256
from scaffold.privacy.cleaner import Cleaner
from scaffold.privacy.scripts import note_on
from scaffold.text import content_hash

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scaffold.data.plan import ReadingPlan
    from scaffold.data.readers.row import Source
    from scaffold.settings import DataSettings


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
        `regression`, `ordinal`, `question_answering`, `relation`, `embedding`, `image`, `fusion`.
    :param need_labels: rows without any label are left out, and one class only is an error.
    :param resplit: make the splits that are not given; otherwise rows without a split are `train`.
    :param seed: of the splits that are made.
    :param folder: where the Arrow files go; None: a temporary folder that goes with the data set.
    :raises DataError: naming file and line, what was expected and what to do.
    """
    asked = {head: check_kind(head, kind) for head, kind in (kinds or {}).items() if head in heads}
    if "image" in asked.values() and holds_images(Path(source)):
        of_heads = {head: asked.get(head, "classification") for head in heads}
        more: dict[str, Any] = {"need_labels": need_labels, "resplit": resplit, "seed": seed, "folder": folder}
        return load_images(Path(source), settings, of_heads, **more)
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
        # Nothing below sees a row with an identifier in it; what spans belong to is known after a first look.
        cleaner = Cleaner.of(self.settings.privacy)
        raw = opened
        if cleaner:
            rows = RowCleaner.of(cleaner, self.settings, self.heads)
            opened = [(rows.source(file), split) for file, split in raw]
        first = opened[0][0]
        keep = self.need_labels and self.settings.unlabelled != "leave_out"
        needed = self.need_labels and self.settings.unlabelled != "only"
        plan = plan_reading(first, self.settings, self.heads, self.asked, need_labels=needed)
        columns, kinds = plan.columns, plan.kinds
        if cleaner:
            rows = rows.placed(columns)
            opened = [(rows.source(file), split) for file, split in raw]
        with Collector(Folder(self.folder), columns, need_labels=self.need_labels, keep_unlabelled=keep) as collector:
            files = [self._read(file, split, collector, plan) for file, split in opened]
        given, unlabelled, skipped = collector.pools, collector.unlabelled, collector.skipped
        if unlabelled is not None and not {"train", None} & set(given):
            split = "train" if given else None
            if needed:
                places = [each.origin for each in unlabelled[:5] if each.origin]
                skipped[split]["no_label"] = Tally(len(unlabelled), places)
            else:
                given, unlabelled = {**given, split: unlabelled}, None
        check_rows(given, skipped, columns, str(self.source))
        pools, out, notes = usable_pools(given, skipped)
        if resplit:
            if needed:
                check_labels(pools, columns, kinds, str(self.source))
            splits, made = Assigner(self.settings, columns, kinds, self.source, seed).assign(pools)
            of_classes = [head for head, kind in kinds.items() if kind in OF_CLASSES and head in splits["train"].heads]
            strange = drop_unknown_labels(splits, of_classes)
            out += [strange] if strange else []
            notes += made
        else:
            splits = {split or "train": examples for split, examples in pools.items()}
        read = [f"{plain_name(file.path)}: {note}" for file, _ in opened for note in file.notes]
        if cleaner and cleaner.unread:
            notes = [*notes, note_on(cleaner.unread)]
        all_notes = (*layout.notes, *read, *plan.notes(), *notes)
        return Dataset(splits, columns, tuple(files), all_notes, tuple(out), kinds, unlabelled)

    def _open(self, layout: Layout) -> list[tuple[Source, str | None]]:
        """Open every file; one of train comes first, for the columns are found in it."""
        if layout.hub:
            return [(open_hub(layout.hub), None)]
        files = sorted(layout.files, key=lambda file: file.split not in (None, "train"))
        return [(open_source(file.path, self.settings), file.split) for file in files]

    def _read(self, file: Source, split: str | None, collector: Collector, plan: ReadingPlan) -> FileInfo:
        records, text = plan.records(file), plan.columns.text
        count = 0
        for row in file.rows():
            if text not in row.values and count == 0:
                raise missing_column("text", text, list(row.values), f"{file.path}:{row.line}")
            collector.add(row, records.example(row), split)
            count += 1
        return FileInfo(str(file.path), _hash(file.path), count, file.encoding, split)


def _hash(path: Path) -> str:
    """SHA-256 of a file; of all files' hashes for a folder; empty for a hub name."""
    if path.is_dir():
        parts = sorted(each for each in path.rglob("*") if each.is_file())
        return content_hash("".join(f"{each.relative_to(path)}:{sha256(each)}\n" for each in parts))
    return sha256(path) if path.is_file() else ""
