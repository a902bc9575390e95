"""Unlabelled texts to choose from: on disk, each text once, without those whose label is known."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from scaffold.data.examples import Examples
from scaffold.data.load import load_dataset
from scaffold.errors import DataError
from scaffold.text import folded_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from scaffold.data.example import Example
    from scaffold.settings import DataSettings

_BLOCK = 2048


@dataclass(frozen=True, eq=False)
class Pool:
    """Distinct texts to choose from.

    :ivar left_out: how many rows had the text of another row, or one whose label is known.
    """

    examples: Examples
    left_out: int

    def __len__(self) -> int:
        return len(self.examples)

    def blocks(self) -> Iterator[list[str]]:
        """The texts in order, a block in memory at a time."""
        for start in range(0, len(self), _BLOCK):
            yield self.examples[start : start + _BLOCK].texts()


def read_pool(source: Path, settings: DataSettings, labelled: Iterable[str] = ()) -> Pool:
    """The texts of a file or folder in any known format; labels in it are not looked at.

    :param labelled: texts whose label is known; they are left out, as are copies of a text, in whatever case and
        spacing.
    :raises DataError: when it cannot be read, or no text is left.
    """
    plain = settings.model_copy(update={"label": None, "labels": {}})
    splits = load_dataset(source, plain, (), need_labels=False, resplit=False).splits
    rows = sum(map(len, splits.values()))
    examples = Examples.from_iter(_distinct(chain.from_iterable(splits.values()), {folded_hash(t) for t in labelled}))
    if not len(examples):
        raise DataError(
            f"the labels of all {rows} texts are known", where=str(source), hint="Give texts that nobody has labelled."
        )
    return Pool(examples, rows - len(examples))


def _distinct(examples: Iterable[Example], seen: set[int]) -> Iterator[Example]:
    for example in examples:
        key = folded_hash(example.text)
        if key not in seen:
            seen.add(key)
            yield example
