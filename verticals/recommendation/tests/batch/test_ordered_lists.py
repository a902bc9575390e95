"""Lists under the rules of a shop are those that a request gets."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scaffold.rules.language.reading import parse_rules
from scaffold.rules.language.rule_file import RuleSet
from scaffold_recommendation.batch.list_plan import ListPlan
from scaffold_recommendation.batch.lists import lists_of
from scaffold_recommendation.batch.user_shard import UserBlock
from scaffold_recommendation.ordering.settings import OrderingSettings
from scaffold_recommendation.service import RecommendationService
from scaffold_recommendation.settings import RecommendationSettings

K = 5
RULES = """
rules:
  - {id: window, when: book 7 of, then: {pin: 2}}
  - {id: gone, when: {phrases: [book 0 of, book 1 of, book 2 of]}, then: {exclude: true}}
"""


@pytest.fixture
def ruled(model):
    """The model with rules of the shop."""
    return replace(model, rules=RuleSet.of([parse_rules(RULES, "shop.yaml")]))


@pytest.mark.parametrize("explore", [0.0, 0.3])
def test_lists_are_those_of_requests(ruled, explore):
    ordering = OrderingSettings(explore=explore)
    settings = RecommendationSettings(ordering=ordering)
    now = ruled.recommender.now + 1000
    users = 60
    block = UserBlock.of(ruled.users, len(ruled.recommender.catalogue), 0, users)
    made = lists_of(ruled, ListPlan(k=K, ordering=ordering, now=now)).of(block)
    service = RecommendationService(ruled, settings)

    for number in range(users):
        asked = service.recommend(ruled.users.ids[number], k=K, now=now, seed=number)
        assert [ruled.recommender.catalogue[item].id for item in made.items[number]] == [
            each.item.id for each in asked.items
        ]
    shown = {ruled.recommender.catalogue[item].id for item in made.items.ravel()}
    assert "i7" in shown
    assert not shown & {"i0", "i1", "i2"}
