"""What each step does to a list, told item by item."""

from __future__ import annotations

import numpy as np
import pytest

from scaffold_recommendation.data.items import Item
from scaffold_recommendation.ordering.candidate import Candidate

NOW = 1_700_000_000.0


def items_of(places):
    return [each.item for each in places]


def told(place):
    return [(move.rule, move.effect, move.before, move.after) for move in place.moves]


def named(*titles: str) -> list[Item]:
    return [Item(f"i{number}", title) for number, title in enumerate(titles)]


def test_without_anything_it_is_the_order_of_scores(shop, scored, at):
    made = shop(5).explain(scored([0.1, 0.9, 0.5, 0.9, -1.0]), 3, at())

    assert items_of(made.shown) == [1, 3, 2]
    assert [(each.score, each.probability, each.propensity, each.moves) for each in made.shown] == [
        (0.9, 0.5, 1.0, ()),
        (0.9, 0.5, 1.0, ()),
        (0.5, 0.5, 1.0, ()),
    ]
    assert made.left_out == ()


@pytest.mark.parametrize("diversity", ["mmr", "msd", "dpp"])
def test_no_candidates_and_no_places_are_no_list(shop, scored, at, diversity):
    ordering = shop(3, diversity=diversity, explore=0.5, most_per_category=1)
    vectors = np.eye(3, dtype=np.float32)

    assert ordering.order([], 5, at(), vectors[:0]) == []
    assert ordering.order(scored([1, 2, 3]), 0, at(), vectors) == []
    assert ordering.order(scored([1, 2, 3]), -1, at(), vectors) == []
    assert len(ordering.order(scored([1, 2, 3]), 9, at(), vectors)) == 3


def test_an_item_given_twice_is_shown_once_with_its_higher_score(shop, at):
    given = [Candidate(0, 0.1, 0.2), Candidate(1, 0.5, 0.3), Candidate(0, 0.9, 0.4)]
    made = shop(2).order(given, 5, at())

    assert [(each.item, each.score, each.probability) for each in made] == [(0, 0.9, 0.4), (1, 0.5, 0.3)]


def test_what_has_no_score_comes_last(shop, scored, at):
    nan, inf = float("nan"), float("inf")
    boosted = shop(named("a", "b", "c", "d", "salt"), "  - {id: r, when: salt, then: {boost: 3}}")

    assert items_of(shop(4).order(scored([nan, 1.0, 2.0, -inf]), 4, at())) == [2, 1, 0, 3]
    assert items_of(boosted.order(scored([nan, 1.0, 2.0, -inf, 1.5]), 2, at())) == [4, 2]
    assert items_of(shop(2).order(scored([nan, nan]), 2, at())) == [0, 1]


def test_vectors_are_of_the_candidates(shop, scored, at):
    with pytest.raises(ValueError, match="3 candidates have 2 vectors"):
        shop(3).order(scored([1, 2, 3]), 2, at(), np.eye(2, dtype=np.float32))


def test_a_boost_is_in_standard_deviations_and_tells_who_made_way(shop, scored, at):
    rules = "  - {id: up, when: salt, then: {boost: 2}}\n  - {id: down, when: pepper, then: {boost: -1.2}}"
    # The standard deviation is 1.41.
    made = shop(named("pepper", "b", "c", "d", "salt"), rules).explain(scored([5, 4, 3, 2, 1]), 3, at())

    assert items_of(made.shown) == [1, 4, 0]
    assert [told(each) for each in made.shown] == [
        [("down", "others", 2, 1)],
        [("up", "boost", 5, 3), ("down", "others", 3, 2)],
        [("down", "boost", 1, 3)],
    ]
    (out,) = made.left_out
    assert (out.item, told(out)) == (2, [("up", "others", 3, 4)])


def test_scores_that_are_all_the_same_can_be_boosted(shop, scored, at):
    ordering = shop(named("a", "b", "salt"), "  - {id: up, when: salt, then: {boost: 0.1}}")
    assert items_of(ordering.order(scored([1, 1, 1]), 3, at())) == [2, 0, 1]


def test_an_excluded_item_is_not_shown_and_the_first_rule_is_told(shop, scored, at):
    rules = "  - {id: one, when: pepper, then: {boost: 5}}\n"
    rules += "".join(f"  - {{id: {name}, when: {name}, then: {{exclude: yes}}}}\n" for name in ("salt", "sea"))
    made = shop(named("a", "sea salt, pepper", "b"), rules).explain(scored([3, 2, 1]), 2, at())

    assert items_of(made.shown) == [0, 2]
    assert [told(each) for each in made.shown] == [[], []]
    assert [(each.item, told(each)) for each in made.left_out] == [(1, [("salt", "exclude", 2, None)])]


def test_others_can_be_asked_about(shop, scored, at):
    ordering = shop(named("a", "b", "c", "salt"), "  - {id: up, when: salt, then: {exclude: yes}}")
    made = ordering.explain(scored([4, 3, 2, 1]), 2, at(), about=[3, 2, 0, 77])

    assert [(each.item, told(each)) for each in made.left_out] == [(2, []), (3, [("up", "exclude", 4, None)])]


def test_diversity_tells_what_it_moved(shop, scored, at):
    vectors = np.array([[1, 0], [1, 0], [1, 0], [0, 1]], dtype=np.float32)
    for method in ("mmr", "msd", "dpp"):
        made = shop(4, diversity=method, trade_off=0.5).explain(scored([4, 3.9, 3.8, 3.7]), 2, at(), vectors)
        assert items_of(made.shown) == [0, 3]
        assert told(made.shown[1]) == [("diversity", "diversity", 4, 2)]
        assert [(each.item, told(each)) for each in made.left_out] == [(1, [("diversity", "diversity", 2, 3)])]
    assert items_of(shop(4, diversity="mmr", trade_off=1.0).order(scored([4, 3, 2, 1]), 2, at(), vectors)) == [0, 1]
    assert items_of(shop(4, diversity="mmr", depth=3).order(scored([4, 3, 2, 1]), 2, at(), vectors)) == [0, 1]
    assert items_of(shop(4, diversity="mmr").order(scored([4, 3.9, 3.8, 3.7]), 2, at())) == [0, 1]


def test_a_hard_cap_leaves_places_empty_and_a_soft_one_does_not(shop, scored, at):
    items = named("salt", "salt", "b", "salt")
    rule = "  - {id: few, when: salt, then: {at_most: 1}, hardness: %s}"
    soft = shop(items, rule % "soft").explain(scored([4, 3, 2, 1]), 3, at())
    hard = shop(items, rule % "hard").explain(scored([4, 3, 2, 1]), 3, at())

    assert items_of(soft.shown) == [0, 2, 1]
    assert [told(each) for each in soft.shown] == [[], [("few", "others", 3, 2)], [("few", "at_most", 2, 3)]]
    assert items_of(hard.shown) == [0, 2]
    assert [(each.item, told(each)) for each in hard.left_out] == [(1, [("few", "at_most", 2, None)])]
    assert items_of(shop(items, rule % "hard").order(scored([4, 3, 2, 1]), 2, at())) == [0, 2]


def test_at_most_none_is_behind_all_others(shop, scored, at):
    ordering = shop(named("salt", "b", "c"), "  - {id: none, when: salt, then: {at_most: 0}}")
    assert items_of(ordering.order(scored([3, 2, 1]), 2, at())) == [1, 2]
    assert items_of(ordering.order(scored([3, 2, 1]), 3, at())) == [1, 2, 0]


def test_categories_are_capped_by_a_setting(shop, scored, at):
    items = [Item(str(number), tags=tags) for number, tags in enumerate([("a",), ("a", "b"), ("b",), (), (), ()])]
    ordering = shop(items, most_per_category=1)
    made = ordering.explain(scored([6, 5, 4, 3, 2, 1]), 4, at())

    assert items_of(made.shown) == [0, 2, 3, 4]
    assert [(each.item, told(each)) for each in made.left_out] == [(1, [("category", "at_most", 2, 6)])]
    assert items_of(ordering.order(scored([6, 5, 4, 3, 2, 1]), 6, at())) == [0, 2, 3, 4, 5, 1]


def test_a_soft_item_comes_back_only_as_far_as_hard_caps_let_it(shop, scored, at):
    rules = "  - {id: soft, when: salt, then: {at_most: 0}}\n"
    rules += "  - {id: hard, when: pepper, then: {at_most: 1}, hardness: hard}\n"
    made = shop(named("salt and pepper", "pepper", "b"), rules).explain(scored([3, 2, 1]), 3, at())

    assert items_of(made.shown) == [1, 2]
    assert [(each.item, told(each)) for each in made.left_out] == [(0, [("hard", "at_most", 1, None)])]


def test_a_pin_puts_the_best_of_its_items_at_its_place(shop, scored, at):
    made = shop(named("a", "b", "c", "salt", "salt"), "  - {id: pin, when: salt, then: {pin: 2}}").explain(
        scored([5, 4, 3, 1, 2]), 3, at()
    )
    assert items_of(made.shown) == [0, 4, 1]
    assert [told(each) for each in made.shown] == [[], [("pin", "pin", 4, 2)], [("pin", "others", 2, 3)]]
    assert [(each.item, told(each)) for each in made.left_out] == [(2, [("pin", "others", 3, 4)])]


@pytest.mark.parametrize(
    ("rules", "k", "expected"),
    [
        ([("salt", 9, "soft")], 4, [0, 1, 2, 3]),
        ([("salt", 4, "soft")], 9, [0, 1, 2, 4, 3]),
        ([("salt", 7, "hard")], 9, [0, 1, 2, 3, 4]),
        ([("salt", 1, "soft"), ("pepper", 1, "soft")], 3, [4, 3, 0]),
        ([("salt", 1, "soft"), ("pepper", 1, "hard")], 3, [3, 4, 0]),
        ([("salt", 3, "soft"), ("pepper", 3, "soft")], 3, [0, 1, 4]),
        ([("salt", 2, "soft"), ("salt", 1, "soft")], 3, [0, 4, 1]),
        ([("a", 5, "soft"), ("salt", 3, "soft")], 5, [1, 2, 4, 3, 0]),
    ],
)
def test_pins_and_places(shop, scored, at, rules, k, expected):
    lines = [
        f"  - {{id: r{number}, when: {word}, then: {{pin: {place}}}, hardness: {hardness}}}\n"
        for number, (word, place, hardness) in enumerate(rules)
    ]
    ordering = shop(named("a", "b", "c", "pepper", "salt"), "".join(lines))
    assert items_of(ordering.order(scored([5, 4, 3, 2, 1]), k, at())) == expected


@pytest.mark.parametrize(
    ("pin", "cap", "expected"),
    [
        ("soft", "soft", [0, 1, 2]),
        ("soft", "hard", [0, 1, 2]),
        ("hard", "soft", [3, 1, 2]),
        ("hard", "hard", [3, 1, 2]),
    ],
)
def test_a_pinned_item_counts_and_a_hard_pin_is_stronger_than_a_soft_cap(shop, scored, at, pin, cap, expected):
    """Where one may be shown it is the pinned one; where none may, it is shown if only the pin is hard."""
    items = named("salt", "b", "c", "pepper salt")
    rules = f"  - {{id: pin, when: pepper, then: {{pin: 1}}, hardness: {pin}}}\n"
    one = rules + f"  - {{id: cap, when: salt, then: {{at_most: 1}}, hardness: {cap}}}\n"
    made = shop(items, one).explain(scored([4, 3, 2, 1]), 3, at())
    assert items_of(made.shown) == [3, 1, 2]
    # The cap takes its only other item away, by which the pinned one moves up.
    assert told(made.shown[0]) == [("cap", "others", 4, 3), ("pin", "pin", 3, 1)]
    assert [(each.item, told(each)[0][:3]) for each in made.left_out] == [(0, ("cap", "at_most", 1))]

    none = rules + f"  - {{id: cap, when: salt, then: {{at_most: 0}}, hardness: {cap}}}\n"
    shown = items_of(shop(items, none).order(scored([4, 3, 2, 1]), 2, at()))
    assert shown == ([3, 1] if (pin, cap) == ("hard", "soft") else [1, 2])


def test_rules_look_at_the_request(shop, scored, at):
    rules = """
  - {id: tired, when: {field: {name: seen, above: 2}}, then: {boost: -9}}
  - {id: new, when: {field: {name: days_since, below: 3}}, then: {pin: 1}}
  - {id: old, when: {all: [{field: {name: user.age, above: 60}}, salt]}, then: {exclude: yes}}
"""
    items = [Item("a"), Item("b", "salt"), Item("c", since=NOW - 100_000)]
    ordering = shop(items, rules)

    assert items_of(ordering.order(scored([3, 2, 1]), 3, at())) == [2, 0, 1]
    assert items_of(ordering.order(scored([3, 2, 1]), 3, at(seen={0: 3}))) == [2, 1, 0]
    assert items_of(ordering.order(scored([3, 2, 1]), 3, at(seen={0: 2}, user={"age": 61}))) == [2, 0]
    assert items_of(ordering.order(scored([3, 2, 1]), 3, at(now=NOW + 900_000))) == [0, 1, 2]


def test_pinned_items_are_named_so_that_they_can_be_made_candidates(shop, at):
    ordering = shop(named("a", "salt"), "  - {id: pin, when: salt, then: {pin: 2}}")
    assert ordering.pinned(at()) == []
    ordering.prepare()
    assert ordering.pinned(at()) == [1]


def test_several_requests_at_once_read_a_growing_catalogue(shop, at):
    from concurrent.futures import ThreadPoolExecutor

    from scaffold_recommendation.data.items import Catalogue
    from scaffold_recommendation.ordering.order import Ordering

    catalogue = Catalogue(Item(str(number), stock=1 + number % 2) for number in range(50))
    ordering = Ordering(catalogue, None, shop(1).settings)

    def ask(number: int) -> int:
        catalogue.put(Item(f"new {number}", stock=1))
        given = [Candidate(item, 1.0, 0.5) for item in range(len(catalogue))]
        return len(given) - len(ordering.order(given, len(given), at()))

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(200))) == {0}
