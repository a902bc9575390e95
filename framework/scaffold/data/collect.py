"""Rows of all files, gathered into one Arrow file a split; what cannot be used is counted."""

from __future__ import annotations

from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from scaffold.data.arrow_file import ArrowFile, Folder, arrow_writer
from scaffold.data.dataset import LeftOut
from scaffold.data.examples import Examples
from scaffold.data.split_names import split_of
from scaffold.data.values import scalar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from scaffold.data.columns import ColumnMap
    from scaffold.data.example import Example, Origin
    from scaffold.data.readers.row import Row

Reason = Literal["no_label", "no_text", "unused_split", "unlabelled_split", "unknown_label", "unreadable"]
_PLACES = 5
_UNLABELLED = "unlabelled"


@dataclass
class Tally:
    """How many rows were left out, and where the first of them stand."""

    count: int = 0
    places: list[Origin] = field(default_factory=list)

    def add(self, origin: Origin | None) -> None:
        """Count one."""
        self.count += 1
        if origin and len(self.places) < _PLACES:
            self.places.append(origin)


def left_out(reason: Reason, tallies: Sequence[Tally]) -> LeftOut:
    """Several tallies as one record."""
    places = [place for tally in tallies for place in tally.places]
    return LeftOut(reason, sum(tally.count for tally in tallies), tuple(places[:_PLACES]))


class Collector:
    """Takes examples one by one; use as a context, then ask for `pools`.

    :ivar pools: examples by given split, None where no split was given.
    :ivar unlabelled: training examples without a label, where they are kept.
    :ivar skipped: what was left out, by split and reason.
    """

    def __init__(self, folder: Folder, columns: ColumnMap, *, need_labels: bool, keep_unlabelled: bool = False) -> None:
        self._folder = folder
        self._columns = columns
        self._need_labels = need_labels
        self._keep_unlabelled = keep_unlabelled
        self._files: dict[str | None, ArrowFile] = {}
        self._stack = ExitStack()
        self.pools: dict[str | None, Examples] = {}
        self.unlabelled: Examples | None = None
        self.skipped: dict[str | None, dict[Reason, Tally]] = defaultdict(lambda: defaultdict(Tally))

    def __enter__(self) -> Collector:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)
        if error is None:
            self.pools = {split: Examples.from_file(file, self._folder) for split, file in self._files.items()}
            self.unlabelled = self.pools.pop(_UNLABELLED, None)

    def add(self, row: Row, example: Example, file_split: str | None) -> None:
        """Keep an example in its split, or count why not."""
        split, used = self._split(row, file_split)
        reason = self._reason(example, used)
        if reason == "no_label" and self._keep_unlabelled and split in (None, "train"):
            split = _UNLABELLED
        elif reason:
            self.skipped[split][reason].add(example.origin)
            return
        if split not in self._files:
            path = self._folder.path / f"{split or 'all'}.arrow"
            self._files[split] = self._stack.enter_context(arrow_writer(path))
        self._files[split].add(example)

    def _split(self, row: Row, file_split: str | None) -> tuple[str | None, bool]:
        """Split of a row, and whether that split is one of those in use."""
        if file_split or row.split:
            return file_split or row.split, True
        if self._columns.split is None:
            return None, True
        split = split_of(scalar(row.values.get(self._columns.split)))
        return split, split is not None

    def _reason(self, example: Example, used: bool) -> Reason | None:
        if not used:
            return "unused_split"
        if not example.text:
            return "no_text"
        return "no_label" if self._need_labels and not example.labels else None
