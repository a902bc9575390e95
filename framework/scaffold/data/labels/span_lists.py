"""Spans by character, in the ways that annotation tools write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from scaffold.data.labels.places import code_point
from scaffold.data.spans import TextSpan, span_problem, tags_of_spans
from scaffold.data.values import scalar, structure
from scaffold.errors import DataError

if TYPE_CHECKING:
    from scaffold.data.labels.fields import Fields, Passage

_START = ("start", "start_offset", "start_char", "startOffset", "begin")
_END = ("end", "end_offset", "end_char", "endOffset", "stop")
_LABEL = ("label", "labels", "type", "entity", "entity_type", "entity_group", "tag", "category")
_WORDS = ("text", "word", "words", "mention")
_HINT = 'Write spans as {"start": 0, "end": 5, "label": "city"}: the first character, and the one after the last.'


class Mark(NamedTuple):
    """A span as it is written: end exclusive, with the words it should hold where they are given."""

    start: int
    end: int
    label: str
    words: str | None = None


@dataclass
class SpanLists:
    """Reads the spans in one column as one BIO tag a character.

    :ivar nested: how many spans lay within another one, and where the first stood.
    """

    column: str
    nested: int = field(default=0, init=False)
    first_place: str = field(default="", init=False)

    def read(self, row: Fields) -> list[str] | None:
        """One BIO tag for each character of the text; `metadata["tokens"]` are the characters if it had none.

        Of spans that lie one within the other the outer one is taken.

        :raises DataError: for spans that are empty, outside of the text, or over one another, and for what is no span.
        """
        value = structure(row.values.get(self.column))
        if value is None or value == "":
            value = [] if row.finished else None
        if value is None:
            return None
        try:
            spans = {placed(mark, row.text) for mark in marks_of(value)}
            flat = self._outermost(spans, row.where)
        except ValueError as error:
            raise DataError(str(error), where=row.where, hint=_HINT) from error
        text = row.text.text
        if problem := span_problem(text, flat):
            raise DataError(problem, where=row.where, hint="A character belongs to one span at most: mend the row.")
        row.metadata.setdefault("tokens", list(text))
        return tags_of_spans(flat, [(index, index + 1) for index in range(len(text))])

    def _outermost(self, spans: set[TextSpan], where: str) -> list[TextSpan]:
        kept: list[TextSpan] = []
        for span in sorted(spans, key=lambda each: (each.start, -each.end)):
            if kept and span.end <= kept[-1].end and (span.start, span.end) != (kept[-1].start, kept[-1].end):
                self.nested += 1
                self.first_place = self.first_place or where
            else:
                kept.append(span)
        return kept

    def notes(self) -> Sequence[str]:
        """What was not taken."""
        if not self.nested:
            return ()
        return (
            f"{self.nested} spans in column {self.column!r} lie within another one and are not taken"
            f" (the first: {self.first_place})",
        )


def is_spans(value: Any) -> bool:
    """Whether a cell holds spans in one of the known ways; an empty list or object may be one."""
    if isinstance(value, Mapping):
        nested = value.get("entities")
        return is_spans(nested) if isinstance(nested, list) else all(_is_marks(each) for each in value.values())
    return isinstance(value, list) and all(_is_span(each) for each in value)


def hold_spans(cells: Sequence[Any]) -> bool:
    """Whether all cells hold spans, and not all of them none."""
    return any(isinstance(cell, list | dict) and cell for cell in cells) and all(map(is_spans, cells))


def _is_marks(value: Any) -> bool:
    return isinstance(value, Mapping) and all(isinstance(places, list) for places in value.values())


def _is_span(value: Any) -> bool:
    if isinstance(value, Mapping):
        inner = value.get("value")
        fields = inner if isinstance(inner, Mapping) else value
        return any(key in fields for key in _START) and any(key in fields for key in _END)
    return isinstance(value, list) and len(value) == 3 and _whole(value[0]) and _whole(value[1])


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def marks_of(value: Any) -> list[Mark]:
    """The spans of a cell.

    :raises ValueError: for what is no span.
    """
    if isinstance(value, Mapping):
        if isinstance(value.get("entities"), list):
            return marks_of(value["entities"])
        return [mark for label, by_words in value.items() for mark in _by_words(label, by_words)]
    if isinstance(value, list):
        return [_mark(each) for each in value]
    raise ValueError(f"expected a list of spans, found {str(value)[:40]!r}")


def _by_words(label: str, by_words: Any) -> list[Mark]:
    """`{words: [[first, last], ...]}`, the last character included."""
    if not _is_marks(by_words):
        raise ValueError(f"expected the places of {label!r} by their words, found {str(by_words)[:40]!r}")
    marks = []
    for words, places in by_words.items():
        for place in places:
            if not (isinstance(place, list) and len(place) == 2 and all(map(_whole, place))):
                raise ValueError(f"expected [first, last] as the place of {words!r}, found {str(place)[:40]!r}")
            marks.append(Mark(place[0], place[1] + 1, label, words))
    return marks


def _mark(value: Any) -> Mark:
    if isinstance(value, list):
        if len(value) != 3 or not (_whole(value[0]) and _whole(value[1])):
            raise ValueError(f"expected [start, end, label], found {str(value)[:60]!r}")
        return Mark(value[0], value[1], _label(value[2]))
    if not isinstance(value, Mapping):
        raise ValueError(f"expected a span, found {str(value)[:60]!r}")
    inner = value.get("value")
    fields = inner if isinstance(inner, Mapping) else value
    start, end = _first(fields, _START), _first(fields, _END)
    if not (_whole(start) and _whole(end)):
        raise ValueError(f"a span needs whole numbers as start and end, found {start!r} and {end!r}")
    words = _first(fields, _WORDS)
    return Mark(start, end, _label(_first(fields, _LABEL)), words if isinstance(words, str) else None)


def _first(fields: Mapping[str, Any], keys: Sequence[str]) -> Any:
    return next((fields[key] for key in keys if fields.get(key) is not None), None)


def _label(value: Any) -> str:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    label = "" if isinstance(value, list | dict) else scalar(value)
    if not label:
        raise ValueError("a span has no label, or several")
    return label


def placed(mark: Mark, passage: Passage) -> TextSpan:
    """A span by the characters of the text as it is kept.

    Where words are given and do not stand there, offsets are tried as UTF-16 units (which JavaScript counts), and the
    end as the last character.

    :raises ValueError: if it is empty, outside of the text, or holds other words.
    """
    cell, (start, end, label, words) = passage.cell, mark
    if words is not None and cell[max(start, 0) : end] != words:
        counted = code_point(cell, start), code_point(cell, end)
        fitting = [pair for pair in (counted, (start, end + 1)) if pair[0] >= 0 and cell[pair[0] : pair[1]] == words]
        if fitting:
            start, end = fitting[0]
        elif words.strip() != cell[max(start, 0) : end].strip():
            raise ValueError(
                f"{words!r} ({label!r}) does not stand at {start} to {end}: there stands {cell[max(start, 0) : end]!r}"
            )
    if problem := span_problem(cell, [TextSpan(start, end, label)]):
        raise ValueError(problem)
    span = TextSpan(passage.place(start), passage.place(end), label)
    if span.start >= span.end:
        raise ValueError(f"span {start} to {end} ({label!r}) holds nothing but white space")
    return span
