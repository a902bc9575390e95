"""A history that comes with a request: ids of items in a file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from scaffold.errors import DataError
from scaffold.files import STREAM

_HINT = "Write ids of items, one a line, the newest last, or a JSON list of them."


def read_history(source: str) -> list[str]:
    """Ids in a file or on standard input (`-`): one a line, JSON lines with `item_id`, or a JSON list; may be empty.

    :raises DataError: for a file that cannot be read, or a line that is no id.
    """
    try:
        content = sys.stdin.buffer.read() if source == STREAM else Path(source).read_bytes()
        text = content.decode("utf-8-sig")
    except FileNotFoundError as error:
        raise DataError("there is no such file", where=source, hint=_HINT) from error
    except OSError as error:
        raise DataError(f"the file cannot be read: {error.strerror}", where=source, hint=_HINT) from error
    except UnicodeDecodeError as error:
        raise DataError("the file is not UTF-8", where=source, hint="Save the file as UTF-8.") from error
    if text.lstrip().startswith("["):
        return [_id(value, source) for value in _list(text, source)]
    lines = ((number, line.strip()) for number, line in enumerate(text.splitlines(), 1))
    return [_id(_value(line, f"{source}:{number}"), f"{source}:{number}") for number, line in lines if line]


def _list(text: str, source: str) -> list[Any]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise DataError(f"this is not JSON: {error}", where=source, hint=_HINT) from error
    assert isinstance(found, list)
    return found


def _value(line: str, where: str) -> Any:
    if not line.startswith("{"):
        return line
    try:
        return json.loads(line)
    except ValueError as error:
        raise DataError(f"this line is not JSON: {error}", where=where, hint=_HINT) from error


def _id(value: Any, where: str) -> str:
    if isinstance(value, dict):
        value = next((value[name] for name in ("item_id", "item", "id") if name in value), None)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise DataError("this is no id of an item", where=where, hint=_HINT)
    return str(value)
