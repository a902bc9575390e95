"""What publishers put around a headline is no part of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_financial_sentiment.copies.title import LONGEST, plain_title

PLAIN = "acme recalls 300 cars after fire"


@pytest.mark.parametrize(
    "text",
    [
        "Acme recalls 300 cars after fire",
        "UPDATE 2-Acme recalls 300 cars after fire",
        "RPT-UPDATE 1-Acme recalls 300 cars after fire",
        "CORRECTED: Acme recalls 300 cars after fire",
        "Instant View 4: Acme recalls 300 cars after fire",
        "[Exclusive] Acme recalls 300 cars after fire",
        "BREAKING NEWS | Acme recalls 300 cars after fire",
        "Acme recalls 300 cars after fire (Update 1)",
        "Acme recalls 300 cars after fire - sources",
        "Acme recalls 300 cars after fire: report",
        "Acme recalls 300 cars after fire - Reuters",
        "Acme recalls 300 cars after fire | The New York Times",
        "Acme recalls 300 cars after fire - wire.example",
        "ACME RECALLS 300 CARS AFTER FIRE",
        "Ａcme  recalls 300 cars, after fire!",
    ],
)
def test_labels_and_publishers_are_left_out(text):
    assert plain_title(text) == PLAIN


def test_the_source_at_the_end_is_left_out():
    assert plain_title("Acme recalls 300 cars after fire - Harbour Ledger", "Harbour Ledger") == PLAIN
    assert plain_title("Acme recalls 300 cars after fire – harbour ledger", "Harbour Ledger") == PLAIN
    assert plain_title("Acme recalls 300 cars after fire - Harbour Ledger") != PLAIN


@pytest.mark.parametrize(
    "text",
    [
        "苹果公司召回手机",
        "更新1：苹果公司召回手机",
        "【快讯】苹果公司召回手机",
        "快讯:苹果公司召回手机",
        "苹果公司召回手机 - 新华网",
        "苹果公司召回手机_新浪财经",
        "苹果公司召回手机｜第一财经",
        "苹果公司召回手机(图)",
        "苹果公司召回手机！",
    ],
)
def test_chinese_labels_and_publishers_are_left_out(text):
    assert plain_title(text) == "苹果公司召回手机"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme Q2 Results - Profit Falls", "Acme Q2 Results - Profit Rises"),
        ("Acme profit rises 5 pct", "Acme profit rises 7 pct"),
        ("Acme profit rises 5.1 pct", "Acme profit rises 51 pct"),
        ("Exclusive deal for Acme", "Deal for Acme"),
        ("Live-stream seller Acme sued", "stream seller Acme sued"),
        ("Acme - Reuters", "Bolt - Reuters"),
    ],
)
def test_what_belongs_to_the_headline_stays(one, other):
    assert plain_title(one) != plain_title(other)


def test_figures_are_written_in_one_way():
    assert plain_title("Acme pays $1,200.5 mln, or 5%") == plain_title("Acme pays $1200.5 million, or 5 percent")
    assert plain_title("U.S. sues Acme's unit") == plain_title("US sues Acme’s unit")


def test_text_without_letters_keeps_apart():
    assert plain_title("🚀🚀") != plain_title("💥")
    assert plain_title("") == ""


@given(st.text(max_size=80), st.text(max_size=10))
def test_any_text_has_a_title_without_space_around_it(text, source):
    title = plain_title(text, source)
    assert title == title.strip()
    assert bool(title) or not text.strip()


def test_only_the_beginning_of_a_post_is_looked_at():
    assert plain_title("word " * LONGEST) == plain_title("word " * LONGEST + "more")
