"""A data set that is ready for training: its splits, and how it was read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold.data.columns import ColumnMap
    from scaffold.data.example import Origin
    from scaffold.data.examples import Examples


@dataclass(frozen=True)
class FileInfo:
    """A file that was read.

    :ivar split: the split its name gave it; None where splits were made, or stand in the file.
    """

    path: str
    sha256: str
    rows: int
    encoding: str
    split: str | None


@dataclass(frozen=True)
class LeftOut:
    """Rows that no split holds.

    :ivar places: the first few.
    """

    reason: Literal["no_label", "no_text", "unused_split", "unlabelled_split", "unknown_label", "unreadable"]
    count: int
    places: tuple[Origin, ...]


@dataclass(frozen=True)
class Dataset:
    """Splits (`train`, `validation`, `test`) and how they came about.

    :ivar kinds: kind of each head, as it was asked for or as its column looks.
    :ivar unlabelled: training texts that have no label for any head, where they are kept.
    :ivar notes: what was assumed or decided while reading, one sentence each.
    """

    splits: Mapping[str, Examples]
    columns: ColumnMap
    files: tuple[FileInfo, ...] = ()
    notes: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = field(default=())
    kinds: Mapping[str, str] = field(default_factory=dict)
    unlabelled: Examples | None = None

    @property
    def heads(self) -> tuple[str, ...]:
        """Names of the heads that have a label anywhere."""
        return tuple(sorted({head for examples in self.splits.values() for head in examples.heads}))
