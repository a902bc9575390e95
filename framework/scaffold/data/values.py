"""Cells of any format as text, labels and times."""

from __future__ import annotations

import ast
import json
import math
from datetime import UTC, datetime
from typing import Any

from scaffold.text import join_tokens

_MISSING = frozenset({"", "nan", "null", "<na>"})


def scalar(value: Any) -> str:
    """A cell as stripped text; empty if there is nothing in it.

    Tokens are joined, a whole number stored as a float loses its `.0`, other structures become JSON.
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list) and all(isinstance(cell, str) for cell in value):
        return join_tokens(value).strip()
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def is_missing(label: str) -> bool:
    """Whether a label says that there is none: empty, `nan`, `NaN`, `null`.

    >>> is_missing("NaN"), is_missing("none")
    (True, False)
    """
    return label.casefold() in _MISSING


def parse_time(value: Any) -> datetime | None:
    """An ISO 8601 date or time, as UTC where it names no zone; None if it is not one."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            return None
    if not isinstance(value, datetime):
        iso = getattr(value, "isoformat", None)
        return parse_time(iso()) if iso else None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def structure(value: Any) -> Any:
    """A list or object that is written as text, in JSON or as Python prints it; any other cell as it is.

    >>> structure('["a", "b"]'), structure("['a', 'b']"), structure("[sic] he said")
    (['a', 'b'], ['a', 'b'], '[sic] he said')
    """
    if not isinstance(value, str) or value.strip()[:1] + value.strip()[-1:] not in ("[]", "{}"):
        return value
    for read in (json.loads, ast.literal_eval):
        try:
            found = read(value.strip())
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            continue
        return found if isinstance(found, list | dict) else value
    return value
