"""Addresses of the pages.

Ids stand in parameters, since a browser would take an id such as `..` in a path for a step up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold_recommendation.browse.asked import Asked


def home(find: str = "", page: int = 1) -> str:
    """The list of users.

    >>> home("smith", 2)
    '/?find=smith&page=2'
    """
    return f"/{_query([('find', find), ('page', '' if page == 1 else str(page))])}"


def user(name: str, asked: Asked | None = None, taken: str = "") -> str:
    """The page of a user.

    :param taken: id of an item that was just taken.
    """
    return f"/user{_query([('id', name), *_kept(asked), ('taken', taken)])}"


def trying(history: Sequence[str], asked: Asked | None = None, find: str = "") -> str:
    """The page of somebody who took these items."""
    return f"/try{_query([*(('item', each) for each in history), *_kept(asked), ('find', find)])}"


def why(item: str, name: str | None, history: Sequence[str], asked: Asked | None = None) -> str:
    """The page that says why an item is, or is not, on a list."""
    whose = [("user", name)] if name is not None else [("item", each) for each in history]
    return f"/why{_query([('of', item), *whose, *_kept(asked)])}"


def _kept(asked: Asked | None) -> list[tuple[str, str]]:
    return [] if asked is None else list(asked.kept().items())


def _query(pairs: Sequence[tuple[str, str]]) -> str:
    given = [(name, value) for name, value in pairs if value]
    return f"?{urlencode(given, errors='replace')}" if given else ""
