"""A reader for the labels of each head, by the kind of head and the look of its column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scaffold.data.column_stats import column_stats
from scaffold.data.labels.answers import AnswerLabels
from scaffold.data.labels.class_labels import ClassLabels
from scaffold.data.labels.label_sets import FlagColumns, LabelSets, guess_separator, is_vector
from scaffold.data.labels.names import LabelNames, find_names
from scaffold.data.labels.numbers import NumberLabels
from scaffold.data.labels.pair_labels import PairLabels
from scaffold.data.labels.span_lists import SpanLists, hold_spans
from scaffold.data.labels.tag_lists import TagLists
from scaffold.data.tag_scheme import detect_scheme
from scaffold.data.values import is_missing, scalar, structure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from scaffold.data.columns import ColumnMap
    from scaffold.data.labels.fields import LabelReader
    from scaffold.settings import DataSettings


@dataclass(frozen=True)
class Sample:
    """What readers are chosen by.

    :ivar rows: some rows of train.
    :ivar file: where they are from; names of labels may lie beside it.
    """

    rows: Sequence[Mapping[str, Any]]
    file: Path
    settings: DataSettings

    def cells(self, column: str) -> list[Any]:
        """The cells of a column that hold something."""
        found = (structure(row.get(column)) for row in self.rows)
        return [cell for cell in found if isinstance(cell, list | dict) or not is_missing(scalar(cell))]

    def names(self, head: str, column: str, numbers: Sequence[str], *, tags: bool = False) -> LabelNames:
        """Names that lie beside the file, for labels that are numbers."""
        return find_names(self.file.parent, (head, column), numbers, tags=tags)


def kind_of(asked: str | None, column: str, sample: Sample) -> str:
    """The kind of a head: as asked, else as its column looks."""
    if asked:
        return asked
    stats = column_stats(column, sample.rows)
    if stats.tags:
        return "tagging"
    return "multilabel" if stats.listed else "classification"


def label_readers(columns: ColumnMap, kinds: Mapping[str, str], sample: Sample) -> dict[str, LabelReader]:
    """A reader for each head.

    :raises DataError: if tags are written in no known scheme.
    """
    return {head: _reader(head, kinds[head], columns, sample) for head in columns.labels}


def _reader(head: str, kind: str, columns: ColumnMap, sample: Sample) -> LabelReader:
    column = columns.labels[head]
    if kind == "tagging":
        return _tagging(head, column, sample)
    if kind == "multilabel":
        return _multilabel(head, columns, sample)
    if kind == "regression":
        return NumberLabels(column)
    if kind == "question_answering":
        return AnswerLabels(column)
    if kind == "embedding":
        return PairLabels(None if column == columns.text_pair else column)
    return ClassLabels(head, column, sample.names(head, column, [scalar(cell) for cell in sample.cells(column)]))


def _tagging(head: str, column: str, sample: Sample) -> LabelReader:
    cells = sample.cells(column)
    if hold_spans(cells):
        return SpanLists(column)
    sequences = [cell.split() if isinstance(cell, str) else list(map(scalar, cell)) for cell in map(_as_list, cells)]
    names = sample.names(head, column, [tag for tags in sequences for tag in tags], tags=True)
    place = f"{sample.file}, column {column!r}"
    named = [[names.of(tag, place) for tag in tags] for tags in sequences]
    return TagLists(column, detect_scheme(named, where=place), names)


def _as_list(cell: Any) -> Any:
    return cell if isinstance(cell, str | list) else [cell]


def _multilabel(head: str, columns: ColumnMap, sample: Sample) -> LabelReader:
    column = columns.labels[head]
    if head in columns.flags:
        return FlagColumns(columns.flags[head])
    cells = sample.cells(column)
    lists = [cell for cell in cells if isinstance(cell, list)]
    if lists and len(lists) == len(cells) and is_vector(lists):
        numbers = [str(index) for index in range(len(lists[0]))]
        return LabelSets(column, "", sample.names(head, column, numbers), vector=True)
    texts = [scalar(cell) for cell in cells if not isinstance(cell, list | dict)]
    separator = sample.settings.label_separator or guess_separator(texts)
    parts = [part.strip() for text in texts for part in (text.split(separator) if separator else [text])]
    parts += [scalar(each) for cell in lists for each in cell]
    return LabelSets(column, separator, sample.names(head, column, parts))
