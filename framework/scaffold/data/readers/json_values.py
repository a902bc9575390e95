"""Values of one large JSON file, one after the other, with line numbers and without holding the file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from scaffold.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK = 1 << 16
_SPACE = " \t\r\n"


class Value(NamedTuple):
    """A value inside a JSON file.

    :ivar key: key of the top-level object it stands under; None in a top-level array.
    :ivar listed: whether it is an element of an array.
    """

    key: str | None
    value: Any
    line: int
    listed: bool


class JsonValues:
    """Walks over a top-level array, or over a top-level object and the arrays right below it.

    :raises DataError: naming the line where the file stops being JSON.
    """

    def __init__(self, stream: TextIO, where: str) -> None:
        self._stream = stream
        self._where = where
        self._text = ""
        self._at = 0
        self._line = 1
        self._whole = False
        self._decoder = json.JSONDecoder()

    def __iter__(self) -> Iterator[Value]:
        opening = self._peek()
        if opening == "[":
            yield from self._array(None)
        elif opening == "{":
            yield from self._object()
        else:
            raise self._broken("expected [ or {")
        if self._peek():
            raise self._broken("there is more after the end")

    def _object(self) -> Iterator[Value]:
        for _ in self._members("{", "}"):
            key = self._value()
            if not isinstance(key, str):
                raise self._broken("expected a key in double quotes")
            if self._peek() != ":":
                raise self._broken("expected :")
            self._at += 1
            if self._peek() == "[":
                yield from self._array(key)
            else:
                line = self._line
                yield Value(key, self._value(), line, listed=False)

    def _array(self, key: str | None) -> Iterator[Value]:
        for _ in self._members("[", "]"):
            self._peek()
            line = self._line
            yield Value(key, self._value(), line, listed=True)

    def _members(self, opening: str, closing: str) -> Iterator[None]:
        """Step from member to member; the caller reads each."""
        assert self._peek() == opening
        self._at += 1
        if self._peek() == closing:
            self._at += 1
            return
        while True:
            yield
            mark = self._peek()
            self._at += 1
            if mark == closing:
                return
            if mark != ",":
                raise self._broken(f"expected , or {closing}")

    def _peek(self) -> str:
        """The next character that is not white space, which is passed over; empty at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _SPACE:
                self._line += self._text[self._at] == "\n"
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _value(self) -> Any:
        self._peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                cut_short = error.pos + 64 > len(self._text) or error.msg.startswith("Unterminated string")
                if cut_short and self._more():
                    continue
                self._line += self._text.count("\n", self._at, error.pos)
                raise self._broken(error.msg) from error
            except RecursionError as error:
                raise self._broken("nested too deeply") from error
            if end < len(self._text) or not self._more():
                self._line += self._text.count("\n", self._at, end)
                self._at = end
                return value

    def _more(self) -> bool:
        chunk = "" if self._whole else self._stream.read(max(_CHUNK, len(self._text) - self._at))
        if not chunk:
            self._whole = True
            return False
        self._text = self._text[self._at :] + chunk
        self._at = 0
        return True

    def _broken(self, problem: str) -> DataError:
        return DataError(
            f"this is not JSON: {problem}",
            where=f"{self._where}:{self._line}",
            hint="Mend the file at this line, or write one object a line and call it .jsonl.",
        )
