"""The word list: what falls, what is denied, and what does not matter."""

from __future__ import annotations

import csv
import time
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_financial_sentiment.understanding.terms import LEXICONS, sentiment_terms, topics
from scaffold_financial_sentiment.understanding.understood import SENTIMENTS
from scaffold_financial_sentiment.understanding.word_list import WordListJudge

JUDGE = WordListJudge()


def label(text: str) -> str:
    return JUDGE.judge([text])[0].label


def test_sense_of_financial_words() -> None:
    positive = """Acme loss narrows to $5 million|Acme debt falls 5 pct|Costs fall at Acme|Acme beats estimates
        |Acme swings to profit|Acme shares up 3 percent|Acme raises guidance|Acme cleared of fraud in Spain
        |S&P raises Acme rating|Net profit was EUR 35.5 mn compared with EUR 29.8 mn|Acme wins Navy contract
        |Acme averts strike|Acme Q3 profit rises on lower costs|Acme to pay special dividend|Unemployment falls
        |Acme posts profit from a loss
        |晨光亏损收窄|晨光扭亏为盈|晨光成本下降|晨光股价大涨5%|晨光净利润增长三成|晨光胜诉"""
    negative = """Acme loss widens|Acme falls 5 pct|Acme misses profit forecasts|Acme cuts guidance|Acme cuts 500 jobs
        |Acme denies fraud allegations|Acme Q3 profit drops as costs rise|Higher fuel costs hit Acme profit
        |Acme issues profit warning|No. 1 retailer Acme profit falls|Acme recalls 2 million cars|Acme may go bankrupt
        |Acme suspends share buyback|Margin was 3.9 pct versus 4.1 pct|Fitch cuts Acme to junk|Acme not profitable
        |Acme sues Beta|晨光净利润下降30%|晨光遭证监会立案调查|晨光业绩不及预期|晨光债券违约|晨光成本上升"""
    neutral = """Acme to open store in Paris|Acme names John Smith as CEO|Oil prices rise 2 percent
        |Acme raises stake in Beta to 10 percent|Acme to hold annual meeting on Monday|晨光召开股东大会
        |Acme teams up with Beta|"""
    for expected, texts in (("positive", positive), ("negative", negative), ("neutral", neutral)):
        wrong = [text for text in texts.replace("\n", "").split("|") if label(text.strip()) != expected]
        assert wrong == [], expected


CAPABILITY = (
    ("{name} shares jump {number} percent on strong results", "positive"),
    ("{name} plunges {number} pct after profit warning", "negative"),
    ("{name} to publish results on {number} May", "neutral"),
    ("{name} cuts {number} jobs", "negative"),
    ("{name} wins ${number} million order", "positive"),
    ("{name}股价下跌{number}%", "negative"),
    ("{name}净利润增长{number}%", "positive"),
)


@pytest.mark.parametrize(("template", "expected"), CAPABILITY)
def test_neither_the_company_nor_a_number_changes_the_sentiment(template: str, expected: str) -> None:
    """Invariance (Ribeiro et al. 2020, CheckList, section 2)."""
    names = ("Acme", "Vexley Bank", "晨光", "Q-Net", "O'Hara & Sons", "Torvik ASA")
    texts = [template.format(name=name, number=number) for name, number in product(names, ("3", "12", "27", "8.5"))]
    judged = JUDGE.judge(texts)
    assert {each.label for each in judged} == {expected}
    assert len({each.score for each in judged}) == 1


@pytest.mark.parametrize(
    ("said", "denied"),
    [
        ("Acme profit falls", "Acme profit does not fall"),
        ("Acme is profitable", "Acme is not profitable"),
        ("Acme issues profit warning", "Acme issues no profit warning"),
        ("Acme beats estimates", "Acme fails to beat estimates"),
        ("Fraud found at Acme", "No fraud found at Acme"),
        ("Acme wins contract", "Acme did not win contract"),
        ("晨光发现财务造假", "晨光未发现财务造假"),
    ],
)
def test_negation_changes_the_sentiment(said: str, denied: str) -> None:
    one, other = JUDGE.judge([said, denied])
    assert one.score * other.score <= 0
    assert one.label != other.label


def test_what_is_denied_ends_with_its_clause() -> None:
    assert label("Acme not to sell unit as profit falls") == "negative"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Acme quarterly profit rises", ("results",)),
        ("Acme sued over patent", ("legal",)),
        ("Acme names new CEO", ("management",)),
        ("Acme agrees merger with Beta", ("deals",)),
        ("Acme halts production at plant", ("operations",)),
        ("Acme defaults on bond", ("financing",)),
        ("Acme shares rally", ("markets",)),
        ("Acme unveils new model", ("products",)),
        ("晨光董事长辞职", ("management",)),
        ("晨光债券违约", ("financing",)),
        ("Hello", ()),
    ],
)
def test_topics(text: str, found: tuple[str, ...]) -> None:
    assert set(found) <= set(JUDGE.judge([text])[0].topics) <= set(topics())
    assert JUDGE.topics(text) == JUDGE.judge([text])[0].topics


@given(st.lists(st.text(max_size=60), max_size=5))
def test_any_text_is_judged_by_itself(texts: list[str]) -> None:
    judged = JUDGE.judge(texts)
    assert judged == [JUDGE.judge([text])[0] for text in texts]
    assert all(each.label in SENTIMENTS and -1 <= each.score <= 1 and each.vector is None for each in judged)


def test_lists_are_large_and_say_nothing_twice() -> None:
    for name, negative, positive in (("sentiment_en.csv", 250, 200), ("sentiment_zh.csv", 60, 40)):
        with (LEXICONS / name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len({row["term"].casefold() for row in rows}) == len(rows)
        counts = [sum(row["category"] == category for row in rows) for category in ("negative", "positive")]
        assert counts[0] >= negative
        assert counts[1] >= positive
    assert all(0 <= term.weight <= 2 for term in sentiment_terms())


def test_it_is_fast() -> None:
    texts = [f"Acme {n} shares fall {n % 9} pct after lawsuit over patent, profit up" for n in range(2000)]

    def seconds() -> float:
        start = time.process_time()
        JUDGE.judge(texts)
        return time.process_time() - start

    # The best of several, as a machine may be busy.
    assert len(texts) / min(seconds() for _ in range(4)) >= 4000
