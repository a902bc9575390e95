"""YAML as plain values that know their lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from scaffold.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Path = tuple["str | int", ...]

_DEEPEST = 60
_MOST_REPEATED = 200_000
_NOTHING = ("", "~", "null", "Null", "NULL")
_NOT_ALLOWED = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_QUOTES = "Often a phrase that has a colon, a quote or a #, or begins with * or &, needs quotes around it."


@dataclass
class YamlSource:
    """A document whose plain scalars are all strings, so that a phrase `no` stays one.

    :ivar values: mappings, lists, strings and None.
    """

    name: str
    values: Any = None
    _lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Sequence[str | int]) -> int:
        """The line of the value at `path`, or of the nearest one around it; steps that are no keys are left out."""
        known: Path = ()
        for step in path:
            if (*known, step) in self._lines:
                known = (*known, step)
        return self._lines.get(known, 1)

    def where(self, path: Sequence[str | int]) -> str:
        """`file:line` of it."""
        return f"{self.name}:{self.line(path)}"


def read_yaml(text: str, name: str) -> YamlSource:
    """Read a YAML document.

    :raises RuleError: for what is not YAML, a key given twice, or a document nested or repeated beyond reason.
    """
    strange = _NOT_ALLOWED.search(text)
    if strange:
        line = text.count("\n", 0, strange.start()) + 1
        raise RuleError(f"a character that YAML does not allow (U+{ord(strange.group()):04X})", where=f"{name}:{line}")
    source = YamlSource(name)
    try:
        # Events, not nodes: libyaml makes nodes by recursion, and a file of brackets alone overflows its stack.
        events = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        source.values = _Values(source, events).of_document()
    except yaml.MarkedYAMLError as error:
        raise _damaged(error, name) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise RuleError("this cannot be read as YAML; it is nested too deeply or damaged", where=name) from error
    return source


def _damaged(error: yaml.MarkedYAMLError, name: str) -> RuleError:
    mark, begun = error.problem_mark or error.context_mark, error.context_mark
    what = error.problem or error.context or "it cannot be read"
    if begun and mark and begun.line != mark.line:
        what += f" ({error.context}, which began in line {begun.line + 1})"
    return RuleError(f"this is not YAML: {what}", where=f"{name}:{mark.line + 1}" if mark else name, hint=_QUOTES)


@dataclass(frozen=True, slots=True)
class _Value:
    """What was read, how many values it holds, and how many levels of them."""

    value: Any
    size: int = 1
    height: int = 0


class _Values:
    """Events to values. An alias stands for what was read before, and is counted as if it were written there."""

    def __init__(self, source: YamlSource, events: Iterator[Any]) -> None:
        self._source = source
        self._events = events
        self._anchors: dict[str, _Value] = {}
        self._repeated = 0

    def of_document(self) -> Any:
        """The one document; None if there is none."""
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return None
        value = self._of(next(self._events), ()).value
        next(self._events)
        end = next(self._events)
        if not isinstance(end, yaml.StreamEndEvent):
            raise self._error(end, "a second document begins here", "Write one file for each, or delete the ---.")
        return value

    def _of(self, event: Any, path: Path) -> _Value:
        self._check_depth(event, len(path))
        self._source._lines.setdefault(path, _line(event))
        if isinstance(event, yaml.AliasEvent):
            return self._again(event, len(path))
        if isinstance(event, yaml.MappingStartEvent):
            made = self._mapping(path)
        elif isinstance(event, yaml.SequenceStartEvent):
            made = self._list(path)
        else:
            made = _Value(None if not event.style and event.value in _NOTHING else str(event.value))
        if event.anchor:
            self._anchors[event.anchor] = made
        return made

    def _again(self, event: Any, depth: int) -> _Value:
        known = self._anchors.get(event.anchor)
        if known is None:
            raise self._error(event, f"*{event.anchor} stands for &{event.anchor}, which does not end before", _QUOTES)
        self._check_depth(event, depth + known.height)
        self._repeated += known.size
        if self._repeated > _MOST_REPEATED:
            raise self._error(event, "the document is repeated beyond reason", "Write fewer * for the same &.")
        return known

    def _list(self, path: Path) -> _Value:
        made: list[_Value] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            made.append(self._of(event, (*path, len(made))))
        return _together([each.value for each in made], made)

    def _mapping(self, path: Path) -> _Value:
        made: dict[str, _Value] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._error(event, "a key is a word, not a list or a mapping", _QUOTES)
            key = str(event.value)
            if key in made:
                raise self._error(event, f"the key {key!r} is given twice", "Delete one of them.")
            self._source._lines[(*path, key)] = _line(event)
            made[key] = self._of(next(self._events), (*path, key))
        return _together({key: each.value for key, each in made.items()}, list(made.values()))

    def _check_depth(self, event: Any, depth: int) -> None:
        if depth > _DEEPEST:
            raise self._error(event, f"the document is nested too deeply, {_DEEPEST} levels at most", None)

    def _error(self, event: Any, message: str, hint: str | None) -> RuleError:
        return RuleError(message, where=f"{self._source.name}:{_line(event)}", hint=hint)


def _together(value: Any, parts: Sequence[_Value]) -> _Value:
    return _Value(value, 1 + sum(each.size for each in parts), 1 + max((each.height for each in parts), default=0))


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
