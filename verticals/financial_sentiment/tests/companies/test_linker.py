"""The linker finds every name that stands for a company, and nothing else."""

from __future__ import annotations

import string
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_financial_sentiment.companies.company import Company
from scaffold_financial_sentiment.companies.legal_form import without_legal_form
from scaffold_financial_sentiment.companies.linker import Linker

COMPANIES = (
    Company("HRL", "Harland plc", ("Harland Group",), "HRLD"),
    Company("HSW", "Harland Steel Works Co., Ltd.", (), "HSW"),
    Company("APL", "Apple Inc", ("苹果公司",), "AAPL", "", ("apple pie", "苹果公司手机壳")),
    Company("CGT", "晨光钢铁股份有限公司", ("晨钢",), "600519.SH"),
    Company("BP", "BP plc", (), "BP"),
    Company("AR1", "Arden AG"),
    Company("AR2", "Arden Corp"),
    Company("TGT", "Target Corp", (), "TGT", "", ("price target",)),
    Company("CEO", "Ceotronics", (), "CEO"),
)
LINKER = Linker(COMPANIES)


def found(text: str) -> dict[str, list[str]]:
    return {each.company: [text[start:end] for start, end in each.spans] for each in LINKER.find(text)}


@pytest.mark.parametrize(
    ("text", "companies"),
    [
        ("Harland's profit falls", {"HRL": ["Harland"]}),
        ("HARLAND’S PROFIT FALLS", {"HRL": ["HARLAND"]}),
        ("harland group and harland plc", {"HRL": ["harland group", "harland plc"]}),
        ("Harland Steel Works to merge with Harland", {"HSW": ["Harland Steel Works"], "HRL": ["Harland"]}),
        ("Harland Steel Works Co., Ltd. falls", {"HSW": ["Harland Steel Works Co., Ltd."]}),
        ("Harlands is a village", {}),
        ("晨光钢铁起诉苹果公司", {"CGT": ["晨光钢铁"], "APL": ["苹果公司"]}),
        ("晨光钢铁股份有限公司公告", {"CGT": ["晨光钢铁股份有限公司"]}),
        ("", {}),
    ],
)
def test_names(text: str, companies: dict[str, list[str]]) -> None:
    assert found(text) == companies


@pytest.mark.parametrize(
    ("text", "companies"),
    [
        ("$HRLD jumps", {"HRL"}),
        ("buy HSW now", {"HSW"}),
        ("buy hsw now", set()),
        ("Oil major (NYSE: BP) gains", {"BP"}),
        ("LON:BP gains", {"BP"}),
        ("Steel maker (HSW.L) falls", {"HSW"}),
        ("Steel maker <HSW.N> falls", {"HSW"}),
        ("New CEO for Vexley", set()),
        ("Maker of radios ($CEO) gains", {"CEO"}),
        ("TGT 大涨", {"TGT"}),
        ("贵州600519.SH大涨", {"CGT"}),
        ("ALL HSW ARE BUSY", set()),
        ("XHSW and HSWX", set()),
    ],
)
def test_tickers(text: str, companies: set[str]) -> None:
    assert set(found(text)) == companies


@pytest.mark.parametrize(
    ("text", "companies"),
    [
        ("Grandma's apple pies win", set()),
        ("Apple recipe: apple pie", set()),
        ("Apple Inc sells apple pie", {"APL"}),
        ("新款苹果公司手机壳上市", set()),
        ("Apple unveils phone", {"APL"}),
        ("APPLE UNVEILS PHONE", {"APL"}),
        ("apple prices fall", set()),
        ("target corp cuts jobs", {"TGT"}),
        ("Analysts raise price target for Target", set()),
        ("Analysts raise price target for Target ($TGT)", {"TGT"}),
        ("BP gains", {"BP"}),
        ("bp gains", set()),
    ],
)
def test_everyday_words_and_negative_context(text: str, companies: set[str]) -> None:
    assert set(found(text)) == companies


def test_a_name_of_two_companies_needs_its_legal_form() -> None:
    assert found("Arden falls") == {}
    assert found("Arden AG falls as Arden Corp. gains") == {"AR1": ["Arden AG"], "AR2": ["Arden Corp"]}


def test_a_name_as_it_is_written_belongs_to_its_company() -> None:
    linker = Linker([Company("1", "Arden"), Company("2", "Arden AG")])
    assert [each.company for each in linker.find("Arden falls")] == ["1"]
    assert [each.company for each in linker.find("Arden AG falls")] == ["2"]


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Harland Steel Co., Ltd.", "Harland Steel"),
        ("The Vexley Company", "Vexley"),
        ("Torvik ASA", "Torvik"),
        ("Okmet Oyj (publ)", "Okmet"),
        ("A Inc", "A Inc"),
        ("晨光（集团）股份有限公司", "晨光"),
        ("Incorta", "Incorta"),
    ],
)
def test_legal_forms(name: str, bare: str) -> None:
    assert without_legal_form(name) == bare


SYLLABLES = ("vex", "bri", "tol", "quu", "zan", "mer", "dov", "kya", "lth", "orb")
NAMES = st.lists(st.sampled_from(SYLLABLES), min_size=3, max_size=5).map(lambda parts: "".join(parts).capitalize())
FILLER = st.sampled_from(("profit falls", "shares up 3%", "said on Monday", "股价大跌", "to cut jobs", "'s rival"))


@given(st.lists(NAMES, min_size=1, max_size=20, unique_by=str.casefold), st.data())
def test_every_planted_name_is_found_and_nothing_else(names: list[str], data: st.DataObject) -> None:
    linker = Linker([Company(f"C{number}", name) for number, name in enumerate(names)])
    planted = data.draw(st.lists(st.sampled_from(names), max_size=4))
    parts = [data.draw(FILLER)]
    for name in planted:
        parts += [data.draw(st.sampled_from((name, name.upper(), name.lower()))), data.draw(FILLER)]
    text = " ".join(parts)
    seen = {each.company for each in linker.find(text)}
    assert seen == {f"C{names.index(name)}" for name in planted}
    for each in linker.find(text):
        spans = [text[start:end].casefold() for start, end in each.spans]
        assert spans == [names[int(each.company[1:])].casefold()] * len(spans)


@given(st.text(string.ascii_letters + string.digits + string.punctuation + " 晨光钢铁’“", max_size=80))
def test_spans_are_in_order_and_never_overlap(text: str) -> None:
    spans = sorted(span for each in LINKER.find(text) for span in each.spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_two_thousand_companies_are_no_burden() -> None:
    def name(number: int) -> str:
        return "".join(SYLLABLES[int(digit)] for digit in f"{number:05d}")

    companies = [
        Company(f"C{n}", f"{name(5 * n)} {name(n)} Corp", tuple(name(5 * n + k) for k in range(1, 6)))
        for n in range(2000)
    ]
    linker = Linker(companies)
    texts = [
        f"{companies[n].aliases[0].title()} shares fall as {companies[-n].name} warns on profit" for n in range(2000)
    ]

    def seconds() -> float:
        start = time.process_time()
        assert sum(len(linker.find(text)) for text in texts) >= 3900
        return time.process_time() - start

    # The best of several, as a machine may be busy.
    assert len(texts) / min(seconds() for _ in range(3)) >= 5000
