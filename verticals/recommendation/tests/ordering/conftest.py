"""Shops with rules, and candidates of which only the scores are known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest
from hypothesis import settings

from scaffold.rules.language.reading import parse_rules
from scaffold.rules.language.rule_file import RuleSet
from scaffold_recommendation.data.items import Catalogue, Item
from scaffold_recommendation.ordering.candidate import Candidate
from scaffold_recommendation.ordering.context import Context
from scaffold_recommendation.ordering.order import Ordering
from scaffold_recommendation.ordering.settings import OrderingSettings

# A busy machine is no error of the code.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

NOW = 1_700_000_000.0


@pytest.fixture(scope="session")
def shop() -> Callable[..., Ordering]:
    """An ordering over some items, by rules as they are written in a file."""

    def make(items: Iterable[Item] | int, rules: str = "", **chosen: Any) -> Ordering:
        known = [Item(f"i{number}") for number in range(items)] if isinstance(items, int) else items
        found = RuleSet.of([parse_rules(f"rules:\n{rules}", "shop.yaml")]) if rules else None
        return Ordering(Catalogue(known), found, OrderingSettings(**{"diversity": "none", **chosen}))

    return make


@pytest.fixture(scope="session")
def scored() -> Callable[..., list[Candidate]]:
    """Candidates 0, 1, 2, ... with some scores."""

    def make(scores: Sequence[float]) -> list[Candidate]:
        return [Candidate(number, score, 0.5) for number, score in enumerate(scores)]

    return make


@pytest.fixture(scope="session")
def at() -> Callable[..., Context]:
    """A request at a fixed time."""

    def make(**known: Any) -> Context:
        return Context(**{"now": NOW, **known})

    return make
