"""All rules on a text: in their order, the same every time, and as if each had been tried."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scaffold.rules.firing.firing import Firing
from scaffold.rules.firing.matcher import RuleMatcher
from scaffold.rules.firing.material import Material
from scaffold.rules.firing.reader import TextReader
from scaffold.rules.firing.words_index import WordsIndex
from scaffold.rules.language.condition import AllOf, NotThat, Phrases
from scaffold.rules.language.effect import Effect
from scaffold.rules.language.reading import parse_rules
from scaffold.rules.language.rule import Rule, RuleDocument
from scaffold.rules.language.rule_file import RuleFile, RuleSet

RICH = [
    "lost card",
    "[吞卡, 丢卡, card]",
    "{phrases: ATM, match_case: yes}",
    "{phrases: 卡, unless: negated}",
    "{phrases: card, only: [negated]}",
    "{phrases: car, whole_words: no, inflect: no}",
    "{regex: 'lost (my|the) card'}",
    "{regex: '[0-9]+'}",
    "{regex: ['a|b', 'card|卡']}",
    "{number: dose > 500 mg}",
    "{number: '> 3'}",
    "{number: 剂量超过五百毫克, unless: negated}",
    "{date: before 2020-01-01}",
    "{date: within 30 days}",
    "{entity: city}",
    "{entity: {label: city, head: places}}",
    "{field: {name: channel, is: phone}}",
    "{decision: {head: topic, label: money, at_least: 0.5}}",
    "{not: card}",
    "{not: {not: 卡}}",
    "{all: [lost, card]}",
    "{all: [{not: card}, {not: 卡}]}",
    "{all: [lost, {field: {name: channel, exists: yes}}]}",
    "{all: [lost, {not: card}, {regex: 'my|the'}]}",
    "{all: [lost, card], within: 2}",
    "{all: [lost, card, {not: found}], within: 2, ordered: yes}",
    "{all: [[卡, card], [丢, lost], {number: '> 3'}], same_sentence: yes}",
    "{all: [{any: [lost, 丢]}, {any: [card, 卡]}], within: 3, same_sentence: yes}",
    "{all: [{date: before 2020-01-01}, card], ordered: yes}",
    "{all: [{entity: city}, {any: [card, 卡]}], within: 9}",
    "{all: [{all: [lost, card], within: 1}, {all: [my, the]}], within: 4}",
    "{any: [card, 卡]}",
    "{any: [card, {not: lost}]}",
    "{any: [{all: [lost, card]}, {all: [丢, 卡]}, {field: {name: channel, is: mail}}]}",
    "{any: [{number: dose > 500 mg}, {date: older than 30 days}]}",
    "{not: {any: [{all: [lost, {not: card}]}, {entity: city}]}}",
]
PIECES = [
    "lost", "losing", "card", "cards", "my", "the", "discarded", "ATM", "atm", "卡", "丢", "吞卡", "丢卡", "没有",
    "not", "no", "dose", "doses", "600 mg", "0.4 g", "五百毫克", "剂量", "5", "one", "2019-12-31", "2020年1月5日",
    "found", "but", ".", "。", ",", "，", "\n", " ", "", "!", "-", "İ", "ﬁ", "\u0301", "\0", "\ud800", "𠀀", "👍🏽",
    "\u200d", "\u2028",
]  # fmt: skip
TEXTS = (
    st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join)
    | st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
    | st.text(alphabet=st.characters(), max_size=30)
)


@st.composite
def materials(draw) -> Material:
    text = draw(TEXTS)
    places = st.integers(0, max(len(text) - 1, 0))
    entities = draw(st.lists(st.tuples(places, st.integers(1, 5), st.sampled_from(["city", "name"])), max_size=3))
    known = [(start, min(start + length, len(text)), label) for start, length, label in entities if text]
    return Material(
        text,
        fields=draw(st.dictionaries(st.just("channel"), st.sampled_from(["phone", "mail", "", None, 5]))),
        day=draw(st.none() | st.just(date(2020, 1, 20))),
        entities={draw(st.sampled_from(["places", "other"])): known},
        decisions=draw(st.sampled_from([{}, {"topic": {"money": 0.7}}, {"topic": {"cards": 0.7}}])),
    )


@pytest.fixture(scope="module")
def rich(rules_of) -> RuleSet:
    return rules_of(*RICH)


@pytest.fixture(scope="module")
def matcher(rich) -> RuleMatcher:
    return RuleMatcher(rich)


@pytest.fixture(scope="module")
def fired_one_by_one(rich):
    """The same, by asking each condition in turn with an index of its own."""
    indices = []
    for rule in rich:
        index = WordsIndex()
        index.add(rule, rich.file_of(rule))
        indices.append((rule, index))

    def fired(material: Material) -> list[Firing]:
        read = [(rule, TextReader(material, index).read(rule.when)) for rule, index in indices]
        return [Firing(rule, tuple(spans)) for rule, spans in read if spans is not None]

    return fired


@settings(max_examples=200)
@given(materials())
@example(Material(""))
@example(Material("I lost my card. Dose 600 mg on 2019-12-31, 卡没有丢。"))
def test_only_rules_whose_words_are_there_are_tried_and_nothing_is_missed(matcher, fired_one_by_one, material):
    assert matcher.match(material) == fired_one_by_one(material)


@settings(max_examples=150)
@given(st.text(alphabet=st.characters(), max_size=200))
def test_any_text_is_read_and_twice_alike(matcher, text):
    fired = matcher.match(Material(text))
    assert matcher.match(Material(text)) == fired
    for firing in fired:
        assert list(firing.spans) == sorted(set(firing.spans))
        assert all(0 <= start < end <= len(text) for start, end in firing.spans)


def test_most_rules_fire_on_something(matcher):
    """The texts above would prove little otherwise."""
    texts = [
        "I lost the card of my ATM, dose 600 mg, on 2019-12-31 by card. 剂量600毫克 5",
        "吞卡，我的卡丢了 2020年1月5日。lost card 5",
        "losing it, not my cards. the lost card",
        "I lost the PIN",
        "nothing",
    ]
    known = {
        "fields": {"channel": "phone"},
        "day": date(2020, 1, 20),
        "entities": {"places": [(0, 1, "city")]},
        "decisions": {"topic": {"money": 0.7}},
    }
    fired = {firing.rule.id for text in texts for one in (known, {}) for firing in matcher.match(Material(text, **one))}
    assert {rule.id for rule in matcher.rules} == fired


def test_rules_fire_in_their_order(rules_of):
    matcher = RuleMatcher(rules_of("{not: x}", "card", "{regex: c.rd}", "lost", "{not: y}"))
    assert [firing.rule.id for firing in matcher.match(Material("lost card"))] == ["r0", "r1", "r2", "r3", "r4"]


def test_some_rules_may_be_chosen(rules_of):
    rules = rules_of("card", "lost", "{not: x}")
    matcher = RuleMatcher(rules, [rule for rule in rules if rule.id != "r0"])
    assert [firing.rule.id for firing in matcher.match(Material("lost card"))] == ["r1", "r2"]


def test_no_rules_fire_nowhere(rules_of):
    assert RuleMatcher(RuleSet()).match(Material("lost card")) == []
    assert RuleMatcher(rules_of("card"), []).match(Material("lost card")) == []


def test_lexicons_of_one_name_in_two_folders_are_two(tmp_path):
    files = []
    for name, term in (("a", "card"), ("b", "卡")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "terms.txt").write_text(term, encoding="utf-8")
        text = f"rules: [{{id: {name}, when: {{lexicon: terms.txt}}, then: {{label: x}}}}]"
        files.append(parse_rules(text, name, tmp_path / name))
    matcher = RuleMatcher(RuleSet.of(files))
    assert [firing.rule.id for firing in matcher.match(Material("card"))] == ["a"]
    assert [firing.rule.id for firing in matcher.match(Material("卡"))] == ["b"]


def test_rules_made_in_code_may_share_a_condition():
    card, pin = Phrases(phrases=("card",)), Phrases(phrases=("pin",))
    conditions = {"a": card, "b": AllOf(all=(card, pin)), "c": pin, "d": NotThat(not_=card)}
    rules = tuple(Rule(id=name, when=when, then=Effect(label="x")) for name, when in conditions.items())
    file = RuleFile("code", "", RuleDocument(rules=rules), {rule.id: "code:1" for rule in rules})
    matcher = RuleMatcher(RuleSet.of([file]))
    assert [firing.rule.id for firing in matcher.match(Material("my card"))] == ["a"]
    assert [firing.rule.id for firing in matcher.match(Material("my pin"))] == ["c", "d"]
    assert [firing.rule.id for firing in matcher.match(Material("my card, my pin"))] == ["a", "b", "c"]


def test_many_rules_and_a_long_text(rules_of):
    matcher = RuleMatcher(rules_of(*(f"[word{at} card, 词{at}号]" for at in range(500))))
    fired = matcher.match(Material("word7 cards and 词499号 " * 200))
    assert [firing.rule.id for firing in fired] == ["r7", "r499"]
    assert [len(firing.spans) for firing in fired] == [200, 200]
