"""Answers that stand in a second text, as in SQuAD."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scaffold.data.labels.places import code_point
from scaffold.data.targets import answer_problem
from scaffold.data.values import is_missing, scalar, structure
from scaffold.errors import DataError

if TYPE_CHECKING:
    from scaffold.data.labels.fields import Fields, Passage

_STARTS = ("answer_start", "answer_starts", "start")
_IMPOSSIBLE = ("is_impossible", "impossible", "unanswerable")
_TRUE = frozenset({"true", "1", "yes"})


@dataclass
class AnswerLabels:
    """Reads the answers in one column.

    :ivar unplaced: how many answers are said to stand nowhere, and where the first was given.
    """

    column: str
    unplaced: int = field(default=0, init=False)
    first_place: str = field(default="", init=False)

    def read(self, row: Fields) -> str | list[str] | None:
        """The answer, a list of several, or an empty text where there is none; starts go to `metadata["answer_start"]`.

        An answer without a start is looked for; one that stands nowhere is passed over.

        :raises DataError: for an answer that does not stand at its start, or a row without a second text.
        """
        given = self._given(row)
        if given is None:
            return None
        if not row.pair.text:
            raise DataError(
                "there is a question and no text to answer it from",
                where=row.where,
                hint="Name the column of that text with --set data.text_pair=COLUMN.",
            )
        found = [place for text, start in given if (place := self._place(text, start, row))]
        if given and not found:
            return None
        pairs = list(dict.fromkeys(found))
        row.metadata["answer_start"] = [start for start, _ in pairs]
        texts = [text for _, text in pairs]
        return texts if len(texts) > 1 else "".join(texts)

    def _given(self, row: Fields) -> list[tuple[str, int | None]] | None:
        """Each answer with its start, if given; an empty list where the row says that there is none."""
        if any(scalar(row.values.get(name)).casefold() in _TRUE for name in _IMPOSSIBLE):
            return []
        value = structure(row.values.get(self.column))
        if isinstance(value, str | None) and is_missing(scalar(value)):
            return None
        starts = next((row.values[name] for name in _STARTS if row.values.get(name) is not None), None)
        try:
            return answers_in(value, structure(starts))
        except ValueError as error:
            raise DataError(
                str(error), where=row.where, hint='Write answers as [{"text": "...", "answer_start": 0}].'
            ) from error

    def _place(self, text: str, start: int | None, row: Fields) -> tuple[int, str] | None:
        if start is None or start < 0:
            at = row.pair.text.find(text)
            if at < 0:
                self.unplaced += 1
                self.first_place = self.first_place or row.where
            return (at, text) if at >= 0 else None
        at = _exact(text, start, row.pair)
        if answer_problem(row.pair.text, at, text):
            # In the cell the start is the one that was given.
            problem = answer_problem(row.pair.cell, start, text)
            name = scalar(row.values.get("id"))
            raise DataError(
                f"{name + ': ' if name else ''}{problem}",
                where=row.where,
                hint="answer_start is the first character of the answer in its text, counted from 0.",
            )
        return at, text

    def notes(self) -> Sequence[str]:
        """What was not taken."""
        if not self.unplaced:
            return ()
        return (
            f"{self.unplaced} answers in column {self.column!r} have no place in their text and are not taken"
            f" (the first: {self.first_place})",
        )


def _exact(text: str, start: int, pair: Passage) -> int:
    """The start in the text as it is kept; counted in UTF-16 units where only that fits."""
    if not pair.cell.startswith(text, start):
        counted = code_point(pair.cell, start)
        start = counted if pair.cell.startswith(text, counted) else start
    return pair.place(start)


def answers_in(value: Any, starts: Any) -> list[tuple[str, int | None]]:
    """The answers of a cell, each with its start where one is given.

    :param starts: the start, or starts, that another column gives.
    :raises ValueError: for what is no answer, or starts that are not as many.
    """
    if isinstance(value, Mapping):
        if "text" not in value:
            raise ValueError("expected an answer with its text")
        return answers_in(value["text"], next((value[name] for name in _STARTS if name in value), starts))
    if isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value):
        return [pair for each in value for pair in answers_in(each, None)]
    texts = [*value] if isinstance(value, list) else [value]
    places = starts if isinstance(starts, list) else [starts] * len(texts)
    if len(places) != len(texts):
        raise ValueError(f"there are {len(texts)} answers and {len(places)} starts")
    return [_trimmed(text, _start(place)) for text, place in zip(texts, places, strict=True) if scalar(text)]


def _trimmed(cell: Any, start: int | None) -> tuple[str, int | None]:
    """An answer without the blanks at its ends."""
    blanks = len(cell) - len(cell.lstrip()) if isinstance(cell, str) else 0
    return scalar(cell), start if start is None or start < 0 else start + blanks


def _start(value: Any) -> int | None:
    cell = scalar(value)
    if is_missing(cell):
        return None
    if not cell.removeprefix("-").isdecimal():
        raise ValueError(f"{cell[:40]!r} is no start of an answer")
    return int(cell)
