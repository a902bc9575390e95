"""What the values of a column look like, seen over a sample of rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scaffold.data.labels.span_lists import hold_spans
from scaffold.data.values import parse_time, scalar, structure
from scaffold.text import language, word_count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class ColumnStats:
    """A column over a sample.

    :ivar distinct: number of different values.
    :ivar length: mean length in words; a Chinese character counts as half a word.
    :ivar flags: whether every value is 0 or 1.
    """

    name: str
    filled: int
    distinct: int
    length: float
    listed: bool
    nested: bool
    numeric: bool
    flags: bool
    dated: bool
    tags: bool

    @property
    def like_text(self) -> bool:
        """Long and varied, like something a person wrote."""
        varied = self.distinct > 0.3 * self.filled
        return not (self.numeric or self.dated or self.tags or self.nested) and varied and self.length >= 3

    @property
    def like_label(self) -> bool:
        """Short values that come again and again."""
        few = 1 < self.distinct <= max(2, self.filled // 2)
        return few and not (self.dated or self.tags or self.listed or self.nested) and self.length < 6


def column_stats(name: str, rows: Sequence[Mapping[str, Any]]) -> ColumnStats:
    """Look at one column of the rows."""
    raw = [structure(value) for row in rows if (value := row.get(name)) is not None]
    listed = [isinstance(value, list) for value in raw]
    values = [text for value in raw if (text := scalar(value))]
    sample = values[:200]
    return ColumnStats(
        name=name,
        filled=len(values),
        distinct=len(set(values)),
        length=sum(map(_length, sample)) / max(1, len(sample)),
        listed=any(listed),
        nested=any(
            isinstance(value, dict) or (isinstance(value, list) and value and not _flat(value)) for value in raw
        ),
        numeric=bool(sample) and all(_is_number(value) for value in sample),
        flags=bool(values) and set(values) <= {"0", "1"},
        dated=bool(sample) and all(len(value) >= 8 and parse_time(value) for value in sample),
        tags=_is_tags(raw, listed),
    )


def _flat(value: list[Any]) -> bool:
    return all(isinstance(cell, str | int | float) for cell in value)


def _length(text: str) -> float:
    return word_count(text) / 2 if language(text) == "zh" else len(text.split())


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", ""))
    except ValueError:
        return False
    return True


def _is_tags(raw: Sequence[Any], listed: Sequence[bool]) -> bool:
    """Spans, or lists (or strings of words) that hold `O` for many tokens."""
    if hold_spans(raw):
        return True
    if not raw or not (all(listed) or all(isinstance(value, str) for value in raw)):
        return False
    lists = [value if isinstance(value, list) else str(value).split() for value in raw[:200]]
    cells = [cell for each in lists for cell in each]
    several = any(len(each) > 1 for each in lists)
    return several and sum(1 for cell in cells if cell == "O") > 0.3 * len(cells)
