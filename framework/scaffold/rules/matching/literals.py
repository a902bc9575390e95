"""Strings that every match of a regular expression contains, read off the expression."""

from __future__ import annotations

import re
from dataclasses import dataclass

# At most so many strings are multiplied out, and at most so many stand in one alternative.
_MOST_EXACT = 16
_MOST_NEEDED = 256
_FEWEST_CHARACTERS = 2

_ESCAPE = re.compile(
    r"""\\(?: Q(?P<quoted>.*?)(?:\\E|\Z) | x\{(?P<braced>[0-9A-Fa-f]+)\} | x(?P<hex>[0-9A-Fa-f]{2})
    | (?P<wide>[pP](?:\{[^}]*\}|.) | [dDsSwW]) | (?P<empty>[AzbB]) | (?P<control>[afnrtv])
    | (?P<plain>[!-/:-@\[-^`{-~]) )""",
    re.DOTALL | re.VERBOSE,
)
_CONTROL = dict(zip("afnrtv", "\a\f\n\r\t\v", strict=True))
_REPEAT = re.compile(r"(?:([*+?])|\{(\d+)(?:,\d*)?\})\??")
_ONCE_OR_NOT = re.compile(r"\?\??")
_FLAGS = re.compile(r"\(\?[imsU-]*\)")
_GROUP = re.compile(r"\((?:\?(?:P?<\w+>|[imsU-]*:))?")
_POSIX = re.compile(r"\[:\^?\w+:\]")


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a part of the expression.

    :param exact: all strings it matches, where they are few.
    :param needed: every match contains one of these.
    """

    exact: frozenset[str] | None = None
    needed: frozenset[str] | None = None

    def best(self) -> frozenset[str] | None:
        """The strings that say most, of which every match contains one."""
        return _better(self.exact, self.needed)


_ANYTHING = _Known()
_NOTHING = _Known(frozenset([""]))


class _UnknownSyntaxError(Exception):
    """Something in the expression that is not read here."""


def required_literals(source: str) -> frozenset[str] | None:
    """Case-folded strings of which every match of the RE2 expression `source` contains at least one.

    :returns: `None` where there are none of two characters or more; never a string that could be missing.

    >>> sorted(required_literals("(?:lost|stole[n]?) my +card")), required_literals("[0-9]+ ?mg?")
    (['lost my', 'stole my', 'stolen my'], None)
    """
    try:
        best = _Walk(source).whole().best()
    except (_UnknownSyntaxError, RecursionError):
        return None
    return best if best and min(map(len, best)) >= _FEWEST_CHARACTERS else None


class _Walk:
    """Recursive descent through an expression that RE2 has accepted."""

    def __init__(self, source: str) -> None:
        self._source, self._place = source, 0

    def whole(self) -> _Known:
        known = self._alternatives()
        if self._place < len(self._source):
            raise _UnknownSyntaxError
        return known

    def _alternatives(self) -> _Known:
        branches = [self._sequence()]
        while self._next() == "|":
            self._place += 1
            branches.append(self._sequence())
        return _either(branches)

    def _sequence(self) -> _Known:
        parts: list[_Known] = []
        while self._next() not in ("", "|", ")"):
            parts.append(self._repeated(self._atom()))
        return _joined(parts)

    def _repeated(self, part: _Known) -> _Known:
        while match := _REPEAT.match(self._source, self._place):
            self._place = match.end()
            if _ONCE_OR_NOT.fullmatch(match.group()):
                part = _either([part, _NOTHING])
            elif match[1] == "*" or (match[2] and int(match[2]) == 0):
                part = _ANYTHING
            else:
                part = _Known(None, part.best())
        return part

    def _atom(self) -> _Known:
        char = self._next()
        if char == "\\":
            return self._escape()
        if char == "[":
            return self._class()
        if char == "(":
            return self._group()
        self._place += 1
        if char in "^$":
            return _NOTHING
        return _ANYTHING if char == "." else _exactly(char)

    def _group(self) -> _Known:
        if match := _FLAGS.match(self._source, self._place):
            self._place = match.end()
            return _NOTHING
        match = _GROUP.match(self._source, self._place)
        self._place = match.end() if match else self._place
        if self._next() == "?":
            raise _UnknownSyntaxError
        known = self._alternatives()
        if self._next() != ")":
            raise _UnknownSyntaxError
        self._place += 1
        return known

    def _escape(self) -> _Known:
        match = self._take(_ESCAPE)
        if match["wide"]:
            return _ANYTHING
        if match["quoted"] is not None:
            if _REPEAT.match(self._source, self._place):
                raise _UnknownSyntaxError  # repeats the last character only
            return _exactly(match["quoted"])
        return _NOTHING if match["empty"] else _exactly(_character(match))

    def _class(self) -> _Known:
        """A class of few characters is as good as the alternatives it stands for."""
        self._place += 1
        chars: set[str] = set()
        is_wide = self._next() == "^"
        self._place += is_wide
        is_first = True
        while is_first or self._next() != "]":
            is_first = False
            low = self._member()
            high = low
            if self._next() == "-" and self._source[self._place + 1 : self._place + 2] != "]":
                self._place += 1
                high = self._member()
            if low is None or high is None or ord(high) - ord(low) >= _MOST_EXACT:
                is_wide = True
            else:
                chars.update(map(chr, range(ord(low), ord(high) + 1)))
        self._place += 1
        return _ANYTHING if is_wide or len(chars) > _MOST_EXACT else _Known(frozenset(map(str.casefold, chars)))

    def _member(self) -> str | None:
        """A character of a class, or `None` for a class within it."""
        char = self._next()
        if not char:
            raise _UnknownSyntaxError
        if char == "\\":
            match = self._take(_ESCAPE)
            if match["empty"] or match["quoted"] is not None:
                raise _UnknownSyntaxError
            return None if match["wide"] else _character(match)
        if self._source.startswith("[:", self._place):
            self._take(_POSIX)
            return None
        self._place += 1
        return char

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str]:
        match = pattern.match(self._source, self._place)
        if not match:
            raise _UnknownSyntaxError
        self._place = match.end()
        return match

    def _next(self) -> str:
        return self._source[self._place : self._place + 1]


def _character(match: re.Match[str]) -> str:
    digits = match["braced"] or match["hex"]
    if digits:
        return chr(int(digits, 16))
    return _CONTROL[match["control"]] if match["control"] else match["plain"]


def _exactly(text: str) -> _Known:
    return _Known(frozenset([text.casefold()]))


def _either(branches: list[_Known]) -> _Known:
    if len(branches) == 1:
        return branches[0]
    exact: frozenset[str] | None = frozenset()
    needed: frozenset[str] | None = frozenset()
    for branch in branches:
        exact = None if exact is None or branch.exact is None else exact | branch.exact
        best = branch.best()
        needed = None if needed is None or best is None else needed | best
    return _Known(
        exact if exact is not None and len(exact) <= _MOST_EXACT else None,
        needed if needed is not None and len(needed) <= _MOST_NEEDED else None,
    )


def _joined(parts: list[_Known]) -> _Known:
    needed: frozenset[str] | None = None
    run = frozenset([""])
    is_exact = True
    for part in parts:
        longer = None if part.exact is None else frozenset(left + right for left in run for right in part.exact)
        if longer is not None and len(longer) <= _MOST_EXACT:
            run = longer
            continue
        is_exact = False
        needed = _better(needed, _better(run, part.needed))
        run = frozenset([""]) if part.exact is None else part.exact
    return _Known(run if is_exact else None, _better(needed, run))


def _better(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    """The set whose shortest string is longer; of equal ones the smaller; none that holds the empty string."""
    usable = [each for each in (one, other) if each and "" not in each]
    return max(usable, key=lambda own: (min(map(len, own)), -len(own)), default=None)
