"""Cells of any format as text, labels and times."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
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


def is_spans(value: Any) -> bool:
    """Whether a label marks spans as `{type: {words: [[first, last], ...]}}`."""
    return isinstance(value, Mapping) and all(isinstance(marks, Mapping) for marks in value.values())


def spans_as_tags(text: str, spans: Mapping[str, Mapping[str, list[list[int]]]]) -> list[str]:
    """One BIO tag a character from spans given by first and last character.

    >>> spans_as_tags("去台湾", {"address": {"台湾": [[1, 2]]}})
    ['O', 'B-address', 'I-address']
    """
    tags = ["O"] * len(text)
    for kind, marks in spans.items():
        for places in marks.values():
            for first, last in places:
                if 0 <= first <= last < len(text):
                    tags[first : last + 1] = [f"B-{kind}"] + [f"I-{kind}"] * (last - first)
    return tags
