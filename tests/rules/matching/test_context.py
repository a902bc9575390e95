"""Negation, doubt, the past and other people are seen around a span, English and Chinese."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.rules.matching import context as module
from scaffold.rules.matching.context import assertions


def marked(text):
    """What is asserted of each stretch in square brackets."""
    plain, spans = "", []
    for part in text.split("["):
        inside, bracket, after = part.rpartition("]")
        if bracket:
            spans.append((len(plain), len(plain) + len(inside)))
        plain += inside + after
    return [" ".join(sorted(kinds)) for kinds in assertions(plain, spans)]


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I did not [receive] the [card]", ["negated", "negated"]),
        ("my [card] hasn't [arrived], but the [pin] has", ["", "negated", ""]),
        ("it wasn’t [delivered]", ["negated"]),
        ("wasnt [charged]", ["negated"]),
        ("I never got the [refund]. The [card] is ok", ["negated", ""]),
        ("no fever, [cough], or [chills] apart from [pain]", ["negated", "negated", ""]),
        ("he is without [pin] and it no longer [works]", ["negated", "negated"]),
        ("the [mass] was not [found]", ["negated", "negated"]),
        ("not [received]; [lost]", ["negated", ""]),
        ("[stroke] was ruled out", ["negated"]),
        ("[gout]; [stroke] excluded", ["", "negated"]),
        ("[pneumonia] was excluded on the film", ["negated"]),
        ("not one two three four five six seven [eight]", [""]),
        ("not\n[received]", [""]),
        ("没有收到[卡]", ["negated"]),
        ("我没有收到[信用卡]，[密码]忘了", ["negated", ""]),
        ("否认[高血压]，[糖尿病]", ["negated", "negated"]),
        ("无[发热]、[咳嗽]，但有[头痛]", ["negated", "negated", ""]),
        ("[结节]未见", ["negated"]),
        ("并非[诈骗]。[退款]", ["negated", ""]),
    ],
)
def test_negation_reaches_to_the_word_that_ends_it(text, expected):
    assert marked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "no increase in [pain]",
        "Not only [late]",
        "it isn't just [late]",
        "I can't wait to [pay]",
        "No, the [card] is here",
        "No. 5 [card]",
        "payment of no later than [Monday]",
        "不得不[退款]",
        "不仅[贵]",
        "无论[退款]",
        "非常[满意]",
        "要不要[退款]",
    ],
)
def test_what_only_looks_like_a_negation_is_none(text):
    assert marked(text) == [""]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("possible [fraud]", ["uncertain"]),
        ("they may have [blocked] it", ["uncertain"]),
        ("it is possible that [fraud] happened", ["uncertain"]),
        ("[fraud] is possible", ["uncertain"]),
        ("I'm not sure I have the [card]", ["uncertain"]),
        ("suspected [pneumonia]", ["uncertain"]),
        ("rule out [pneumonia]", ["uncertain"]),
        ("[pneumonia] cannot be ruled out", ["uncertain"]),
        ("I'm not certain whether the [card] is [blocked]", ["uncertain", "uncertain"]),
        ("if my [card] is lost, do I get a [refund]", ["uncertain", ""]),
        ("it may not be [blocked]", ["negated uncertain"]),
        ("可能[被盗]", ["uncertain"]),
        ("疑似[肺炎]", ["uncertain"]),
        ("[肺炎]待排", ["uncertain"]),
        ("我不确定[扣款]成功", ["uncertain"]),
        ("好像[丢了]", ["uncertain"]),
    ],
)
def test_doubt(text, expected):
    assert marked(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("history of [fraud]", ["past"]),
        ("no history of [fraud]", ["negated"]),
        ("I used to have [loans]", ["past"]),
        ("I am used to [loans]", [""]),
        ("In 2019 I had a [loan], now a [card]", ["past", ""]),
        ("[surgery] three years ago", ["past"]),
        ("my order history shows a [fee]", [""]),
        ("既往[高血压]病史，现[头晕]", ["past", ""]),
        ("去年[丢卡]", ["past"]),
        ("[手术]3年前", ["past"]),
        ("交易历史里有[扣款]", [""]),
    ],
)
def test_the_past(text, expected):
    assert marked(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my wife's [card] was stolen and I lost [mine]", ["other_person", ""]),
        ("a friend has [cancer]", ["other_person"]),
        ("family history of [cancer]", ["other_person"]),
        ("no family history of [cancer]", ["negated other_person"]),
        ("[cancer] in my mother", ["other_person"]),
        ("my mother tongue is [English]", [""]),
        ("母亲有[高血压]，我有[糖尿病]", ["other_person", ""]),
        ("发了朋友圈[截图]", [""]),
    ],
)
def test_other_people(text, expected):
    assert marked(text) == expected


def test_a_trigger_does_not_count_for_a_span_it_is_part_of():
    assert marked("[not received]") == [""]
    assert marked("卡[未收到]") == [""]
    assert marked("I did [not receive the card]") == [""]


def test_capital_letters_that_grow_in_lower_case_move_nothing():
    assert marked("İİİİ did not [receive]. [İ]") == ["negated", ""]


def test_spans_need_no_order():
    text = "not to. b"
    assert assertions(text, [(8, 9), (4, 6), (8, 9)]) == [frozenset(), {"negated"}, frozenset()]
    assert assertions(text, []) == []


def test_long_texts_with_many_spans_are_read():
    text = "I did not get the card, my mother may have it since last year 我没有收到卡 " * 500
    found = assertions(text, [(at, at + 3) for at in range(0, len(text) - 3, 50)])
    assert len(found) == len(range(0, len(text) - 3, 50))


@given(
    st.text(max_size=80) | st.lists(st.sampled_from(["not", "but", "may", "卡", "没有", ",", "."])).map(" ".join),
    st.data(),
)
def test_any_text_and_any_spans_are_answered(text, data):
    ends = st.integers(0, len(text))
    spans = [tuple(sorted(pair)) for pair in data.draw(st.lists(st.tuples(ends, ends), max_size=5))]
    found = assertions(text, spans)
    assert len(found) == len(spans)
    assert found == [assertions(text, [span])[0] for span in spans]
