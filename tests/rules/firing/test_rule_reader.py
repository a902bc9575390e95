"""The same rules for several heads: a block of texts is matched once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.rules.firing.matcher import RuleMatcher
from scaffold.rules.firing.material import KnownTexts, Material
from scaffold.rules.firing.rule_reader import RuleReader

CONDITIONS = ["card", "[丢, lost]", "{not: card}", "{all: [lost, card], within: 3}", "{field: {name: n, above: 3}}"]


@pytest.fixture(scope="module")
def rules(rules_of):
    return rules_of(*CONDITIONS)


@pytest.fixture
def counted(monkeypatch):
    """How many texts have been matched."""
    calls: list[Material] = []
    match = RuleMatcher.match

    def counting(self, material):
        calls.append(material)
        return match(self, material)

    monkeypatch.setattr(RuleMatcher, "match", counting)
    return calls


def test_a_block_asked_for_twice_is_matched_once(rules, counted):
    reader = RuleReader(rules, list(rules))
    texts = ["my card", "丢了"]
    first = reader.read(texts)
    assert reader.read(texts) is first
    reader.fired(texts)
    assert len(counted) == 2
    reader.read(["another"])
    reader.read(texts)
    assert len(counted) == 5


def test_an_equal_block_is_another_one(rules, counted):
    reader = RuleReader(rules, list(rules))
    first = KnownTexts(["a"], [Material("a", {"n": 1})])
    second = KnownTexts(["a"], [Material("a", {"n": 5})])
    assert reader.fired(first).tolist() == [[False, False, True, False, False]]
    assert reader.fired(second).tolist() == [[False, False, True, False, True]]
    assert len(counted) == 2


@settings(max_examples=50)
@given(st.lists(st.lists(st.sampled_from(["lost", "card", "丢", "my", "."]), max_size=5).map(" ".join), max_size=6))
def test_the_matrix_says_what_fired(rules, texts):
    reader = RuleReader(rules, list(rules)[::-1])
    fired = reader.fired(texts)
    assert fired.dtype == np.bool_
    assert fired.shape == (len(texts), len(rules))
    matcher = RuleMatcher(rules)
    for text, row in zip(texts, fired, strict=True):
        expected = {firing.rule.id for firing in matcher.match(Material(text))}
        assert {rule.id for rule, here in zip(reader.rules, row, strict=True) if here} == expected


def test_without_rules_or_texts_the_matrix_is_empty(rules):
    assert RuleReader(rules, []).fired(["a", "b"]).shape == (2, 0)
    assert RuleReader(rules, list(rules)).fired([]).shape == (0, 5)


def test_two_texts_are_read_as_one(rules):
    reader = RuleReader(rules, list(rules))
    (fired,) = reader.read([("I lost", "my card")])
    assert [firing.rule.id for firing in fired] == ["r0", "r1", "r3"]
    assert fired[0].spans == ((10, 14),)


def test_blocks_are_read_by_several_processes_in_their_order(rules):
    blocks = [
        KnownTexts(texts := [f"text {number}", "my card" * (number % 2), "卡丢了", "lost"], map(Material, texts))
        for number in range(9)
    ]
    one, other = RuleReader(rules, list(rules)), RuleReader(rules, list(rules))

    found = [each.tolist() for each in one.fired_blocks(iter(blocks))]

    assert found == [other.fired(block).tolist() for block in blocks]
    assert found[0] != found[1]
