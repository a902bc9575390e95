"""What every condition finds in a text, English and Chinese."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.rules.firing.matcher import RuleMatcher
from scaffold.rules.firing.material import Material
from scaffold.rules.matching.quantities import quantities
from scaffold.rules.matching.sentences import sentence_spans


@pytest.mark.parametrize(
    ("when", "text", "expected"),
    [
        ("lost card", "I LOST  card, my lost card!", ["LOST  card", "lost card"]),
        ("lost card", "I lose cards; my lost card's chip", ["lose cards", "lost card"]),
        ("{phrases: lost card, inflect: no}", "I lose cards and lost cards", None),
        ("{phrases: lost card, match_case: yes}", "LOST CARD", None),
        ("{phrases: ATM, match_case: yes}", "the atm, the ATM", ["ATM"]),
        ("card", "discarded cardigan", None),
        ("{phrases: card, whole_words: no, inflect: no}", "discarded", ["card"]),
        ("[lost card, 吞卡]", "机器吞卡了，吞卡！", ["吞卡", "吞卡"]),
        ("吞卡", "ＡＴＭ吞 卡", None),
        ("atm 吞卡", "ＡＴＭ 吞卡", ["ＡＴＭ 吞卡"]),
        ("x-ray", "an X ray and an x‑ray", ["X ray", "x‑ray"]),
        ("no", "no, nothing", ["no"]),
        ("[card, my card]", "my card", ["my card", "card"]),
    ],
)
def test_phrases(found, when, text, expected):
    assert found(when, text) == expected


def test_a_lexicon_of_lines(found, tmp_path):
    (tmp_path / "a.txt").write_text("# drugs\naspirin\n阿司匹林\n", encoding="utf-8")
    assert found("{lexicon: a.txt}", "Two aspirins.", tmp_path) == ["aspirins"]
    assert found("{lexicon: a.txt}", "吃了阿司匹林", tmp_path) == ["阿司匹林"]
    assert found("{lexicon: a.txt, inflect: no}", "Two aspirins.", tmp_path) is None
    assert found("{lexicon: a.txt, unless: negated}", "I took no aspirin.", tmp_path) is None
    assert found("{lexicon: a.txt}", "# drugs", tmp_path) is None


def test_a_lexicon_of_categories(found, tmp_path):
    (tmp_path / "a.csv").write_text("term,category\naspirin,drug\n北京,city\nParis,city\nbus,\n", encoding="utf-8")
    text = "aspirin on a bus in Paris or 北京"
    assert found("{lexicon: {file: a.csv, category: city}}", text, tmp_path) == ["Paris", "北京"]
    assert found("{lexicon: {file: a.csv, category: [drug, city]}}", text, tmp_path) == ["aspirin", "Paris", "北京"]
    assert found("{lexicon: a.csv}", text, tmp_path) == ["aspirin", "bus", "Paris", "北京"]


@pytest.mark.parametrize(
    ("when", "text", "expected"),
    [
        ("{regex: 'lost (my|the) +card'}", "I LOST my  card", ["LOST my  card"]),
        ("{regex: 'Lost', match_case: yes}", "lost", None),
        ("{regex: ['卡.{0,3}吞', 'a+b']}", "银行卡被吞，aab", ["卡被吞", "aab"]),
        ("{regex: '[0-9]{4}-[0-9]{2}'}", "单号：1234-56。", ["1234-56"]),
        ("{regex: 'x*'}", "abc", None),
        ("{regex: card, unless: negated}", "I have no card", None),
    ],
)
def test_patterns(found, when, text, expected):
    assert found(when, text) == expected


@pytest.mark.parametrize(
    ("when", "text", "expected"),
    [
        ("{number: '> 500 mg'}", "I took 0.6 g, then 400 mg.", ["0.6 g"]),
        ("{number: dose > 500 mg}", "The dose was 600 mg.", ["dose", "600 mg"]),
        ("{number: dose > 500 mg}", "The dose was 400 mg, the bottle 600 mg.", None),
        ("{number: dose > 500 mg}", "The dose was fine. I took 600 mg.", None),
        ("{number: dose > 500 mg}", "600 mg is all.", None),
        ("{number: doses >= 3 mg}", "a dose of 3 mg", ["dose", "3 mg"]),
        ("{number: 剂量 > 500 mg}", "剂量是600毫克", ["剂量", "600毫克"]),
        ("{number: 剂量超过五百毫克}", "剂量是0.6克", ["剂量", "0.6克"]),
        ("{number: dose > 500 mg}", "dose of 30 minutes at 600 mg", ["dose", "600 mg"]),
        ("{number: age between 18 and 65 years}", "age 40 years", ["age", "40 years"]),
        ("{number: age between 18 and 65 years}", "age 80 years", None),
        ("{number: '> 3 %'}", "百分之五", ["百分之五"]),
        ("{number: '= 3'}", "3 kg", None),
        ("{number: '> 500 mg', unless: negated}", "I did not take 600 mg", None),
    ],
)
def test_numbers(found, when, text, expected):
    assert found(when, text) == expected


@pytest.mark.parametrize(
    ("when", "text", "day", "expected"),
    [
        ("before 2020-01-01", "on 31 December 2019 and on 2020-01-01", None, ["31 December 2019"]),
        ("before 2020-01-01", "2019年12月31日", None, ["2019年12月31日"]),
        ("after 2020-01-01", "on 2020-01-01", None, None),
        ("older than 30 days", "paid 2020-01-01", date(2020, 3, 1), ["2020-01-01"]),
        ("older than 30 days", "paid 2020-01-01", date(2020, 1, 20), None),
        ("older than 30 days", "paid 2020-01-01", None, None),
        ("within 30 days", "2020年1月1日付款", date(2020, 1, 20), ["2020年1月1日"]),
    ],
)
def test_dates(found, when, text, day, expected):
    assert found(f"{{date: {when}}}", text, day=day) == expected


def test_entities(found):
    text = "Anna in 北京 and Paris"
    entities = {"places": [(15, 20, "city"), (8, 10, "city")], "names": [(0, 4, "person")]}
    assert found("{entity: city}", text, entities=entities) == ["北京", "Paris"]
    assert found("{entity: {label: person, head: names}}", text, entities=entities) == ["Anna"]
    assert found("{entity: {label: person, head: places}}", text, entities=entities) is None
    assert found("{entity: {label: person, head: other}}", text, entities=entities) is None
    assert found("{entity: city}", text) is None


@pytest.mark.parametrize(
    ("test", "value", "holds"),
    [
        ("is: phone", "Phone ", True),
        ("is: 电话", "电话", True),
        ("is: phone", "mail", False),
        ("is: phone", None, False),
        ("is: '3'", 3, True),
        ("in: [mail, phone]", "PHONE", True),
        ("in: [mail]", "phone", False),
        ("in: mail", "mail", True),
        ("above: 3", 3.5, True),
        ("above: 3", "3.5", True),
        ("above: 3", 3, False),
        ("above: 3", "many", False),
        ("above: 3", True, False),
        ("below: 3", -1, True),
        ("below: 3", "nan", False),
        ("above: 1, below: 3", 2, True),
        ("above: 1, below: 3", 4, False),
        ("exists: yes", "x", True),
        ("exists: yes", 0, True),
        ("exists: yes", " ", False),
        ("exists: yes", None, False),
        ("exists: no", None, True),
        ("exists: no", "", True),
        ("exists: no", "x", False),
        ("exists: yes, above: 1", 2, True),
        ("exists: yes, above: 1", 0, False),
        ("is: crime", ("Poetry", "Crime"), True),
        ("is: crime", ["poetry"], False),
        ("in: [crime, travel]", {"travel", "poetry"}, True),
        ("above: 3", [1, 4], True),
        ("above: 1, below: 3", [0, 4], False),
        ("exists: yes", [], False),
        ("exists: yes", ("", None, "x"), True),
        ("exists: no", ("", None), True),
        ("exists: no", ["x"], False),
        ("is: crime", [], False),
    ],
)
def test_fields(found, test, value, holds):
    fields = {} if value is None else {"field": value}
    assert found(f"{{field: {{name: field, {test}}}}}", "any text", fields=fields) == ([] if holds else None)


@pytest.mark.parametrize(
    ("decided", "holds"),
    [
        ({"topic": {"money": 0.7}}, True),
        ({"topic": {"money": 0.6}}, True),
        ({"topic": {"money": 0.5}}, False),
        ({"topic": {"cards": 0.9}}, False),
        ({"topic": {"cards": 0.9, "money": 0.7}}, True),
        ({"other": {"money": 0.9}}, False),
        ({}, False),
    ],
)
def test_decisions(found, decided, holds):
    when = "{decision: {head: topic, label: money, at_least: 0.6}}"
    assert found(when, "any text", decisions=decided) == ([] if holds else None)


@pytest.mark.parametrize(
    ("when", "text", "expected"),
    [
        ("{all: [card, lost]}", "lost my card", ["lost", "card"]),
        ("{all: [card, lost]}", "my card", None),
        ("{all: [卡, 丢]}", "卡丢了", ["卡", "丢"]),
        ("{all: [card, my card]}", "my card", ["my card", "card"]),
        ("{any: [card, pin]}", "my pin and card", ["pin", "card"]),
        ("{any: [card, pin]}", "my money", None),
        ("{any: [card, {not: pin}]}", "my money", []),
        ("{any: [card, {not: pin}]}", "my card", ["card"]),
        ("{not: card}", "my pin", []),
        ("{not: card}", "my card", None),
        ("{not: {not: card}}", "my card", []),
        ("{not: 卡}", "我的银行卡", None),
        ("{all: [card, {not: pin}]}", "my card", ["card"]),
        ("{all: [card, {not: pin}]}", "my card and pin", None),
        ("{all: [{not: a}, {not: b}]}", "c", []),
        ("{all: [{any: [a, b]}, c]}", "b c", ["b", "c"]),
    ],
)
def test_conditions_on_conditions(found, when, text, expected):
    assert found(when, text) == expected


@pytest.mark.parametrize(
    ("how", "text", "expected"),
    [
        ("within: 2", "lost a new card", ["lost", "card"]),
        ("within: 2", "lost a very new card", None),
        ("within: 2", "card I have lost", ["card", "lost"]),
        ("within: 0", "lost card", ["lost", "card"]),
        ("within: 0", "lost - card", ["lost", "card"]),
        ("within: 2 words", "lost, lost one two three card", None),
        ("within: 2", "lost one two three card is lost", ["card", "lost"]),
        ("ordered: yes", "lost my card", ["lost", "card"]),
        ("ordered: yes", "card is lost", None),
        ("ordered: yes", "card lost card", ["lost", "card"]),
        ("same_sentence: yes", "Lost. My card", None),
        ("same_sentence: yes", "Oh. My card, I lost it. Sorry.", ["card", "lost"]),
        ("ordered: yes, within: 1, same_sentence: yes", "Lost my card.", ["Lost", "card"]),
        ("ordered: yes, within: 1, same_sentence: yes", "Lost it. Card", None),
    ],
)
def test_words_near_each_other(found, how, text, expected):
    assert found(f"{{all: [lost, card], {how}}}", text) == expected


@pytest.mark.parametrize(
    ("how", "text", "expected"),
    [
        ("within: 2", "卡被吞了", ["卡", "吞"]),
        ("within: 2", "卡昨天又被吞了", None),
        ("within: 4", "卡昨天又被吞了", ["卡", "吞"]),
        ("within: 1", "卡，被吞了", ["卡", "吞"]),
        ("ordered: yes", "吞了我的卡", None),
        ("same_sentence: yes", "卡没了。被吞了", None),
        ("same_sentence: yes", "我的卡没了，被吞了。", ["卡", "吞"]),
    ],
)
def test_chinese_words_near_each_other(found, how, text, expected):
    assert found(f"{{all: [卡, 吞], {how}}}", text) == expected


def test_what_must_not_be_there_is_looked_for_in_the_whole_text(found):
    when = "{all: [lost, card, {not: found}], within: 1, same_sentence: yes}"
    assert found(when, "I lost my card. Help.") == ["lost", "card"]
    assert found(when, "I lost my card. Later it was found.") is None


def test_what_has_no_place_is_no_match_far_away(found):
    when = "{all: [lost, card, {field: {name: channel, is: phone}}, {any: [pin, {not: pin}]}], within: 1}"
    assert found(when, "pin one two three lost my card", fields={"channel": "phone"}) == ["lost", "card"]
    assert found(when, "lost my card", fields={"channel": "mail"}) is None


def test_the_longest_of_matches_counts_the_words_between(found):
    when = "{all: [[the black cat, black], sat], within: 0}"
    assert found(when, "the black cat sat") == ["the black cat", "sat"]
    assert found(when.replace("within", "ordered: yes, within"), "the black cat sat") == ["the black cat", "sat"]


@pytest.mark.parametrize(
    ("how", "text", "expected"),
    [
        ("unless: negated", "I lost my card", ["lost my card"]),
        ("unless: negated", "I have not lost my card", None),
        ("only: negated", "I have not lost my card", ["lost my card"]),
        ("only: negated", "I lost my card", None),
        ("unless: [negated, other_person]", "My wife lost my card", None),
        ("unless: uncertain", "I may have lost my card", None),
        ("only: uncertain", "I may have lost my card", ["lost my card"]),
        ("unless: negated", "I have not lost my card. Yes, I lost my card.", ["lost my card"]),
        ("only: uncertain, unless: negated", "I may have lost my card", ["lost my card"]),
    ],
)
def test_how_words_are_said(found, how, text, expected):
    assert found(f"{{phrases: lost my card, {how}}}", text) == expected


@pytest.mark.parametrize(
    ("how", "text", "expected"),
    [
        ("unless: negated", "我的卡丢了", ["丢"]),
        ("unless: negated", "我的卡没有丢", None),
        ("only: negated", "我的卡没有丢", ["丢"]),
        ("only: uncertain", "我的卡可能丢了", ["丢"]),
        ("unless: uncertain", "我的卡可能丢了", None),
    ],
)
def test_how_chinese_words_are_said(found, how, text, expected):
    assert found(f"{{phrases: 丢, {how}}}", text) == expected


def test_what_is_said_differently_of_two_words_is_asked_of_each(found):
    when = "{all: [{phrases: card, only: negated}, {phrases: money, unless: negated}]}"
    assert found(when, "I have money, but no card") == ["money", "card"]
    assert found(when, "I have a card, but no money") is None


def test_every_place_counts_once(found):
    assert found("[card, cards, CARD, Card]", "card") == ["card"]
    assert found("{any: [card, {regex: card}]}", "card") == ["card"]
    assert found("{all: [card, {regex: card}], within: 0}", "card") == ["card"]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\0", "\ud800", "!!!", "。"])
def test_odd_texts_have_nothing(found, text):
    when = "{any: [card, {number: '> 3'}, {date: before 2020-01-01}, {all: [a, b], within: 3, same_sentence: yes}]}"
    assert found(when, text) is None


SAID = st.lists(
    st.sampled_from(["dose", "600 mg", "0.4 g", "5-900 mg", "30 min", "and", ".", "剂量", "七百毫克", "。", "\n", ","]),
    max_size=12,
)


@settings(max_examples=100)
@given(SAID)
def test_the_nearest_amount_of_the_sentence_is_that_of_the_phrase(found, said):
    text = " ".join(said)
    amounts = [each for each in quantities(text) if each.unit == "mg"]
    expected = set()
    for at, start in enumerate(place for place in range(len(text)) if text.startswith("dose", place)):
        assert at < len(said)
        end = start + len("dose")
        (inside,) = [(low, high) for low, high in sentence_spans(text) if low <= start < high]
        near = [each for each in amounts if inside[0] <= each.span[0] < inside[1]]
        if near:
            nearest = min(near, key=lambda each: (max(each.span[0] - end, 2 * (start - each.span[1])), each.span))
            expected |= {(start, end), nearest.span} if nearest.value > 500 else set()
    assert found("{number: dose > 500 mg}", text) == ([text[a:b] for a, b in sorted(expected)] or None)


@pytest.mark.parametrize(
    "part",
    ["lost card ", "卡。吞！", "dose 600 mg ", "dose 600 mg. ", "not lost ", "!", "-", "1-", "百分之", "5 ", "e.g. "],
)
def test_long_texts_take_no_time(rules_of, part):
    conditions = [
        "{all: [[lost, 卡], [card, 吞]], within: 3}",
        "{all: [[lost, 卡], [card, 吞]], ordered: yes, same_sentence: yes}",
        "{number: dose > 500 mg}",
        "{phrases: [lost, 卡], unless: negated}",
        "{any: [{date: before 2020-01-01}, {number: '> 3'}, {regex: 'c?a*r*d'}]}",
    ]
    RuleMatcher(rules_of(*conditions)).match(Material(part * (30_000 // len(part))))
