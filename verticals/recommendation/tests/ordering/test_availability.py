"""What cannot be shown is not, and is told why."""

from __future__ import annotations

import pytest

from scaffold_recommendation.data.items import Item

NOW = 1_700_000_000.0


def of_age(limit, name="age_limit"):
    return Item("x", fields={name: limit})


@pytest.mark.parametrize(
    ("item", "known", "rule"),
    [
        (Item("x", stock=0), {}, "stock"),
        (Item("x", stock=-2), {}, "stock"),
        (Item("x", since=NOW + 1), {}, "not-yet"),
        (Item("x", until=NOW - 1), {}, "no-longer"),
        (Item("x"), {"owned": frozenset({0})}, "taken-already"),
        (of_age(16), {"user": {"age": 15}}, "age-limit"),
        (of_age("16+"), {"user": {"age": "15.5"}}, "age-limit"),
        (of_age(12, "min_age"), {"user": {"age": 11}}, "age-limit"),
        (of_age(6), {}, "age-limit"),
        (of_age(6), {"user": {"age": "unknown"}}, "age-limit"),
        (Item("x", stock=0, since=NOW + 1), {}, "stock"),
    ],
)
def test_what_cannot_be_shown_is_left_out(shop, scored, at, item, known, rule):
    made = shop([item, Item("y")]).explain(scored([2.0, 1.0]), 5, at(**known))

    assert [each.item for each in made.shown] == [1]
    (out,) = made.left_out
    assert (out.item, out.score) == (0, 2.0)
    assert [move.as_dict() for move in out.moves] == [{"rule": rule, "effect": "exclude", "before": 1, "after": None}]


@pytest.mark.parametrize(
    ("item", "known"),
    [
        (Item("x", stock=None), {}),
        (Item("x", stock=1, since=NOW, until=NOW), {}),
        (Item("x"), {"owned": frozenset({1, 7})}),
        (of_age(16), {"user": {"age": 16}}),
        (of_age("from 16"), {"user": {"age": "40"}}),
        (of_age(0), {}),
        (of_age(""), {}),
        (of_age(None), {}),
        (of_age("none"), {}),
    ],
)
def test_what_can_be_shown_is(shop, scored, at, item, known):
    made = shop([item]).explain(scored([1.0]), 5, at(**known))
    assert ([each.item for each in made.shown], made.left_out) == ([0], ())


def test_a_user_of_unknown_age_sees_everything_where_the_shop_says_so(shop, scored, at):
    ordering = shop([of_age(18)], unknown_age="show")
    assert [each.item for each in ordering.order(scored([1.0]), 5, at())] == [0]
    assert ordering.order(scored([1.0]), 5, at(user={"age": 17})) == []
