"""A small bookshop for simulated readers."""

from __future__ import annotations

import pytest

from scaffold_recommendation.data.items import Catalogue, Item
from scaffold_recommendation.simulation.taste import END, START

GENRES = ("crime", "travel", "poetry")
THEMES = ("sea", "winter", "food", "letters")
DAY = 86_400.0


def book(number: int, **changed: object) -> Item:
    """One of many books; every author has five."""
    usual: dict[str, object] = {
        "id": f"b{number}",
        "tags": (GENRES[number % 3], THEMES[number % 4], ("dark", "tender")[number % 2]),
        "price": 6.0 + number % 9,
        "since": START - DAY * 200,
        "fields": {"author": f"author {number // 5}", "series": f"series {number // 10}" if number % 10 < 3 else None},
    }
    return Item(**{**usual, **changed})  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """90 books, of which some are Chinese, for adults, not out yet, or gone."""
    odd: dict[int, dict[str, object]] = {
        80: {"fields": {"author": "author 16", "language": "zh"}},
        81: {"fields": {"author": "author 16", "age_limit": 18}},
        82: {"since": END - DAY * 30},
        83: {"until": START + DAY * 30},
        84: {"tags": (), "price": None, "since": None, "fields": {}},
    }
    return Catalogue(book(number, **odd.get(number, {})) for number in range(90))
