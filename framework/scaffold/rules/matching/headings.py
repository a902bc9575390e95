"""Headings that say something of all that stands under them: "Family history:", "PMH:", 家族史：.

`headings.csv` has the headings with what they assert; those with nothing only end the section before them. A heading
stands at the beginning of a line or of a sentence, with a colon behind it, or has a line of its own.
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_right
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from scaffold.rules.matching.triggers import trigger_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold.rules.matching.triggers import AssertionKind

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
# A text without any of them has no heading; the search takes long to find none.
_MARKS = (":", "：", "\n", " - ")
_LIST = re.compile(r"[ \t]+\S|[ \t]*[-*•·]")
_REST = re.compile(r"[a-z]")
_FULL_STOPS = (".", ";", "。", "；")
_BLANKS = re.compile(r"\s*")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
# Whatever else is written like a heading ends a section, unless it is somebody the section tells of.
_UNKNOWN = rf"^[ \t]*(?P<other>[^\W\d_][^\W_{_HAN}/&()' -]{{1,30}}|[{_HAN}]{{2,8}})[ \t]*[:：]"


class HeadingTable(NamedTuple):
    """All headings as one pattern.

    :ivar pattern: its group `known` or `alone` is a heading of the table, `other` one that is not in it.
    :ivar kinds: what a heading asserts, None for nothing, by the heading in lower case.
    """

    pattern: re.Pattern[str]
    kinds: Mapping[str, AssertionKind | None]


class Sections:
    """The stretches of a text that stand under a heading which asserts something.

    A section ends with the next heading, or with the first blank line after its content has begun. Where the content
    begins in the line of the heading it ends with that line, unless the next one goes on: a list, a relative, or the
    rest of a sentence.

    >>> text = "Family history: father had a stroke. Mother: asthma.\\nMedication: aspirin."
    >>> sections = Sections(text)
    >>> sections.kind(text.index("asthma")), sections.kind(text.index("aspirin"))
    ('other_person', None)
    """

    def __init__(self, text: str) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._kinds: list[AssertionKind] = []
        if any(mark in text for mark in _MARKS):
            self._read(text)

    def kind(self, place: int) -> AssertionKind | None:
        """What the heading of a place asserts; None where it is under no such heading."""
        number = bisect_right(self._starts, place) - 1
        return self._kinds[number] if number >= 0 and place < self._ends[number] else None

    def _read(self, text: str) -> None:
        table = heading_table()
        found = [match for match in table.pattern.finditer(text) if not _is_person(match["other"])]
        stops = [match.start() for match in found[1:]] + [len(text)]
        for match, stop in zip(found, stops, strict=False):
            heading = match["known"] or match["alone"]
            kind = table.kinds[" ".join(heading.lower().split())] if heading else None
            if kind is not None:
                self._starts.append(match.end())
                self._ends.append(_end(text, match.end(), stop))
                self._kinds.append(kind)


@cache
def heading_table() -> HeadingTable:
    """The table of the English and the Chinese headings."""
    with Path(__file__).with_name("headings.csv").open(encoding="utf-8", newline="") as file:
        kinds = {row["heading"]: cast("AssertionKind | None", row["kind"] or None) for row in csv.DictReader(file)}
    names = "|".join(
        re.escape(each).replace(r"\ ", r"[ \t]+") for each in sorted(kinds, key=lambda each: (-len(each), each))
    )
    place = r"(?:^[ \t]*(?:[0-9]{1,2}[.)][ \t]*)?|(?<=[.;] )|(?<=[。；]))"
    known = rf"{place}(?P<known>{names})[ \t]*(?:[:：]|[ \t][-–—][ \t])"
    alone = rf"^[ \t#*]*(?P<alone>{names})[ \t*]*$"
    pattern = re.compile(f"{known}|{alone}|{_UNKNOWN}", re.IGNORECASE | re.MULTILINE)
    return HeadingTable(pattern, kinds)


def _end(text: str, start: int, stop: int) -> int:
    """Where the content of a heading ends that may reach up to `stop`."""
    begun = _BLANKS.match(text, start, stop)
    first = begun.end() if begun else start
    blank = _BLANK_LINE.search(text, first, stop)
    stop = blank.start() if blank else stop
    if "\n" in text[start:first]:
        return stop
    line = text.find("\n", first, stop)
    while line >= 0 and _goes_on(text, line):
        line = text.find("\n", line + 1, stop)
    return line if line >= 0 else stop


def _goes_on(text: str, line: int) -> bool:
    """Whether the line after a line break belongs to the one before it."""
    if _LIST.match(text, line + 1):
        return True
    if _REST.match(text, line + 1):
        return not text[max(0, line - 3) : line].rstrip().endswith(_FULL_STOPS)
    relative = heading_table().pattern.match(text, line + 1)
    return relative is not None and _is_person(relative["other"])


def _is_person(heading: str | None) -> bool:
    """Whether a heading is somebody else: "Mother:"."""
    rows = trigger_table().rows.get(" ".join(heading.lower().split()), ()) if heading else ()
    return any(row.kind == "other_person" and row.role == "trigger" for row in rows)
