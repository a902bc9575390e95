"""Numbers in words are read, and what only looks like one is not."""

from __future__ import annotations

import doctest
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.rules.matching import numerals as module
from scaffold.rules.matching.numerals import read_numeral

FIGURES = "零一二三四五六七八九"


def in_chinese(number):
    """The number in the words of a Chinese cheque."""
    if number < 10:
        return FIGURES[number]
    for size, name in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= size:
            rest = number % size
            gap = "零" if rest and rest < size // 10 else ""
            return in_chinese(number // size) + name + (gap + in_chinese(rest) if rest else "")
    raise AssertionError(number)


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("twenty-five", 25),
        ("a hundred and five", 105),
        ("two thousand five hundred", 2500),
        ("Three Million", 3_000_000),
        ("fifteen hundred", None),
        ("two three", None),
        ("five twenty", None),
        ("一百五", 150),
        ("一百零五", 105),
        ("两万三", 23_000),
        ("十二", 12),
        ("二〇二四", 2024),
        ("三点一四", Decimal("3.14")),
        ("一亿五千万", 150_000_000),
        ("三五百", None),
        ("1,500", 1500),
        ("1.500,50", Decimal("1500.50")),
        ("12,5", Decimal("12.5")),
        ("1.2.3", None),
        ("", None),
        ("card", None),
    ],
)
def test_known_numbers(said, value):
    assert read_numeral(said) == value


@given(st.integers(0, 10**9))
def test_chinese_numbers_are_read_as_they_were_written(number):
    assert read_numeral(in_chinese(number)) == number


@given(st.integers(0, 10**12))
def test_thousands_may_be_parted_by_commas(number):
    assert read_numeral(f"{number:,}") == read_numeral(str(number)) == number


@given(st.text(max_size=30) | st.text(alphabet="一两十百千万亿点零", max_size=20))
def test_no_text_raises(text):
    read_numeral(text)
