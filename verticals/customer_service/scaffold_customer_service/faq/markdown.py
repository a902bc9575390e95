"""Questions as Markdown headings, answers as the text below them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from scaffold.errors import DataError

_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*?)(?:\s+\{#([\w.-]+)\})?\s*#*\s*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


@dataclass
class Section:
    """A heading and the text under it.

    :ivar id: the id of `## Question {#id}`; empty without one.
    :ivar topic: the heading above this one that has no text of its own.
    """

    level: int
    heading: str
    id: str
    line: int
    topic: str = ""
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text under the heading, without blank lines around it."""
        return "\n".join(self.lines).strip()


def read_sections(lines: Iterable[str], where: str) -> Iterator[Section]:
    """Headings of level 2 and below that have text; one without text is the topic of deeper ones after it.

    Text under a level 1 heading is an introduction and is passed over. A `#` in a code fence is text.

    :raises DataError: for a heading without text or deeper headings.
    """
    topics: list[Section] = []
    last: Section | None = None
    for section in _sections(lines):
        if last is not None and not last.text:
            _check_topic(last, section, where)
            topics.append(last)
        topics = [topic for topic in topics if topic.level < section.level]
        section.topic = topics[-1].heading if topics else ""
        last = section if section.level > 1 else None
        if last is not None and section.text:
            yield section
    if last is not None and not last.text:
        _check_topic(last, None, where)


def _check_topic(section: Section, following: Section | None, where: str) -> None:
    if following is None or following.level <= section.level:
        raise DataError(
            f"the question {section.heading!r} has no answer below it",
            where=f"{where}:{section.line}",
            hint="Write the answer under the heading, or remove the heading.",
        )


def _sections(lines: Iterable[str]) -> Iterator[Section]:
    current: Section | None = None
    fence = ""
    for number, raw in enumerate(lines, start=1):
        line = raw.rstrip("\r\n")
        fence = _fence(line, fence)
        heading = None if fence else _HEADING.match(line)
        if heading:
            if current:
                yield current
            current = Section(len(heading[1]), heading[2].strip(), heading[3] or "", number)
        elif current:
            current.lines.append(line)
    if current:
        yield current


def _fence(line: str, open_fence: str) -> str:
    """The fence that is open after `line`, empty outside of code."""
    mark = _FENCE.match(line)
    if mark is None:
        return open_fence
    if not open_fence:
        return mark[1]
    closes = mark[1][0] == open_fence[0] and len(mark[1]) >= len(open_fence)
    return "" if closes and not line.strip().strip(open_fence[0]) else open_fence
