"""Items are understood alike, however they come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_financial_sentiment.companies.company import Company
from scaffold_financial_sentiment.companies.linker import Linker
from scaffold_financial_sentiment.news.item import Item
from scaffold_financial_sentiment.understanding.rule_files import monitor_rules
from scaffold_financial_sentiment.understanding.understanding import Understanding
from scaffold_financial_sentiment.understanding.understood import Judgement, Understood
from scaffold_financial_sentiment.understanding.word_list import WordListJudge

if TYPE_CHECKING:
    from scaffold_financial_sentiment.understanding.understood import Vector

LINKER = Linker(
    [
        Company("ACME", "Acme Corp", (), "ACM"),
        Company("BETA", "Beta Bank"),
        Company("GAMMA", "Gamma"),
        Company("晨光", "晨光钢铁"),
        Company("贝塔", "贝塔电子"),
    ]
)
TIME = 1_700_000_000.0
UNDERSTANDING = Understanding(WordListJudge(), LINKER, monitor_rules())


class Counting(WordListJudge):
    """Remembers what it was asked; gives vectors."""

    def __init__(self) -> None:
        super().__init__()
        self.judged: list[list[str]] = []
        self.embedded: list[list[str]] = []

    def judge(self, texts: Sequence[str]) -> list[Judgement]:
        self.judged.append(list(texts))
        return super().judge(texts)

    def vectors(self, texts: Sequence[str]) -> list[Vector]:
        self.embedded.append(list(texts))
        return [np.full(2, len(text), dtype=np.float32) for text in texts]


def items(*texts: str) -> list[Item]:
    return [Item(str(number), text, TIME) for number, text in enumerate(texts)]


def mentions(text: str) -> dict[str, str]:
    return {each.company: each.label for each in UNDERSTANDING.understand(items(text))[0].mentions}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Acme shares plunge as Beta Bank gains", {"ACME": "negative", "BETA": "positive"}),
        ("Acme sues Beta Bank over patent", {"ACME": "neutral", "BETA": "negative"}),
        ("Acme sued by Beta Bank", {"ACME": "negative", "BETA": "neutral"}),
        ("Acme, Beta Bank fall on weak demand", {"ACME": "negative", "BETA": "negative"}),
        (
            "Acme suffers data breach, Beta Bank and Gamma not affected",
            {"ACME": "negative", "BETA": "neutral", "GAMMA": "neutral"},
        ),
        ("Customers switch from Acme to Gamma", {"ACME": "negative", "GAMMA": "positive"}),
        ("Acme falls; Acme sues Gamma", {"ACME": "neutral", "GAMMA": "negative"}),
        ("Acme recalls cars", {"ACME": "negative"}),
        ("Nobody is here", {}),
        ("晨光钢铁股价大跌，贝塔电子上涨", {"晨光": "negative", "贝塔": "positive"}),
        ("晨光钢铁被贝塔电子起诉", {"晨光": "negative", "贝塔": "neutral"}),
    ],
)
def test_each_company_has_its_own_sentiment(text: str, expected: dict[str, str]) -> None:
    assert mentions(text) == expected


def test_scores_agree_with_labels() -> None:
    found = UNDERSTANDING.understand(items("Acme buys Beta Bank", "Acme sued by Gamma", "Acme cuts jobs"))
    for mention in (each for understood in found for each in understood.mentions):
        sign = {"negative": -1, "neutral": 0, "positive": 1}[mention.label]
        assert sign * mention.score > 0 or (sign == 0 and abs(mention.score) < 0.5)


def test_events_and_orders() -> None:
    one, other, third = UNDERSTANDING.understand(
        items("Acme recalls 2 million cars", "Sponsored: Acme slashes prices", "晨光钢铁债券违约")
    )
    assert (one.events, one.severity, one.route, one.muted) == (("recall",), "high", "operations", "")
    assert other.muted == "mute-sponsored"
    assert (third.events, third.severity, third.route) == (("default",), "critical", "credit")
    assert third.topics == ("financing",)


def test_every_text_is_judged_once_and_in_one_pass() -> None:
    judge = Counting()
    understanding = Understanding(judge, LINKER, monitor_rules())
    understanding.understand(
        items("Acme falls as Gamma gains", "Acme falls", "Acme falls", "Oil falls", "Acme sues Gamma")
    )
    assert judge.judged == [["Acme falls as Gamma gains", "Acme falls", "as Gamma gains", "Acme sues Gamma"]]


def test_what_names_no_company_is_judged_on_demand_alone() -> None:
    judge = Counting()
    assert Understanding(judge, LINKER, monitor_rules()).understand(items("Shares plunge after fraud")) == [
        Understood("neutral", 0.0)
    ]
    assert judge.judged == [[]]
    every = Understanding(judge, LINKER, monitor_rules(), every=True).understand(items("Shares plunge after fraud"))
    assert judge.judged[1:] == [["Shares plunge after fraud"]]
    assert every[0].score < 0


def test_vectors_are_made_of_items_with_a_company_alone() -> None:
    judge = Counting()
    found = Understanding(judge, LINKER, monitor_rules()).understand(items("Acme falls", "Oil falls", "Acme falls"))
    assert judge.embedded == [["Acme falls"]]
    assert [None if each.vector is None else each.vector.tolist() for each in found] == [[10, 10], None, [10, 10]]
    without = Understanding(judge, LINKER, monitor_rules(), embeds=False).understand(items("Acme falls"))
    assert without[0].vector is None
    assert without[0] == found[0]


TEXTS = st.sampled_from(
    (
        "Acme falls as Beta Bank gains",
        "Acme sues Gamma",
        "Acme recalls cars",
        "Gamma and Beta Bank to merge",
        "Oil falls",
        "晨光钢铁债券违约",
        "晨光钢铁下跌，而贝塔电子上涨",
        "",
    )
)


@given(st.lists(st.one_of(TEXTS, st.text(max_size=40)), max_size=8), st.integers(1, 4))
def test_batches_change_nothing(texts: list[str], size: int) -> None:
    every = items(*texts)
    whole = UNDERSTANDING.understand(every)
    pieces = [
        each for start in range(0, len(every), size) for each in UNDERSTANDING.understand(every[start : start + size])
    ]
    assert whole == pieces
    assert len(whole) == len(texts)
