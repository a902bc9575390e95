"""Clauses: a partition of the headline in which no name and no list of names is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_financial_sentiment.understanding.clauses import clauses

NAMES = ("Acme", "Beta", "Gamma", "Marks and Spencer", "晨光钢铁", "贝塔电子")


def spans_of(text: str) -> list[tuple[int, int]]:
    spans = []
    for name in NAMES:
        at = text.find(name)
        while at >= 0:
            spans.append((at, at + len(name)))
            at = text.find(name, at + 1)
    return sorted(spans)


def cut(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in clauses(text, spans_of(text))]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Acme falls as Beta gains", ["Acme falls", "as Beta gains"]),
        ("Acme, Beta fall on weak demand", ["Acme, Beta fall on weak demand"]),
        ("Acme falls 5 pct, Beta gains", ["Acme falls 5 pct,", "Beta gains"]),
        ("Acme falls, worst day since May, while Beta gains", ["Acme falls, worst day since May,", "while Beta gains"]),
        ("Acme and Beta fall after Gamma warns", ["Acme and Beta fall", "after Gamma warns"]),
        ("Marks and Spencer falls but Beta gains", ["Marks and Spencer falls", "but Beta gains"]),
        ("As oil slides, Acme falls while Beta gains", ["As oil slides, Acme falls", "while Beta gains"]),
        ("Acme merges with Beta and Gamma", ["Acme merges with Beta and Gamma"]),
        ("Acme rises and Beta falls", ["Acme rises", "and Beta falls"]),
        ("Watchdog fines Acme, clears Beta", ["Watchdog fines Acme,", "clears Beta"]),
        ("Acme up; Beta down", ["Acme up;", "Beta down"]),
        ("Acme vs Beta", ["Acme vs Beta"]),
        ("晨光钢铁股价大跌，贝塔电子上涨", ["晨光钢铁股价大跌，", "贝塔电子上涨"]),
        ("晨光钢铁下滑而贝塔电子增长", ["晨光钢铁下滑", "而贝塔电子增长"]),
        ("晨光钢铁、贝塔电子双双下跌", ["晨光钢铁、贝塔电子双双下跌"]),
        ("晨光钢铁增长，而且贝塔电子", ["晨光钢铁增长，而且贝塔电子"]),
    ],
)
def test_examples(text: str, parts: list[str]) -> None:
    assert cut(text) == parts


WORDS = st.sampled_from(
    (
        *NAMES,
        "falls",
        "gains",
        ",",
        ";",
        "，",
        "；",
        "while",
        "as",
        "and",
        "but",
        "vs",
        "-",
        "3.5",
        "on",
        "而",
        "但是",
        "股价",
    )
)


@given(st.lists(WORDS, min_size=1, max_size=14), st.sampled_from((" ", "")))
def test_clauses_are_a_partition_and_cut_no_name(words: list[str], between: str) -> None:
    text = between.join(words)
    names = [
        span for number, span in enumerate(spans_of(text)) if number == 0 or span[0] >= spans_of(text)[number - 1][1]
    ]
    parts = clauses(text, names)
    assert "".join(text[start:end] for start, end in parts) == text
    assert all(start < end for start, end in parts)
    assert all(any(a <= start and end <= b for a, b in parts) for start, end in names)
    if names:
        assert all(any(a <= start and end <= b for start, end in names) for a, b in parts[1:])


@given(st.text(max_size=60))
def test_any_text_is_cut_into_all_of_it(text: str) -> None:
    assert "".join(text[start:end] for start, end in clauses(text, [])) == text
