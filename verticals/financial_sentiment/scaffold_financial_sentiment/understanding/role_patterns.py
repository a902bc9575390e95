"""Sentences with places for two companies: `prefers A to B`."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.rules.matching.context import assertions
from scaffold.rules.matching.inflection import forms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scaffold.rules.matching.folding import Span

_FILE = Path(__file__).with_name("role_patterns.csv")
_NAME = "\x02"
_PARTS = re.compile(r"[AB]|…|[A-Za-z]+~?|[,']|[\u3400-\u9fff]+")
_GAP = r"(?:[^\s\x02]+\s+){0,6}?"
_POSSESSIVE = r"(?:['’]s?)?"
_LETTERS = re.compile("[a-z]+")


@dataclass(frozen=True, slots=True)
class RolePattern:
    """A pattern with what it says of the two companies in it, in the order they stand there.

    :ivar words: of which an ASCII text must have one; empty if it need not.
    """

    words: frozenset[str]
    regex: re.Pattern[str]
    first: str
    second: str


def matching_pattern(text: str, names: Sequence[tuple[Span, str]]) -> dict[str, str]:
    """Sentiment by company as the first pattern that fits says; empty where none does, or what it says is denied.

    :param text: a headline.
    :param names: where names stand in it and the companies they are of, from left to right.

    >>> matching_pattern("Brokers prefer Acme to Beta", [((15, 19), "A"), ((23, 27), "B")])
    {'A': 'positive', 'B': 'negative'}
    """
    if len({company for _, company in names}) < 2:
        return {}
    masked, owners = _masked(text, names)
    for pattern in _candidates(masked):
        match = pattern.regex.search(masked)
        if match is None:
            continue
        inside = [owner for place, owner in owners.items() if match.start() <= place < match.end()]
        (start, _), first = inside[0]
        (_, end), second = inside[-1]
        if first != second and "negated" not in assertions(text, [(start, end)])[0]:
            return {first: pattern.first, second: pattern.second}
    return {}


def _masked(text: str, names: Sequence[tuple[Span, str]]) -> tuple[str, dict[int, tuple[Span, str]]]:
    """The text with one mark for each name, and the name that each mark stands for."""
    parts: list[str] = []
    owners: dict[int, tuple[Span, str]] = {}
    at = length = 0
    for (start, end), company in names:
        parts += [text[at:start], _NAME]
        length += start - at + 1
        owners[length - 1] = (start, end), company
        at = end
    parts.append(text[at:])
    return "".join(parts), owners


def _candidates(text: str) -> Iterator[RolePattern]:
    """The patterns that may fit, in their order: to search for all of them takes long."""
    patterns = _patterns()
    if not text.isascii():
        yield from patterns
        return
    numbers = _by_word()
    found = set(numbers[""]).union(*(numbers.get(word, ()) for word in _LETTERS.findall(text.lower())))
    yield from (patterns[number] for number in sorted(found))


@cache
def _by_word() -> Mapping[str, Sequence[int]]:
    """Numbers of patterns by each of their words; by the empty word those without any."""
    numbers: dict[str, list[int]] = {"": []}
    for number, pattern in enumerate(_patterns()):
        for word in pattern.words or ("",):
            numbers.setdefault(word, []).append(number)
    return numbers


@cache
def _patterns() -> tuple[RolePattern, ...]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            RolePattern(
                _words(row["pattern"]),
                re.compile(_regex(row["pattern"]), re.IGNORECASE),
                row["first"],
                row["second"],
            )
            for row in csv.DictReader(file)
        )


def _words(pattern: str) -> frozenset[str]:
    """The forms of the longest English word of a pattern, in lower case."""
    parts = [part for part in _PARTS.findall(pattern) if part[0].isascii() and part[0].isalpha()]
    longest = max((part for part in parts if part not in ("A", "B")), key=len, default="")
    written = forms(longest[:-1]) if longest.endswith("~") else (longest,)
    return frozenset(piece for form in written for piece in _LETTERS.findall(form.lower()))


def _regex(pattern: str) -> str:
    """A pattern as a regular expression: `~` stands for all forms of a word, `…` for up to six words."""
    if not pattern.isascii() and "…" not in pattern:
        return re.escape(pattern).replace("A", _NAME).replace("B", _NAME)
    made = ""
    for part in _PARTS.findall(pattern):
        if part == "…":
            made += _GAP
        elif part in ("A", "B"):
            # A ticker or another remark may stand behind a name.
            made += rf"{_NAME}{_POSSESSIVE}(?:\s*[(（][^)）]*[)）]{_POSSESSIVE})?,?\s*"
        elif part.endswith("~"):
            made += rf"\b(?:{'|'.join(sorted(forms(part[:-1])))})\b\s*"
        else:
            made += rf"\b{part}\b\s*"
    return made
