"""Alike is not the same."""

from __future__ import annotations

import pytest

from scaffold_financial_sentiment.copies.opposites import opposed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("brinks posts lower quarterly earnings", "brinks posts higher quarterly earnings"),
        ("acme profit rises shares fall", "acme profit falls shares rise"),
        ("acme posts quarterly profit", "acme posts quarterly loss"),
        ("acme to buy bolt", "acme to sell bolt"),
        ("deal likely to be binding", "deal unlikely to be binding"),
        ("acme will pay", "acme will not pay"),
        ("strike on tuesday", "strike on friday"),
        ("feb sales of cars", "january sales of cars"),
        ("某某公司股价大涨", "某某公司股价大跌"),
        ("某某公司确认收购", "某某公司否认收购"),
        ("周一美股盘前必读", "周四美股盘前必读"),
    ],
)
def test_opposites(one, other):
    assert opposed(one, other)
    assert opposed(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("acme profit rises", "acme profit climbs"),
        ("acme shares fall", "acme shares fall after profit rises"),
        ("acme to pay on friday", "acme to pay"),
        ("feb sales", "february sales"),
        ("某某公司股价大涨", "某某公司股价上涨"),
        ("acme recalls cars", "acme recalls vans"),
    ],
)
def test_no_opposites(one, other):
    assert not opposed(one, other)
    assert not opposed(other, one)
