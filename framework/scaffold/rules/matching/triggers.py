"""The words that turn a statement round: what `triggers_en.csv` and `triggers_zh.csv` say, as one pattern.

A row is a phrase, its kind, its direction and its reach. The kind is one of the four of ConText; `pseudo` for what only
looks like a trigger; `end` for what ends the scope of every kind before it, `end:past` that of one kind. Without a
reach the scope is some words (negated, uncertain) or the sentence (past, other_person); `clause` stops at a comma.
`{number}`, `{year}` and `{verb}` are places that any number, year or verb fills.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast, get_args

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

AssertionKind = Literal["negated", "uncertain", "past", "other_person"]
Direction = Literal["forward", "backward", "both"]
Reach = Literal["words", "clause", "sentence"]

KINDS: tuple[AssertionKind, ...] = get_args(AssertionKind)
_LETTER = "[a-zà-öø-ɏ0-9_]"
_WORD = re.compile(f"{_LETTER}+")
_PLACES = {
    "{number}": "(?:[0-9]{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|some|several|many|few|a few"
    "|a couple of|[一二三四五六七八九十两几多数]{1,3})",
    "{year}": "(?:19|20)[0-9]{2}",
    "{verb}": "[a-z]{2,7}?",
}


@dataclass(frozen=True, slots=True)
class Trigger:
    """What one phrase does.

    :param kind: the assertion it makes; for an `end` the one it ends, None for all four.
    """

    phrase: str
    role: Literal["trigger", "pseudo", "end"]
    kind: AssertionKind | None
    direction: Direction
    reach: Reach

    @property
    def chinese(self) -> bool:
        """Whether its reach is counted in characters."""
        return not self.phrase.isascii()


@dataclass(frozen=True, slots=True)
class TriggerTable:
    """All triggers as one pattern.

    :param rows: what each phrase does, by the phrase.
    :param open_phrases: the phrases with a place to fill, in the order of the pattern's groups.
    :param words: one of each English phrase: a text without any of them need not be searched.
    """

    pattern: re.Pattern[str]
    rows: Mapping[str, Sequence[Trigger]]
    open_phrases: Sequence[str]
    words: frozenset[str]

    def find(self, text: str, start: int, end: int) -> Iterator[tuple[Trigger, int, int]]:
        """The triggers of a stretch of lower-case text, in order, the longest where several begin.

        With "not found", which denies what stands before it, its "not" denies "found".
        """
        if not self._may_hold(text[start:end]):
            return
        for match in self.pattern.finditer(text, start, end):
            triggers = self._rows_of(match)
            yield from ((trigger, match.start(), match.end()) for trigger in triggers)
            if triggers[0].role == "trigger":
                yield from self._within(text, match, triggers[0])

    def _may_hold(self, text: str) -> bool:
        """Whether a text may hold a trigger; the search takes long to find none."""
        return not text.isascii() or ";" in text or not self.words.isdisjoint(_WORD.findall(text))

    def _within(self, text: str, match: re.Match[str], whole: Trigger) -> Iterator[tuple[Trigger, int, int]]:
        stop = match.end() - 1 if whole.chinese else text.rfind(" ", match.start(), match.end())
        inner = self.pattern.match(text, match.start(), stop) if stop > match.start() else None
        for trigger in self._rows_of(inner) if inner else ():
            if inner and trigger.role == "trigger" and trigger.kind == whole.kind:
                yield trigger, inner.start(), inner.end()

    def _rows_of(self, match: re.Match[str]) -> Sequence[Trigger]:
        if match.lastindex:
            return self.rows[self.open_phrases[match.lastindex - 1]]
        return self.rows[" ".join(match.group().split())]


@cache
def trigger_table() -> TriggerTable:
    """The table of the English and the Chinese triggers."""
    rows: dict[str, list[Trigger]] = {}
    for name in ("triggers_en.csv", "triggers_zh.csv"):
        with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                rows.setdefault(row["phrase"], []).append(_trigger(row))
    # Chinese, and a semicolon, need no blank around them
    english = [phrase for phrase in rows if phrase.isascii() and phrase[0] != ";"]
    chinese = [phrase for phrase in rows if phrase not in english]
    open_phrases = [*_open(english), *_open(chinese)]
    pattern = (
        f"(?<!{_LETTER})(?:{_tree(english)}|{'|'.join(map(_filled, _open(english)))})(?!{_LETTER})"
        f"|{_tree(chinese)}|{'|'.join(map(_filled, _open(chinese)))}"
    )
    return TriggerTable(re.compile(pattern), rows, open_phrases, frozenset(map(_fixed_word, english)))


def _trigger(row: dict[str, str]) -> Trigger:
    role, _, ended = row["kind"].partition(":")
    if role in ("pseudo", "end"):
        kind = cast("AssertionKind", ended) if ended else None
        return Trigger(row["phrase"], cast("Literal['pseudo', 'end']", role), kind, "forward", "sentence")
    reach = row["reach"] or ("words" if role in ("negated", "uncertain") else "sentence")
    return Trigger(
        row["phrase"],
        "trigger",
        cast("AssertionKind", role),
        cast("Direction", row["direction"]),
        cast("Reach", reach),
    )


def _open(phrases: Iterable[str]) -> list[str]:
    """Phrases with a place to fill, the longest first."""
    return sorted((phrase for phrase in phrases if "{" in phrase), key=lambda phrase: (-len(phrase), phrase))


def _fixed_word(phrase: str) -> str:
    """The longest word of a phrase that is neither a place to fill nor grown together with one."""
    words: list[str] = _WORD.findall(re.sub(r"\{\w+\}", "_", phrase))
    return max((word for word in words if "_" not in word), key=len)


def _filled(phrase: str) -> str:
    source = _escaped(phrase)
    for place, pattern in _PLACES.items():
        source = source.replace(re.escape(place), pattern)
    return f"({source})"


def _tree(phrases: Iterable[str]) -> str:
    """One pattern for many phrases that reads each common beginning once, and prefers the longest."""
    following: dict[str, list[str]] = {}
    for phrase in phrases:
        if "{" not in phrase:
            following.setdefault(phrase[:1], []).append(phrase[1:])
    branches = "|".join(f"{_escaped(char)}{_tree(rest)}" for char, rest in sorted(following.items()) if char)
    return f"(?:{branches}){'?' if '' in following else ''}" if branches else ""


def _escaped(phrase: str) -> str:
    return re.escape(phrase).replace(r"\ ", r"\s{1,3}")
