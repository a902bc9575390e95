"""The rules that come with the vertical do what they say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import scaffold_recommendation
from scaffold.rules.language.condition import MetadataField
from scaffold.rules.language.parts import conditions_of
from scaffold.rules.language.reading import read_rule_file
from scaffold.rules.language.rule_file import RuleSet
from scaffold.rules.lint.linter import lint
from scaffold_recommendation.data.items import Catalogue, Item
from scaffold_recommendation.ordering.order import Ordering
from scaffold_recommendation.ordering.settings import OrderingSettings

FILE = Path(scaffold_recommendation.__file__).parent / "rules.yaml"
NOW = 1_700_000_000.0
PLAIN = [Item(f"plain {number}", "The Salt Road", tags=("history",)) for number in range(4)]


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return RuleSet.of([read_rule_file(FILE)])


@pytest.fixture
def shown(rules, scored, at):
    """Places of a list of four on which some items stand before plain ones, by their scores."""

    def make(*items: Item, **known) -> list[str]:
        ordering = Ordering(Catalogue([*items, *PLAIN]), rules, OrderingSettings(diversity="none"))
        scores = [1.0 - number / 100 for number in range(len(items) + 4)]
        return [(*items, *PLAIN)[each.item].id for each in ordering.order(scored(scores), 4, at(**known))]

    return make


def test_nothing_is_wrong_with_them(rules):
    found = lint(rules.files, date(2027, 1, 1))
    assert [each.message for each in found if each.severity != "info"] == []


def test_each_says_whose_it_is_and_has_examples_if_it_looks_at_words(rules):
    for rule in rules:
        assert rule.then.about_lists
        assert not rule.then.about_texts
        assert all((rule.description, rule.owner, rule.source)), rule.id
        looks_at_words = any(
            not isinstance(each, MetadataField) and each is not rule.when for each in conditions_of(rule.when)
        )
        if looks_at_words and "user." not in str(rule.when):
            assert rule.examples.match, rule.id
            assert rule.examples.no_match, rule.id


def several(count: int, **known) -> list[Item]:
    return [Item(f"x{number}", **{"tags": ("crime",), **known}) for number in range(count)]


def test_what_was_seen_often_makes_room_and_then_goes(shown):
    assert shown(Item("x"), seen={0: 2})[0] == "x"
    assert shown(Item("x"), seen={0: 3})[2] == "x"
    assert "x" not in shown(Item("x"), Item("y"), Item("z"), seen={0: 10})


def test_what_was_recalled_is_not_shown(shown):
    assert "x" not in shown(Item("x", "Salt", "Recalled by the publisher."))
    assert "x" in shown(Item("x", "Salt", "It was never recalled by the publisher."))


@pytest.mark.parametrize("item", [Item("x", "Salt (clearance)"), Item("x", "Salt", fields={"clearance": "Yes"})])
def test_clearance_stands_below(shown, item):
    assert shown(item)[2] == "x"


def test_a_new_book_is_helped(shown, rules, scored, at):
    items = [Item("a"), Item("b"), Item("new", since=NOW - 59 * 86_400), Item("old", since=NOW - 61 * 86_400)]
    ordering = Ordering(Catalogue(items), rules, OrderingSettings(diversity="none"))
    assert [each.item for each in ordering.order(scored([1.0, 0.9, 0.89, 0.885]), 4, at())] == [0, 2, 1, 3]


@pytest.mark.parametrize(
    "known", [{"title": "Salt, a staff pick"}, {"title": "店员推荐"}, {"fields": {"staff_pick": "yes"}}]
)
def test_the_booksellers_have_the_fourth_place(shown, known):
    assert shown(Item("x", **known)) == ["plain 0", "plain 1", "plain 2", "x"]


@pytest.mark.parametrize(
    ("known", "most", "user"),
    [
        ({"title": "Salt, the box set"}, 1, {}),
        ({"title": "盐之路（套装）"}, 1, {}),
        ({"fields": {"format": "Audiobook"}}, 2, {}),
        ({"fields": {"advertised": "yes"}}, 3, {}),
        ({"tags": ("children",)}, 2, {"age": 18}),
        ({"tags": ("children",)}, 4, {"age": 17}),
        ({"tags": ("animals", "Children")}, 2, {"age": 40}),
        ({"tags": ("children",)}, 4, {}),
    ],
)
def test_there_are_few_of_a_kind(shown, known, most, user):
    assert sum(name.startswith("x") for name in shown(*several(4, **known), user=user)) == most


def test_children_get_more_for_children(rules, scored, at):
    items = [*PLAIN, Item("x", tags=("children",))]
    ordering = Ordering(Catalogue(items), rules, OrderingSettings(diversity="none"))
    places = [
        [each.item for each in ordering.order(scored([4, 3, 2, 1, 0]), 5, at(user=user))].index(4)
        for user in ({"age": 8}, {"age": 30}, {})
    ]
    assert places == [3, 4, 4]
