"""Rows without identifiers: the first thing that happens to a row, before it is looked at or written anywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from scaffold.data.labels.fields import Passage
from scaffold.data.labels.span_lists import hold_spans, marks_of, placed
from scaffold.data.roles import plain, rank
from scaffold.data.values import parse_time, scalar, structure
from scaffold.errors import DataError
from scaffold.privacy.columns import kind_of_column
from scaffold.privacy.date_shift import DateShift

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scaffold.data.columns import ColumnMap
    from scaffold.data.readers.row import Row, Source
    from scaffold.privacy.cleaned import Cleaned
    from scaffold.privacy.cleaner import Cleaner
    from scaffold.settings import DataSettings

_TAG = re.compile(r"O|[BIESLUM][-_]\S+")
_STARTS = ("answer_start", "answer_starts")
_SHORT = 3


@dataclass(frozen=True)
class RowCleaner:
    """Takes identifiers out of rows of any file.

    Texts are searched as texts; a cell whose column is called after an identifier (`patient_name`, `dob`, `nhs_no`) is
    replaced whole; names found in one cell are found in all others of the row. Spans move with their text, tokens stay
    as many as they are, ids that may be somebody's number are hashed, and times are moved by the patient's shift or,
    without a key, keep their year.

    :ivar text: column of the text that spans belong to; by its name or its length if not known.
    :ivar patient: column that says whose row it is.
    :ivar labels: columns that are left as they are but for spans and answers: their values are names of classes.
    """

    cleaner: Cleaner
    text: str | None = None
    pair: str | None = None
    patient: str | None = None
    id: str | None = None
    group: str | None = None
    time: str | None = None
    labels: frozenset[str] = frozenset()

    @classmethod
    def of(cls, cleaner: Cleaner, settings: DataSettings, labels: Sequence[str] = ()) -> RowCleaner:
        """What the settings say of columns."""
        patient = settings.privacy.patient if settings.privacy else None
        return cls(
            cleaner,
            settings.text,
            settings.text_pair,
            patient or settings.group,
            settings.id,
            settings.group,
            settings.time,
            frozenset((*labels, *settings.label_columns)),
        )

    def placed(self, columns: ColumnMap) -> RowCleaner:
        """The same, once it is known which column is what."""
        flags = (column for several in columns.flags.values() for column in several)
        return replace(
            self,
            text=columns.text,
            pair=columns.text_pair,
            patient=self.patient or columns.group,
            id=columns.id,
            group=columns.group,
            time=columns.time,
            labels=self.labels | {*columns.labels.values(), *flags},
        )

    def source(self, source: Source) -> Source:
        """The same file with clean rows."""
        return replace(source, rows=lambda: self._rows(source))

    def _rows(self, source: Source) -> Iterator[Row]:
        for row in source.rows():
            yield row._replace(values=self.values(row.values, f"{source.path}:{row.line}"))

    def values(self, values: Mapping[str, Any], where: str) -> dict[str, Any]:
        """The cells of one row.

        :param where: file and line, which stand for the patient where no column names one.
        :raises DataError: for spans that do not fit their text, without a word of it.
        """
        return _Cells(self, values, where).clean()


class _Cells:
    """One row while it is cleaned."""

    def __init__(self, rows: RowCleaner, values: Mapping[str, Any], where: str) -> None:
        self._rows = rows
        self._where = where
        self._values = {name: structure(value) for name, value in values.items()}
        self._written = values
        self._patient = (scalar(values.get(rows.patient)) if rows.patient else "") or where
        self._cleaner = rows.cleaner
        self._known: list[str] = []
        self._texts: dict[str, Cleaned] = {}

    def clean(self) -> dict[str, Any]:
        self._known = sorted(self._names())
        text = self._text_column()
        made: dict[str, Any] = {}
        for name, value in self._values.items():
            made[self._key(name)] = self._cell(name, value, text)
        return made

    def _key(self, name: str) -> str:
        """A column's name; a first row that is data and not names may hold somebody's."""
        return name if kind_of_column(name) else self._cleaner.clean(name).text

    def _names(self) -> set[str]:
        found: set[str] = set()
        for name, value in self._values.items():
            if isinstance(value, str) and name not in self._rows.labels and kind_of_column(name) != "ID":
                if kind_of_column(name) == "NAME":
                    found.update(word.lower() for word in re.findall(r"[^\W\d_]{2,}", value))
                elif len(value) > _SHORT:
                    found |= self._cleaner.names(value)
        return found

    def _text_column(self) -> str | None:
        """The cell that spans speak of."""
        if self._rows.text in self._values:
            return self._rows.text
        texts = [name for name, value in self._values.items() if isinstance(value, str)]
        named = [(place, name) for name in texts if (place := rank(name, "text")) is not None]
        return min(named)[1] if named else max(texts, key=lambda name: len(self._values[name]), default=None)

    def _cell(self, name: str, value: Any, text: str | None) -> Any:
        rows = self._rows
        kind = kind_of_column(name)
        if name in (rows.id, rows.group, rows.patient) or (plain(name) == "id" and rows.id is None):
            return self._cleaner.record_id(scalar(value)) if scalar(value) else value
        if name == rows.time or (not isinstance(value, str) and parse_time(value) is not None):
            return self._time(value)
        if isinstance(value, list | dict):
            return self._nested(name, value, text)
        if name in rows.labels:
            return self._written[name]
        if kind == "AGE":
            return self._age(value)
        if kind is not None and value is not None and not isinstance(value, bool):
            return self._cleaner.whole(kind, scalar(value), self._patient)
        return self._plain(name, value)

    def _plain(self, name: str, value: Any) -> Any:
        if isinstance(value, str):
            return self._tagged(name, value) or self._cleaned(name).text
        if isinstance(value, int) and not isinstance(value, bool):
            return self._long(value)
        return value

    def _long(self, value: int) -> Any:
        """A number of a cell; one that is as long as somebody's is none to count with."""
        cleaned = self._cleaner.clean(str(value), self._patient)
        return cleaned.text if cleaned.changes else value

    def _cleaned(self, name: str) -> Cleaned:
        if name not in self._texts:
            self._texts[name] = self._cleaner.clean(self._values[name], self._patient, self._known)
        return self._texts[name]

    def _tagged(self, name: str, value: str) -> str | None:
        """A text whose words have one tag each in another cell: as many words as there were."""
        words = value.split()
        counts = {len(tags) for other, cell in self._values.items() if other != name and (tags := _tags(cell))}
        if len(words) < 2 or len(words) not in counts:
            return None
        new = iter(self._cleaner.clean_tokens(words, self._patient, self._known))
        return re.sub(r"\S+", lambda _: next(new), value)

    def _time(self, value: Any) -> Any:
        """A time, moved with the patient's dates; without a key its year."""
        written = value if isinstance(value, str) else str(getattr(value, "isoformat", lambda: value)())
        found = parse_time(value)
        if found is None or "DATE" not in self._cleaner.kinds:
            return value if found is not None or value is None else self._cleaner.clean(written, self._patient).text
        if self._cleaner.mode == "surrogates" and self._cleaner.key:
            if isinstance(value, str) and len(value) <= len("2024-01-01"):
                return self._cleaner.whole("DATE", value, self._patient)
            days = DateShift(self._cleaner.key, self._patient).days
            return (found + timedelta(days=days)).isoformat()
        return f"{found.year:04d}-01-01"

    def _age(self, value: Any) -> Any:
        number = scalar(value)
        old = re.fullmatch(r"(\d{2,3})\b.*", number)
        return "90 or older" if old and int(old[1]) > 89 and "AGE" in self._cleaner.kinds else value

    def _nested(self, name: str, value: Any, text: str | None) -> Any:
        if hold_spans([value]) and text is not None:
            made = self._spans(value, text, needed=name in self._rows.labels)
            if made is not None:
                return made
        if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
            if name in self._rows.labels or all(_TAG.fullmatch(each) for each in value):
                return value
            return self._cleaner.clean_tokens(value, self._patient, self._known)
        return self._inner(value)

    def _inner(self, value: Any) -> Any:
        """Everything in lists and objects, by the names of its keys; starts of answers are found anew."""
        if isinstance(value, str):
            return self._cleaner.clean(value, self._patient, self._known).text
        if isinstance(value, list):
            return [self._inner(each) for each in value]
        if not isinstance(value, Mapping):
            return self._long(value) if isinstance(value, int) and not isinstance(value, bool) else value
        made: dict[str, Any] = {}
        for key, inner in value.items():
            kind = kind_of_column(str(key))
            whole = kind not in (None, "AGE") and isinstance(inner, str | int)
            if str(key) in _STARTS:
                continue
            made[self._key(str(key))] = (
                self._cleaner.whole(kind, scalar(inner), self._patient) if whole and kind else self._inner(inner)
            )
        return made

    def _spans(self, value: Any, text: str, *, needed: bool) -> list[dict[str, Any]] | None:
        """Spans where they are in the clean text; None for what only looks like spans, in a column of no head."""
        cell = self._values[text]
        try:
            marks = sorted({placed(mark, Passage(cell, cell)) for mark in marks_of(value)})
        except ValueError:
            if not needed:
                return None
            raise DataError(
                "a span does not fit its text",
                where=self._where,
                hint="Give the first character, and the one after the last; the text itself is not shown here.",
            ) from None
        moved = self._cleaned(text)
        made = []
        for mark in marks:
            start, end = moved.new_span(mark.start, mark.end)
            made.append({"start": start, "end": end, "label": mark.label})
        return made


def _tags(cell: Any) -> list[str] | None:
    """Tags of a cell, one for each token."""
    tags = cell.split() if isinstance(cell, str) else cell
    fits = (
        isinstance(tags, list) and len(tags) > 1 and all(isinstance(tag, str) and _TAG.fullmatch(tag) for tag in tags)
    )
    return tags if fits else None
