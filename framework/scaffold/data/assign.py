"""From what the files give to `train`, `validation` and `test`."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np

from scaffold.data.split_names import SPLITS
from scaffold.data.splits import Indices, by_group, by_time, stratified
from scaffold.data.strata import strata
from scaffold.errors import DataError
from scaffold.text import folded_hash

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping
    from pathlib import Path

    from scaffold.data.columns import ColumnMap
    from scaffold.data.examples import Examples
    from scaffold.settings import DataSettings


@dataclass(frozen=True)
class Assigner:
    """Makes the splits that were not given.

    :ivar kinds: kind of each head.
    :ivar source: what messages name.
    """

    settings: DataSettings
    columns: ColumnMap
    kinds: Mapping[str, str]
    source: Path | str
    seed: int

    def assign(self, given: Mapping[str | None, Examples]) -> tuple[dict[str, Examples], list[str]]:
        """All three splits, and a note for each decision.

        :raises DataError: if a split is asked for that the data cannot give.
        """
        splits, notes = _base(given)
        if self.settings.split == "given":
            self._all_given(splits)
        if "test" not in splits:
            notes.append(self._carve(splits, "test", self.settings.test_share))
        if "validation" not in splits:
            notes.append(self._carve(splits, "validation", self.settings.validation_share))
        return {name: splits[name] for name in SPLITS}, notes

    def _all_given(self, splits: Mapping[str, Examples]) -> None:
        absent = [name for name in SPLITS if name not in splits]
        if absent:
            raise DataError(
                f"data.split is 'given', and there is no {' and no '.join(absent)} split",
                where=str(self.source),
                hint="Add the files, or let the split be made with --set data.split=auto.",
            )

    def _carve(self, splits: dict[str, Examples], name: str, share: float) -> str:
        """Move a share of train to a split of its own."""
        train = splits["train"]
        taken, how = self._take(train, share)
        if not 0 < len(taken) < len(train):
            different = len(set(train.iter_texts()))
            raise DataError(
                f"{len(train)} examples, {different} texts of them different, are too few to keep {name} aside ({how})",
                where=str(self.source),
                hint="Add examples (two of each label at least), or give the split as a file of its own.",
            )
        left = np.ones(len(train), dtype=bool)
        left[taken] = False
        splits[name] = train.select(taken)
        splits["train"] = train.select(np.flatnonzero(left))
        return f"{name}: {len(taken)} of {len(train)} examples of train, {how} (seed {self.seed})"

    def _take(self, train: Examples, share: float) -> tuple[Indices, str]:
        method = self._method()
        if method == "time":
            return by_time((example.time for example in train), share), "the latest"
        if method == "group":
            taken = by_group(_groups(train), self._keys(train), share, self.seed)
            fits = 0 < len(taken) <= 2 * share * len(train) + 1
            if fits or self.settings.split == "group":
                return taken, f"by group ({self.columns.group})"
        units = array("Q", map(folded_hash, train.iter_contents()))
        how = "stratified by label" if _differ(self._keys(train)) else "at random"
        return stratified(self._keys(train), share, self.seed, units), how

    @property
    def _head(self) -> str | None:
        return next(iter(self.columns.labels), None)

    def _keys(self, train: Examples) -> Iterable[Hashable]:
        return strata(train, self._head, self.kinds[self._head]) if self._head else repeat(None, len(train))

    def _method(self) -> str:
        method, columns = self.settings.split, self.columns
        if method in ("auto", "given"):
            by_columns = "group" if columns.group else "stratified"
            return "time" if self.settings.time else by_columns
        if (method == "group" and not columns.group) or (method == "time" and not columns.time):
            raise DataError(
                f"data.split is {method!r}, and no column of a {method} is known",
                where=str(self.source),
                hint=f"Name it with --set data.{method}=COLUMN.",
            )
        return method


def _groups(train: Examples) -> Iterator[Hashable]:
    """Group of each example; one without a group is a group of its own."""
    return (group or ("", index) for index, group in enumerate(train.iter_groups()))


def _differ(keys: Iterable[Hashable]) -> bool:
    left = iter(keys)
    first = next(left, None)
    return any(key != first for key in left)


def _base(given: Mapping[str | None, Examples]) -> tuple[dict[str, Examples], list[str]]:
    """Given splits, with train filled from what there is."""
    splits = {name: examples for name, examples in given.items() if name is not None}
    if not splits:
        return {"train": given[None]}, []
    if "train" in splits:
        return splits, []
    name = "validation" if "validation" in splits else "test"
    splits["train"] = splits.pop(name)
    return splits, [f"there is no train split: the {name} rows are used as train"]
