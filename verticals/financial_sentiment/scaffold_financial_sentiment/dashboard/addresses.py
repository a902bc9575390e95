"""Addresses of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping


def incident(name: str) -> str:
    """The page of an incident."""
    return f"/incidents/{_quoted(name)}"


def company(name: str, days: int = 0) -> str:
    """The page of a company.

    :param days: how much of its news is shown; the usual if 0.
    """
    return f"/companies/{_quoted(name)}{query({'days': days or ''})}"


def query(parameters: Mapping[str, object]) -> str:
    """The parameters behind a page, empty ones left out; empty if none is left.

    >>> query({"topic": "legal", "days": 30, "company": ""})
    '?topic=legal&days=30'
    """
    given = {name: str(value) for name, value in parameters.items() if value not in ("", None)}
    return f"?{urlencode(given, errors='replace')}" if given else ""


def _quoted(name: str) -> str:
    return quote(name, safe="", errors="replace")
