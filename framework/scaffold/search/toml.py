"""Settings as TOML."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml(values: Mapping[str, Any]) -> str:
    """Nested mappings of plain values as a TOML file; None cannot be said and is left out.

    >>> print(toml({"a": {"b": 1, "c": {"d e": [True, "x"]}}}), end="")
    [a]
    b = 1
    <BLANKLINE>
    [a.c]
    "d e" = [true, "x"]
    """
    return "\n".join(_tables(values, ())).lstrip("\n") + "\n"


def _tables(values: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    plain = {name: value for name, value in values.items() if not isinstance(value, dict) and value is not None}
    if plain and path:
        yield f"\n[{'.'.join(map(_key, path))}]"
    yield from (f"{_key(name)} = {_value(value)}" for name, value in plain.items())
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _tables(value, (*path, name))


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_key(name)} = {_value(one)}' for name, one in value.items())}}}"
    return _text(value) if isinstance(value, str) else repr(value)


def _text(value: str) -> str:
    # JSON's escapes are TOML's, but that DEL has to be escaped too.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
