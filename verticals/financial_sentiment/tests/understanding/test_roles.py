"""What a verb says of the companies on its two sides."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

import scaffold_financial_sentiment
from scaffold_financial_sentiment.understanding.role_patterns import matching_pattern
from scaffold_financial_sentiment.understanding.roles import roles
from scaffold_financial_sentiment.understanding.understood import SENTIMENTS

FOLDER = Path(scaffold_financial_sentiment.__file__).parent / "understanding"
NAME = re.compile("Acme|Beta|Gamma|Pick Systems|晨光|贝塔")
IDS = {"Acme": "A", "Beta": "B", "Gamma": "C", "Pick Systems": "P", "晨光": "A", "贝塔": "B"}
SHORT = {"n": "neutral", "+": "positive", "-": "negative"}


def names_in(text: str) -> list[tuple[tuple[int, int], str]]:
    return [(match.span(), IDS[match[0]]) for match in NAME.finditer(text)]


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("Acme sues Beta over patent", "A:n B:-"),
        ("Acme was sued by Beta", "A:- B:n"),
        ("Acme to be acquired by Beta", "A:+ B:n"),
        ("Acme buys Beta for $5 billion", "A:n B:+"),
        ("Acme wins $2 billion contract from Beta", "A:+ B:n"),
        ("Acme loses market share to Beta", "A:- B:+"),
        ("Acme and Beta sue Gamma", "A:n B:n C:-"),
        ("Acme downgrades Beta, Gamma", "A:n B:- C:-"),
        ("Acme beats Beta in race for Gamma", "A:+ B:-"),
        ("Acme is fined by Beta", "A:- B:n"),
        ("晨光起诉贝塔", "A:n B:-"),
        ("晨光被贝塔起诉", "A:- B:n"),
        ("晨光对贝塔提起诉讼", "A:n B:-"),
        ("晨光收购贝塔", "A:n B:+"),
        ("Acme will not sue Beta", ""),
        ("Acme buys unit from Beta", ""),
        ("Acme, Beta fall", ""),
        ("Acme, Pick Systems and Beta fall", ""),
        ("晨光与贝塔下跌", ""),
    ],
)
def test_verbs(text: str, sides: str) -> None:
    expected = {pair[0]: SHORT[pair[2]] for pair in sides.split()}
    assert roles(text, names_in(text)) == expected


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("Customers switch from Acme to Beta", "A:- B:+"),
        ("Brokers preferred Acme (ACM) to Beta", "A:+ B:-"),
        ("Brokers do not prefer Acme to Beta", ""),
        ("Acme need not pay Beta, judges say", "A:+ B:-"),
        ("Acme's finance chief defects to Beta", "A:- B:+"),
        ("Court backs Acme in dispute with Beta", "A:+ B:-"),
        ("Long Acme, short Beta", "A:+ B:-"),
        ("用户从晨光转向贝塔", "A:- B:+"),
        ("Acme prefers Acme to all others", ""),
        ("Acme and Beta", ""),
    ],
)
def test_patterns(text: str, sides: str) -> None:
    expected = {pair[0]: SHORT[pair[2]] for pair in sides.split()}
    assert matching_pattern(text, names_in(text)) == expected


@pytest.mark.parametrize(
    ("file", "columns"), [("roles.csv", ("before", "after")), ("role_patterns.csv", ("first", "second"))]
)
def test_tables_are_sound(file: str, columns: tuple[str, str]) -> None:
    with (FOLDER / file).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    key = next(iter(rows[0]))
    assert len({row[key] for row in rows}) == len(rows) >= 80
    assert {row[column] for row in rows for column in columns} <= set(SENTIMENTS)
    assert any(not row[key].isascii() for row in rows)
