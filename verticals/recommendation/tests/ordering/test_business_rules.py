"""Business rules fire as the rule language says, though what concerns the item alone is asked once."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.errors import RuleError
from scaffold.rules.firing.matcher import RuleMatcher
from scaffold.rules.firing.material import Material
from scaffold.rules.language.reading import parse_rules
from scaffold.rules.language.rule_file import RuleSet
from scaffold_recommendation.data.items import Catalogue, Item
from scaffold_recommendation.ordering.business_rules import BusinessRules
from scaffold_recommendation.ordering.context import Context

NOW = 1_700_000_000.0
DAY = 86_400.0
ITEMS = [
    Item("a", "Salt", "A road to the sea.", ("crime", "history"), price=10.0, stock=3, since=NOW - 10.5 * DAY),
    Item("b", "盐之路", "一本小说", ("poetry",), fields={"format": "ebook"}, since=NOW - 100 * DAY),
    Item("c", "Salt and sea", "", (), fields={"format": "Audio", "publisher": "p"}),
    Item("d", "", "The sea, and no road.", ("crime",), price=2.5),
]
LEAVES = [
    "salt",
    "[sea, 盐]",
    "{phrases: road, unless: negated}",
    "{regex: 'r.ad'}",
    "{all: [salt, sea], within: 2, ordered: yes}",
    "{field: {name: tags, is: crime}}",
    "{field: {name: category, in: [crime, poetry]}}",
    "{field: {name: price, above: 3}}",
    "{field: {name: stock, exists: no}}",
    "{field: {name: format, in: [audio, ebook]}}",
    "{field: {name: title, exists: yes}}",
    "{field: {name: seen, above: 1}}",
    "{field: {name: seen, is: 0}}",
    "{field: {name: days_since, below: 50}}",
    "{field: {name: days_since, is: 10}}",
    "{field: {name: days_since, exists: no}}",
    "{field: {name: user.age, above: 30}}",
    "{field: {name: user.city, is: Rome}}",
    "{field: {name: user.age, exists: no}}",
    "{all: [salt, {field: {name: user.age, below: 60}}, sea], within: 3}",
]


def composed(inner):
    several = st.lists(inner, min_size=1, max_size=3).map(", ".join)
    return st.one_of(
        several.map("{{all: [{}]}}".format), several.map("{{any: [{}]}}".format), inner.map("{{not: {}}}".format)
    )


conditions = st.recursive(st.sampled_from(LEAVES), composed, max_leaves=6)
users = st.fixed_dictionaries({}, optional={"age": st.sampled_from([20, 40, "70"]), "city": st.just("rome")})


def rules_of(*lines: str) -> RuleSet:
    return RuleSet.of([parse_rules("rules:\n" + "".join(f"  - {line}\n" for line in lines), "shop.yaml")])


def all_known(item: Item, seen: int, user) -> Material:
    """An item with everything that a request says of it."""
    fields = {"title": item.title, "category": item.category, "tags": item.tags, "price": item.price}
    days = None if item.since is None else int((NOW - item.since) // DAY)
    return Material(
        item.text,
        {
            **item.fields,
            **fields,
            "stock": item.stock,
            "seen": seen,
            "days_since": days,
            **{f"user.{key}": value for key, value in user.items()},
        },
    )


@given(st.lists(conditions, min_size=1, max_size=3), st.lists(st.integers(0, 3), min_size=4, max_size=4), users)
def test_split_rules_fire_where_whole_ones_do(whens, seen, user):
    rules = rules_of(*(f"{{id: r{n}, when: {when}, then: {{boost: 1}}}}" for n, when in enumerate(whens)))
    business, matcher = BusinessRules(rules, Catalogue(ITEMS)), RuleMatcher(rules)
    items = np.array([2, 0, 3, 1])
    context = Context(user=user, now=NOW, seen={number: count for number, count in enumerate(seen) if count})
    business.columns.update(items.tolist())

    fired = {each.id: each.rows.tolist() for each in business.fired(items, context)}
    for rule in rules:
        whole = [
            rule.id in {firing.rule.id for firing in matcher.match(all_known(ITEMS[item], seen[item], user))}
            for item in items
        ]
        assert fired.get(rule.id, [False] * 4) == whole


def test_items_are_read_once_until_they_are_replaced(monkeypatch):
    catalogue = Catalogue(ITEMS)
    business = BusinessRules(rules_of("{id: r, when: [salt, 盐], then: {boost: 1}}"), catalogue)
    reader, read = business.columns._parts, []
    fire = reader.fired
    monkeypatch.setattr(reader, "fired", lambda texts: read.extend(texts) or fire(texts))

    def fired(*numbers: int) -> list[int]:
        business.columns.update(numbers)
        found = business.fired(np.array(numbers), Context(now=NOW))
        return [number for each in found for number, row in zip(numbers, each.rows, strict=True) if row]

    assert fired(0, 3) == [0]
    assert fired(3, 0, 1) == [0, 1]
    assert len(read) == 3
    catalogue.put(Item("a", "Sugar"))
    new = catalogue.put(Item("new", "Salt again"))
    assert fired(0, 1, 3, new) == [1, new]
    assert read[3:] == ["Sugar", "Salt again"]


def test_a_large_catalogue_is_read_by_several_processes_as_by_one():
    catalogue = Catalogue(Item(str(n), "salt" if n % 7 == 0 else "sugar", stock=n % 3) for n in range(5000))
    business = BusinessRules(rules_of("{id: r, when: salt, then: {pin: 1}}"), catalogue)
    business.columns.update_all()

    assert business.pinned(Context(now=NOW)) == list(range(0, 5000, 7))
    assert business.columns.in_stock[:6].tolist() == [False, True, True, False, True, True]


def test_items_that_rules_pin_are_known():
    business = BusinessRules(
        rules_of(
            "{id: a, when: {field: {name: tags, is: poetry}}, then: {pin: 1}}",
            "{id: b, when: {all: [sea, {field: {name: user.age, above: 30}}]}, then: {pin: 2}}",
            "{id: c, when: road, then: {pin: 3}, expires: 2020-01-01}",
            "{id: d, when: salt, then: {boost: 3}}",
        ),
        Catalogue(ITEMS),
    )
    assert business.pinned(Context(now=NOW)) == []
    business.columns.update_all()
    assert business.pinned(Context(now=NOW)) == [1]
    assert business.pinned(Context(now=NOW, user={"age": 31})) == [0, 1, 2, 3]


def test_rules_hold_to_their_last_day_and_only_if_they_are_to_decide():
    rules = rules_of(
        "{id: ends, when: salt, then: {boost: 1}, expires: 2023-11-14}",
        "{id: shown, when: salt, then: {boost: 1}, uses: explain}",
        "{id: label, when: salt, then: {label: x}}",
    )
    business = BusinessRules(rules, Catalogue(ITEMS))
    business.columns.update([0])

    def on(*day: int) -> list[str]:
        return [each.id for each in business.fired(np.array([0]), Context(now=datetime(*day, tzinfo=UTC).timestamp()))]

    assert (on(2023, 11, 14, 23), on(2023, 11, 15)) == (["ends"], [])


@pytest.mark.parametrize("name", ["stock", "diversity", "exploration", "category"])
def test_ids_of_built_in_rules_are_taken(name):
    rules = rules_of("{id: fine, when: a, then: {boost: 1}}", f"{{id: {name}, when: a, then: {{boost: 1}}}}")
    with pytest.raises(RuleError) as refused:
        BusinessRules(rules, Catalogue())
    assert str(refused.value).startswith(f"shop.yaml:3: the id '{name}' is that of a rule that is built in. Give it")


def test_what_a_request_brings_cannot_stand_inside_matches_that_are_near_each_other():
    when = "{all: [salt, {any: [sea, {all: [road, {field: {name: seen, above: 1}}]}]}], within: 3}"
    with pytest.raises(RuleError) as refused:
        BusinessRules(rules_of(f"{{id: r, when: {when}, then: {{boost: 1}}}}"), Catalogue())
    assert (refused.value.where, "the outer `all`" in str(refused.value)) == ("shop.yaml:2", True)
