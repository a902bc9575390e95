"""Exploration fills places by chance, and says how likely what came there was."""

from __future__ import annotations

from collections import Counter, defaultdict
from math import exp, prod, sqrt

import numpy as np
import pytest

from scaffold_recommendation.data.items import Item

RULES = """
  - {id: pin, when: pinned, then: {pin: 2}}
  - {id: few, when: salt, then: {at_most: 1}, hardness: hard}
  - {id: gone, when: gone, then: {exclude: yes}}
"""
ITEMS = [Item(str(number), title) for number, title in enumerate(["salt", "b", "salt too", "c", "pinned", "gone"])]


def lists(ordering, candidates, k, at, seeds):
    """The lists of some seeds: items and propensities."""
    for seed in range(seeds):
        made = ordering.order(candidates, k, at(seed=seed))
        yield tuple(each.item for each in made), tuple(each.propensity for each in made)


@pytest.mark.parametrize(
    "chosen",
    [
        {"explore": 0.5},
        {"explore": 0.8, "depth": 2},
        {"explore": 1.0, "explore_by": "softmax", "temperature": 2.0},
        {"explore": 0.6, "explore_by": "softmax", "temperature": 3.0, "depth": 3},
    ],
)
@pytest.mark.parametrize(("rules", "k"), [("", 2), (RULES, 3)])
def test_propensities_are_the_probabilities_of_what_is_seen(shop, scored, at, chosen, rules, k):
    seeds = 1200
    seen = Counter(lists(shop(ITEMS, rules, **chosen), scored([6, 5, 4, 3, 2, 1]), k, at, seeds))
    likely = dict(seen.keys())

    # The same list has the same propensities, and those of what may follow the same places make 1.
    assert len(likely) == len(seen)
    after = defaultdict(dict)
    for items, chances in likely.items():
        for place, item in enumerate(items):
            after[items[:place]][item] = chances[place]
    assert all(sum(following.values()) == pytest.approx(1) for following in after.values())
    for (_, chances), count in seen.items():
        share = prod(chances)
        assert abs(count / seeds - share) < 5 * sqrt(share * (1 - share) / seeds)


def test_a_pinned_item_takes_the_room_of_others_of_its_kind(shop, scored, at):
    items = [Item(str(number), title) for number, title in enumerate(["salt", "b", "c", "pinned salt"])]
    for rules in (RULES, RULES.replace(": hard", ": soft")):
        for shown, _ in lists(shop(items, rules, explore=1.0), scored([4, 3, 2, 1]), 3, at, 50):
            assert (shown[1], sorted(shown)) == (3, [1, 2, 3])


@pytest.mark.parametrize("explore_by", ["epsilon", "softmax"])
def test_pins_and_hard_rules_are_not_explored(shop, scored, at, explore_by):
    ordering = shop(ITEMS, RULES, explore=1.0, explore_by=explore_by, temperature=50)
    for items, chances in lists(ordering, scored([6, 5, 4, 3, 2, 1]), 4, at, 300):
        assert (items[1], chances[1]) == (4, 1.0)
        assert 5 not in items
        assert not {0, 2} <= set(items)
        assert len(set(items)) == len(items)


def test_the_chances_of_a_place_by_hand(shop, scored, at):
    made = dict(lists(shop(3, explore=0.3), scored([3, 2, 1]), 1, at, 400))
    assert {items: pytest.approx(chance) for items, chance in made.items()} == {
        (0,): (pytest.approx(0.8),),
        (1,): (pytest.approx(0.1),),
        (2,): (pytest.approx(0.1),),
    }
    # Scores are 1.22 standard deviations apart.
    made = dict(lists(shop(3, explore=1, explore_by="softmax", temperature=2), scored([3, 2, 1]), 1, at, 400))
    weights = [exp(-place * 1.5**0.5 / 2) for place in range(3)]
    assert {items[0]: chances[0] for items, chances in made.items()} == pytest.approx(
        {place: weight / sum(weights) for place, weight in enumerate(weights)}
    )


def test_a_low_temperature_leaves_the_varied_list_as_it_is(shop, scored, at):
    vectors = np.array([[1, 0], [1, 0], [1, 0], [0, 1]], dtype=np.float32)
    ordering = shop(4, diversity="mmr", trade_off=0.5, explore=1, explore_by="softmax", temperature=1e-3)
    made = ordering.order(scored([4, 3.9, 3.8, 3.7]), 2, at(seed=1), vectors)

    assert [each.item for each in made] == [0, 3]
    assert all(each.propensity == pytest.approx(1) for each in made)


def test_a_seed_makes_a_list_come_again_and_none_makes_another(shop, scored, at):
    ordering, candidates = shop(50, explore=1.0), scored(range(50))

    assert ordering.order(candidates, 10, at(seed=3)) == ordering.order(candidates, 10, at(seed=3))
    assert len({tuple(e.item for e in ordering.order(candidates, 10, at())) for _ in range(5)}) == 5


def test_what_came_by_chance_says_so(shop, scored, at):
    ordering = shop(3, explore=1.0)
    for seed in range(20):
        made = ordering.explain(scored([3, 2, 1]), 1, at(seed=seed))
        (shown,) = made.shown
        moves = [(move.rule, move.effect, move.before, move.after) for move in shown.moves]
        assert moves == ([("exploration", "exploration", shown.item + 1, 1)] if shown.item else [])
        assert shown.propensity == pytest.approx(1 / 3)
        for out in made.left_out:
            assert [(m.rule, m.effect, m.before, m.after) for m in out.moves] == [("exploration", "others", 1, 2)]


def test_soft_caps_hold_as_long_as_there_are_others(shop, scored, at):
    items = [Item(str(number), tags=("a",) if number < 6 else (f"b{number}",)) for number in range(10)]
    ordering = shop(items, most_per_category=2, explore=1.0)
    for items_shown, _ in lists(ordering, scored(range(10)), 6, at, 200):
        assert sum(item < 6 for item in items_shown) <= 2
    for items_shown, _ in lists(ordering, scored(range(10)), 8, at, 50):
        assert sum(item < 6 for item in items_shown) == 4
