"""The data report as a value; `plain` and `html` show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scaffold.data.columns import ColumnMap
    from scaffold.data.dataset import FileInfo
    from scaffold.data.report.finding import Finding


@dataclass(frozen=True)
class Lengths:
    """How long the texts of a split are: median, 95th percentile, longest."""

    median: int
    p95: int
    longest: int

    @classmethod
    def of(cls, counts: Mapping[int, int]) -> Lengths:
        """Summary of lengths, given how often each occurs; zeros if there are none."""
        if not counts:
            return cls(0, 0, 0)
        sizes = np.array(sorted(counts))
        ends = np.cumsum([counts[size] for size in sizes.tolist()])

        def percentile(share: float) -> int:
            # Between the two nearest ranks, as numpy has it.
            place = share * (int(ends[-1]) - 1)
            low, high = sizes[np.searchsorted(ends, [int(place), int(np.ceil(place))], "right")]
            return int(low + (high - low) * (place - int(place)))

        return cls(percentile(0.5), percentile(0.95), int(sizes[-1]))


@dataclass(frozen=True)
class NumberRange:
    """The numbers of a regression head: smallest, median, largest."""

    smallest: float
    median: float
    largest: float

    @classmethod
    def of(cls, values: Sequence[float]) -> NumberRange:
        """Summary of some numbers, of which there is one at least."""
        numbers = np.asarray(values)
        return cls(float(numbers.min()), float(np.median(numbers)), float(numbers.max()))


@dataclass(frozen=True)
class SplitSummary:
    """One split in figures.

    :ivar words: lengths in words; in Chinese, characters.
    :ivar languages: number of texts by `zh`, `en` (Latin script), `other`, `none` (no letters).
    :ivar labels: number of examples (of entities, where these are labelled) by label, by head, the most frequent first.
    :ivar numbers: range of the numbers of each regression head.
    :ivar sizes: number of images by width, height and channels, the commonest first.
    """

    rows: int
    characters: Lengths
    words: Lengths
    languages: Mapping[str, int]
    labels: Mapping[str, Mapping[str, int]]
    numbers: Mapping[str, NumberRange] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class DataReport:
    """What a data set holds, and what was found in it.

    :ivar findings: the gravest first.
    """

    columns: ColumnMap
    files: tuple[FileInfo, ...]
    splits: Mapping[str, SplitSummary]
    notes: tuple[str, ...]
    findings: tuple[Finding, ...]

    def as_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "columns": self.columns.as_dict(),
            "files": [vars(file) for file in self.files],
            "splits": {name: _split_dict(split) for name, split in self.splits.items()},
            "notes": list(self.notes),
            "findings": [finding.as_dict() for finding in self.findings],
        }


def _split_dict(split: SplitSummary) -> dict[str, Any]:
    return {
        "rows": split.rows,
        "characters": vars(split.characters),
        "words": vars(split.words),
        "languages": dict(split.languages),
        "labels": {head: dict(counts) for head, counts in split.labels.items()},
        "numbers": {head: vars(numbers) for head, numbers in split.numbers.items()},
        "sizes": dict(split.sizes),
    }
