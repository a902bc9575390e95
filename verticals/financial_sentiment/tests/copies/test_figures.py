"""Figures tell one result from another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_financial_sentiment.copies.figures import compatible, figures


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("profit up 5.0 pct", "profit up 5 pct"),
        ("q2 loss", "second quarter loss"),
        ("1st quarter loss", "first quarter loss"),
        ("nine years", "9 years"),
        ("seven billion", "7 billion"),
        ("07 view", "7 view"),
        ("三季度亏损", "3季度亏损"),
        ("第一季度亏损", "1季度亏损"),
        ("上涨三成", "上涨3成"),
    ],
)
def test_the_same_figures(one, other):
    assert figures(one) == figures(other) != ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("profit up 5 pct", "profit up 7 pct"),
        ("5 million", "5 billion"),
        ("second bailout", "third bailout"),
        ("5万元", "5亿元"),
        ("四连板", "五连板"),
        ("up 5 and 5 pct", "up 5 pct"),
    ],
)
def test_other_figures(one, other):
    assert figures(one) != figures(other)


def test_words_that_are_no_figures():
    assert figures("万科统一 first time one day") == ()


@given(st.lists(st.sampled_from(["1", "2", "billion"])), st.lists(st.sampled_from(["1", "2", "billion"])))
def test_compatible_is_symmetric_and_true_of_parts(one, other):
    first, second = tuple(one), tuple(other)
    assert compatible(first, second) == compatible(second, first)
    assert compatible(first, first + second)
