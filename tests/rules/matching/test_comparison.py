"""Comparisons are read as rules write them, and hold for amounts of their own dimension."""

from __future__ import annotations

import doctest
import math
import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.rules.matching import comparison as module
from scaffold.rules.matching.comparison import Comparison, read_comparison
from scaffold.rules.matching.quantities import quantities


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dose > 500 mg", Comparison("dose", 500, math.inf, True, False, "mg")),
        ("dose>=0.5g", Comparison("dose", 500, math.inf, False, False, "mg")),
        ("< 3 %", Comparison(None, -math.inf, 3, False, True, "%")),
        ("amount ≤ $500", Comparison("amount", -math.inf, 500, False, False, "USD")),
        ("x = 3", Comparison("x", 3, 3, False, False, None)),
        ("age is over 18", Comparison("age", 18, math.inf, True, False, None)),
        ("over draft over 500", Comparison("over draft", 500, math.inf, True, False, None)),
        ("no more than two weeks", Comparison(None, -math.inf, 1_209_600, False, False, "s")),
        ("至少 3 次", Comparison(None, 3, math.inf, False, False, "time")),
        ("剂量不超过五百毫克", Comparison("剂量", -math.inf, 500, False, False, "mg")),
        ("between 5 and 10 mg", Comparison(None, 5, 10, False, False, "mg")),
        ("temperature between -10 and -5 °C", Comparison("temperature", -10, -5, False, False, "°C")),
        ("between 1 g and 2 g", Comparison(None, 1000, 2000, False, False, "mg")),
        ("介于 5 和 10 毫克 之间", Comparison(None, 5, 10, False, False, "mg")),
        ("剂量在5到10毫克之间", Comparison("剂量", 5, 10, False, False, "mg")),
    ],
)
def test_known_comparisons(text, expected):
    assert read_comparison(text) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("dose 500 mg", "there is no operator"),
        ("dose > much", "'much' in 'dose > much' is no number"),
        ("dose > 5 mgrams", "did you mean 'grams'"),
        ("dose != 5 mg", "under 'not'"),
        ("between 5 mg", "needs two numbers"),
        ("between 9 and 3", "smaller one comes first"),
        ("between 3 mg and 5 m", "different units, mg and m"),
        ("> 2020-01-01", "expected"),
        ("", "'age between 18 and 65 years'"),
    ],
)
def test_what_is_no_comparison_says_what_was_expected(text, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        read_comparison(text)


@pytest.mark.parametrize(
    ("comparison", "amount", "holds"),
    [
        ("> 500 mg", "0.6 g", True),
        ("> 500 mg", "500 mg", False),
        (">= 500 mg", "500 mg", True),
        ("> 500 mg", "600 ml", False),
        ("> 500 mg", "600", False),
        ("> 2", "3 tablets", True),
        ("> 2", "3 mg", False),
        ("> 2 tablets", "3", False),
        ("> 2 tablets", "3片", True),
        ("> 100 EUR", "$200", False),
        ("= 12 months", "1 year", True),
        ("between 5 and 10 mg", "10 mg", True),
        ("< 5 mg", "5 mg", False),
    ],
)
def test_a_comparison_holds_for_its_own_dimension(comparison, amount, holds):
    assert read_comparison(comparison).holds(quantities(amount)[0]) is holds


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_operators_mean_what_they_say(limit, number):
    (amount,) = quantities(f"{number} mg")
    assert read_comparison(f"> {limit} mg").holds(amount) is (number > limit)
    assert read_comparison(f">= {limit} mg").holds(amount) is (number >= limit)
    assert read_comparison(f"< {limit} mg").holds(amount) is (number < limit)
    assert read_comparison(f"<= {limit} mg").holds(amount) is (number <= limit)
    assert read_comparison(f"= {limit} mg").holds(amount) is (number == limit)


@given(st.text(max_size=40) | st.text(alphabet="dose <>=between and 0123.mg介于和", max_size=30))
def test_any_text_is_read_or_refused_with_a_value_error(text):
    with suppress(ValueError):
        comparison = read_comparison(text)
        assert comparison.low <= comparison.high
