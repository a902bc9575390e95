"""Lengths of time as people write them."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator, Field

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_WRITTEN = re.compile(r"(\d+(?:\.\d+)?)\s*([smhdw])")


def seconds(text: str) -> float:
    """Seconds of `90s`, `5m`, `2h`, `3d` or `8w`.

    :raises ValueError: for anything else.

    >>> seconds("2h")
    7200.0
    """
    match = _WRITTEN.fullmatch(text.strip())
    if not match:
        raise ValueError(f"expected a time such as 90s, 5m, 2h, 3d or 8w, found {text[:40]!r}")
    return float(match[1]) * _UNITS[match[2]]


def written(length: float) -> str:
    """The shortest way to write a number of seconds.

    >>> written(7200), written(90), written(604_800)
    ('2h', '90s', '1w')
    """
    for unit in ("w", "d", "h", "m"):
        if length >= _UNITS[unit] and length % _UNITS[unit] == 0:
            return f"{length / _UNITS[unit]:g}{unit}"
    return f"{length:g}s"


def _of_words(value: object) -> object:
    return seconds(value) if isinstance(value, str) else value


Duration = Annotated[float, BeforeValidator(_of_words), Field(gt=0)]
"""Seconds; written as `5m` in settings."""
