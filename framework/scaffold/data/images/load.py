"""A path of images as a data set: each looked at once, the splits that are missing made."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.data.arrow_file import Folder
from scaffold.data.assign import Assigner
from scaffold.data.checks import check_labels
from scaffold.data.collect import Collector, Reason, Tally
from scaffold.data.dataset import Dataset, FileInfo
from scaffold.data.example import Example, Origin
from scaffold.data.examples import PIXELS, SIZE
from scaffold.data.images.reference import read_reference
from scaffold.data.images.sources import find_images
from scaffold.data.pools import drop_unknown_labels, usable_pools
from scaffold.data.readers.row import Row
from scaffold.data.split_names import SPLITS
from scaffold.data.values import is_missing
from scaffold.errors import DataError
from scaffold.files import sha256
from scaffold.text import content_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scaffold.data.columns import ColumnMap
    from scaffold.data.images.found import Found
    from scaffold.settings import DataSettings


def load_images(
    source: Path,
    settings: DataSettings,
    kinds: Mapping[str, str],
    *,
    need_labels: bool = True,
    resplit: bool = True,
    seed: int = 0,
    folder: Path | None = None,
) -> Dataset:
    """Read an npz file, a folder with one folder a class, or a table that names an image in each row.

    An image that cannot be read is left out, and the data report says so. Every head gets the label of a row, if the
    row has what the head reads: an image, a text, or (a fusion) both.

    :param kinds: kind of each head.
    :param need_labels: rows without a label are left out, and one class only is an error.
    :param resplit: make the splits that are not given; otherwise rows without a split are `train`.
    :raises DataError: naming what cannot be read, what was expected and what to do.
    """
    columns, found = find_images(source, settings)
    label = columns.labels.get("", "")
    if need_labels and not label:
        raise DataError(
            "no column says which label an image has", where=str(source), hint="Name it with --set data.label=COLUMN."
        )
    columns = _of_heads(columns, kinds)
    reading = _Reading(kinds)
    rows = 0
    with Collector(Folder(folder), columns, need_labels=need_labels) as collector:
        for each in found:
            rows += 1
            reading.add(each, collector)
    _check(collector, reading, source)
    pools, out, notes = usable_pools(collector.pools, collector.skipped)
    file = FileInfo(str(source), _hash(source), rows, "utf-8", None)
    learnt = [head for head in kinds if any(head in each.heads for each in pools.values())]
    columns = _of_heads(columns, learnt)
    if not resplit:
        splits = {split or "train": examples for split, examples in pools.items()}
        return Dataset(splits, columns, (file,), tuple(notes), tuple(out), dict(kinds))
    if need_labels:
        check_labels(pools, columns, kinds, str(source))
    splits, made = Assigner(settings, columns, kinds, source, seed).assign(pools)
    strange = drop_unknown_labels(splits, [head for head in learnt if head in splits["train"].heads])
    out += [strange] if strange else []
    return Dataset(splits, columns, (file,), (*notes, *made), tuple(out), dict(kinds))


def _of_heads(columns: ColumnMap, heads: Iterable[str]) -> ColumnMap:
    """The column of labels as that of each of the heads."""
    label = next(iter(columns.labels.values()), None)
    why = columns.guessed.get("label")
    guessed = {**columns.guessed, **({f"labels.{head}": why for head in heads} if why else {})}
    return replace(columns, labels=dict.fromkeys(heads, label) if label else {}, guessed=guessed)


@dataclass
class _Reading:
    """Turns what was found into examples.

    :ivar first: what is wrong with the first image that cannot be read.
    """

    kinds: Mapping[str, str]
    first: DataError | None = None

    def add(self, found: Found, collector: Collector) -> None:
        """Look at an image, and keep the example or count why not."""
        origin = Origin(found.file, found.line)
        row = Row({}, found.line, found.split)
        if found.split is not None and found.split not in SPLITS:
            _skip(collector, None, "unused_split", origin)
            return
        try:
            facts = _facts(found.image) if found.image else {}
        except DataError as error:
            self.first = self.first or error
            _skip(collector, found.split, "unreadable", origin)
            return
        image = str(Path(found.image)) if found.image else None
        label = None if found.label is None or is_missing(found.label) else found.label
        has = {"image": image is not None, "fusion": bool(image and found.text)}
        heads = [head for head, kind in self.kinds.items() if has.get(kind, bool(found.text))]
        example = Example(
            found.text or image or "",
            labels={} if label is None else dict.fromkeys(heads, label),
            id=found.id,
            group=found.group,
            metadata={**found.more, **facts},
            image=Path(image) if image else None,
            origin=origin,
        )
        collector.add(row, example, found.split)


def _facts(reference: str) -> dict[str, str]:
    """What tells an image from others, and its size."""
    pixels = read_reference(reference)
    height, width, channels = pixels.shape
    shown = hashlib.sha256(f"{pixels.shape}".encode() + pixels.tobytes()).hexdigest()
    return {PIXELS: shown, SIZE: f"{width} x {height} x {channels}"}


def _skip(collector: Collector, split: str | None, reason: Reason, origin: Origin) -> None:
    collector.skipped[split].setdefault(reason, Tally()).add(origin)


def _check(collector: Collector, reading: _Reading, source: Path) -> None:
    """Something of train is left.

    :raises DataError: saying what is wrong with the first image, where none can be read.
    """
    if {"train", None} & set(collector.pools) or (collector.pools and reading.first is None):
        return
    if reading.first is not None:
        raise reading.first
    reasons = {reason for tallies in collector.skipped.values() for reason in tallies}
    if "unused_split" in reasons:
        raise DataError("no row is of train, validation or test", where=str(source), hint="Mend the names of splits.")
    if "no_label" in reasons:
        raise DataError("no image has a label", where=str(source), hint="Name the column with --set data.label=COLUMN.")
    raise DataError("there are no images", where=str(source), hint="Give a folder for each class, or an npz file.")


def _hash(path: Path) -> str:
    """SHA-256 of a file; of names and sizes for a folder, whose images have hashes of their own."""
    if path.is_file():
        return sha256(path)
    files = sorted(each for each in path.rglob("*") if each.is_file())
    return content_hash("".join(f"{each.relative_to(path)}:{each.stat().st_size}\n" for each in files))
