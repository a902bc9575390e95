"""Regular expressions of all rules, each tried only where a string that it needs occurs (RE2 syntax, linear time)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from scaffold.errors import DataError
from scaffold.extras import need
from scaffold.rules.matching.automaton import automaton
from scaffold.rules.matching.literals import required_literals

if TYPE_CHECKING:
    from scaffold.rules.matching.folding import Span

MOST_MATCHES = 1_000
"""Of one pattern in one text: each is found in linear time, and so many of them are enough for any rule."""

_MEMORY = 8 << 20
_SURROGATE = re.compile("[\ud800-\udfff]")
_BYTE = re.compile(r"(?<!\\)(?:\\\\)*\\C")

# How RE2 begins to say what is wrong; what that means, and what to write instead.
_COMPLAINTS = (
    (
        r"invalid perl operator: \(\?<?[=!]",
        "looks around a match, which needs more than linear time",
        "match the words themselves, and put what must not be there in a condition of its own under `not`",
    ),
    (
        r"invalid perl operator: \(\?P$|invalid escape sequence: \\[1-9k]",
        "refers back to a group, which needs more than linear time",
        "write the alternatives out, as in (?:aa|bb)",
    ),
    (
        r"invalid perl operator: \(\?",
        "begins a group in a way that is not known here",
        "write (?:...) for a group, (?P<name>...) for a named one",
    ),
    (r"invalid escape sequence: \\Z", r"has \Z for the end of the text", r"write \z"),
    (
        r"invalid escape sequence",
        "has an escape that is not known here",
        r"write \\ for a backslash, or leave it out",
    ),
    (
        r"bad repetition operator",
        "repeats what is repeated already",
        "write one of * + ? {n,m}, or a group around the first",
    ),
    (
        r"invalid repetition size|pattern too large",
        "repeats more often than can be compiled (1000 times in all), or from more to fewer",
        "write * or +, or smaller numbers from low to high",
    ),
    (
        r"no argument for repetition",
        "repeats what is not there",
        r"write a character or a group before it, or \* \+ \? for the sign itself",
    ),
    (
        r"missing \)",
        "has a parenthesis that is not closed",
        r"write ) where the group ends, or \( for the sign itself",
    ),
    (
        r"unexpected \)",
        "closes a parenthesis that was never opened",
        r"write ( where the group begins, or \) for the sign itself",
    ),
    (r"missing \]", "has a bracket that is not closed", r"write ] where the class ends, or \[ for the sign itself"),
    (
        r"invalid character class range",
        "has a range or class that does not exist",
        "write ranges from low to high, as in [a-z]",
    ),
    (r"invalid named capture group", "names a group wrongly", "write (?:...), for names are not used"),
    (r"trailing \\", "ends in a backslash", r"write \\ for the sign itself"),
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression that somebody looks for.

    :param source: in the syntax of RE2; `\\w`, `\\d` and `\\b` know ASCII only there.
    :param owner: the number of who looks for it.
    :param match_case: only where capitals and small letters are the same.
    """

    source: str
    owner: int
    match_case: bool = False


def check_pattern(source: str) -> str | None:
    """What is wrong with a regular expression and what to write instead, or `None`.

    >>> check_pattern("lost (card")
    'has a parenthesis that is not closed; write ) where the group ends, or \\\\( for the sign itself'
    """
    if not source:
        return "is empty; write what to look for"
    if _SURROGATE.search(source):
        return "holds half a character; write it anew"
    if _BYTE.search(source):
        return r"has \C for one byte, which may be part of a character; write . for a character"
    try:
        _compiled(source, match_case=False)
    except need("re2").error as error:
        return _explained(error)
    return None


class PatternIndex:
    """All regular expressions, ready to be found; the same one of several owners is kept once.

    :raises DataError: where `check_pattern` finds something.
    """

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        owners: dict[tuple[str, bool], set[int]] = {}
        for pattern in patterns:
            owners.setdefault((pattern.source, pattern.match_case), set()).add(pattern.owner)
        self._expressions: list[tuple[Any, tuple[int, ...]]] = []
        self._always: list[int] = []
        needed: dict[str, list[int]] = {}
        for number, ((source, match_case), own) in enumerate(owners.items()):
            wrong = check_pattern(source)
            if wrong:
                raise DataError(f"the regular expression {source!r} {wrong}")
            self._expressions.append((_compiled(source, match_case), tuple(sorted(own))))
            literals = required_literals(source)
            for literal in literals or ():
                needed.setdefault(literal, []).append(number)
            if literals is None:
                self._always.append(number)
        self._automaton = automaton((literal, tuple(numbers)) for literal, numbers in sorted(needed.items()))

    def find(self, text: str) -> Iterator[tuple[int, Span]]:
        """Owner and span of every match that is not empty, in the order of start, end, owner.

        The matches of one pattern do not overlap, and are the first `MOST_MATCHES` of it.
        """
        tried = set(self._always)
        if self._automaton:
            for _, numbers in self._automaton.iter(text.casefold()):
                tried.update(numbers)
        if tried:
            for start, end, owner in sorted(self._matches(text, tried)):
                yield owner, (start, end)

    def _matches(self, text: str, tried: Iterable[int]) -> set[tuple[int, int, int]]:
        data = _encoded(text)
        found: set[tuple[int, int, int]] = set()
        for number in tried:
            expression, owners = self._expressions[number]
            for match in islice(expression.finditer(data), MOST_MATCHES):
                start, end = match.span()
                if start < end:
                    found.update((start, end, owner) for owner in owners)
        return found if len(data) == len(text) else _in_characters(found, data)


def _compiled(source: str, match_case: bool) -> Any:
    re2 = need("re2")
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    options.case_sensitive = match_case
    options.max_mem = _MEMORY
    return re2.compile(source, options)


def _explained(error: Exception) -> str:
    given = error.args[0] if error.args else ""
    said = given.decode("utf-8", "replace") if isinstance(given, bytes) else str(given)
    for begins, wrong, instead in _COMPLAINTS:
        if re.match(begins, said):
            return f"{wrong}; {instead}"
    return f"is no regular expression that RE2 knows: {said}"


def _encoded(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text).encode("utf-8")


def _in_characters(found: set[tuple[int, int, int]], data: bytes) -> set[tuple[int, int, int]]:
    """Positions of characters instead of bytes."""
    places = {0: 0}
    before = 0
    for place in sorted({place for start, end, _ in found for place in (start, end)}):
        places[place] = places[before] + len(data[before:place].decode("utf-8"))
        before = place
    return {(places[start], places[end], owner) for start, end, owner in found}
