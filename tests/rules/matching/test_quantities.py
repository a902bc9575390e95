"""Amounts are read with their units, and what is no amount is left alone."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.rules.matching import quantities as module
from scaffold.rules.matching.quantities import quantities


def read(text):
    return [(found.value, found.unit) for found in quantities(text)]


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("500 mg", 500, "mg"),
        ("0.5g", 500, "mg"),
        ("0.57 g", 570, "mg"),
        ("1,500.50 EUR", 1500.5, "EUR"),
        ("12,50 EUR", 12.5, "EUR"),
        ("$1.2k", 1200, "USD"),
        ("$2m", 2_000_000, "USD"),
        ("-$5", -5, "USD"),
        ("€ 30", 30, "EUR"),
        ("EUR30", 30, "EUR"),
        ("人民币30", 30, "CNY"),
        ("3 %", 3, "%"),
        ("百分之三", 3, "%"),
        ("2 million", 2_000_000, None),
        ("1.5万元", 15_000, "CNY"),
        ("五百毫克", 500, "mg"),
        ("５００毫克", 500, "mg"),
        ("5千克", 5_000_000, "mg"),
        ("3个月", 7_889_400, "s"),
        ("半年", 15_778_800, "s"),
        ("two weeks", 1_209_600, "s"),
        ("a 3-day delay", 259_200, "s"),
        ("-5 °C", -5, "°C"),
        ("212 °F", 100, "°C"),
        ("发烧39度", 39, "°C"),
        ("90 mg/dl", 0.9, "mg/ml"),
        ("twenty-five tablets", 25, "tablet"),
        ("每天两次", 2, "time"),
        ("3张卡", 3, None),
        ("30 try again", 30, None),
    ],
)
def test_known_amounts(text, value, unit):
    ((found_value, found_unit),) = read(text)
    assert found_value == pytest.approx(value, rel=1e-12)
    assert found_unit == unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5-10 mg", [(5, "mg"), (10, "mg")]),
        ("5mg-10mg", [(5, "mg"), (10, "mg")]),
        ("-10 to -5 °C", [(-10, "°C"), (-5, "°C")]),
        ("$5-10", [(5, "USD"), (10, "USD")]),
        ("1-2 million", [(1_000_000, None), (2_000_000, None)]),
        ("五至十毫克", [(5, "mg"), (10, "mg")]),
        ("2 mg and 3 ml", [(2, "mg"), (3, "ml")]),
    ],
)
def test_a_range_is_two_amounts_of_one_unit(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "1/2 tablet",
        "120/80 mmHg",
        "10:30",
        "v1.2.3",
        "3D",
        "5G",
        "4th",
        "4111111111111111",
        "555-123-4567",
        "2024-03-12",
        "12 March 2024",
        "2019年",
        "3月12日",
        "90年代",
        "第一次",
        "十分好",
        "一样",
        "一个",
        "万一",
        "the one I have",
        "007",
    ],
)
def test_what_is_no_amount_is_left_out(text):
    assert read(text) == []


def test_spans_hold_number_and_unit():
    text = "from -10 to -5 °C, or $1.2k"
    assert [text[slice(*found.span)] for found in quantities(text)] == ["-10", "-5 °C", "$1.2k"]


@given(st.integers(0, 10**15 - 1))
def test_any_number_of_milligrams_is_read(number):
    assert read(f"{number} mg") == [(float(number), "mg")]
    assert read(f"剂量{number}毫克") == [(float(number), "mg")]


@given(st.text() | st.text(alphabet="0123456789.,-–/:$€k mg个月一百两年", max_size=200))
def test_no_text_raises_and_spans_are_in_order(text):
    at = 0
    for found in quantities(text):
        assert at <= found.span[0] < found.span[1] <= len(text)
        at = found.span[1]


@pytest.mark.parametrize("piece", ["1", "1,", "1-", "one ", "一", "1.1", "$", "5 mg "])
def test_long_runs_come_to_an_end(piece):
    assert len(quantities(piece * 20_000)) <= 20_000
