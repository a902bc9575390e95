"""Two entities of a text between marks: `the <e1>child</e1> in the <e2>cradle</e2>`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from scaffold.data.values import scalar, structure

MARKS = ("<e1>", "</e1>", "<e2>", "</e2>")
_MARK = re.compile(r"</?e[12]>")
_ORDERS = (MARKS, (*MARKS[2:], *MARKS[:2]))
_COLUMNS = (
    ("e1", "e2"),
    ("head", "tail"),
    ("subject", "object"),
    ("subj", "obj"),
    ("entity1", "entity2"),
    ("entity_1", "entity_2"),
    ("head_entity", "tail_entity"),
    ("arg1", "arg2"),
    ("h", "t"),
)


def check_marks(text: str) -> str | None:
    """What is wrong with the marks of a text; None if it holds each of the two entities once, side by side.

    >>> check_marks("the <e2>cradle</e2> of the <e1>child</e1>")
    >>> check_marks("the <e1>child</e1>")
    'there is no <e2>'
    """
    found = list(_MARK.finditer(text))
    marks = tuple(match.group() for match in found)
    for mark in MARKS:
        if marks.count(mark) != 1:
            return f"there is no {mark}" if mark not in marks else f"{mark} stands there {marks.count(mark)} times"
    if marks not in _ORDERS:
        return f"the marks stand in the order {' '.join(marks)}: each entity must be closed before the other begins"
    for opening, closing in (found[:2], found[2:]):
        if not text[opening.end() : closing.start()].strip():
            return f"there is nothing between {opening.group()} and {closing.group()}"
    return None


def mark_entities(text: str, first: tuple[int, int], second: tuple[int, int]) -> str:
    """The text with marks around two stretches of characters, each given by its first and the one after its last.

    >>> mark_entities("the child in the cradle", (4, 9), (17, 23))
    'the <e1>child</e1> in the <e2>cradle</e2>'

    :raises ValueError: if one is empty or outside of the text, or they overlap.
    """
    for start, end in (first, second):
        if not 0 <= start < end <= len(text):
            raise ValueError(f"there is no entity at {start} to {end}: the text has {len(text)} characters")
    places = sorted([(*first, "e1"), (*second, "e2")], reverse=True)
    if places[1][1] > places[0][0]:
        raise ValueError(f"the entities {text[slice(*first)]!r} and {text[slice(*second)]!r} overlap")
    for start, end, name in places:
        text = f"{text[:start]}<{name}>{text[start:end]}</{name}>{text[end:]}"
    return text


def marked_text(text: str, values: Mapping[str, Any]) -> str:
    """A text with both entities marked: as it is if it has marks, else by the columns that name the entities.

    Known pairs of columns are `e1` and `e2`, `head` and `tail`, `subject` and `object`, ...; each holds the words, or
    an object with `start` and `end` (or `pos`), or lies beside columns such as `e1_start` and `e1_end`.

    :raises ValueError: saying which mark or entity is missing or stands there more than once.
    """
    if not _MARK.search(text):
        names = {name.casefold(): name for name in values}
        for one, other in _COLUMNS:
            if one in names and other in names:
                places = [_place(text, values, names[name]) for name in (one, other)]
                return mark_entities(text, *places)
    if problem := check_marks(text):
        raise ValueError(problem)
    return text


def _place(text: str, values: Mapping[str, Any], column: str) -> tuple[int, int]:
    value = structure(values.get(column))
    fields = value if isinstance(value, Mapping) else {}
    given = fields.get("pos") or [fields.get("start"), fields.get("end")]
    if given == [None, None]:
        given = [values.get(f"{column}_start"), values.get(f"{column}_end")]
    numbers = [scalar(each) for each in given] if isinstance(given, list) else []
    if len(numbers) == 2 and all(number.isdecimal() for number in numbers):
        return int(numbers[0]), int(numbers[1])
    words = scalar(next((fields[key] for key in ("name", "text", "word") if key in fields), value))
    times = text.count(words) if words else 0
    if times != 1:
        often = f"stands there {times} times" if times else "does not stand in the text"
        raise ValueError(f"the entity {words[:40]!r} of column {column!r} {often}")
    start = text.index(words)
    return start, start + len(words)
