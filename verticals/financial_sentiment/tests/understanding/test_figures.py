"""Figures that a text compares."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_financial_sentiment.understanding.figures import change


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Net profit was EUR 35.5 mn in 2009 compared with EUR 29.8 mn in 2008", 1),
        ("Operating profit totalled EUR 5.3 mn, down from EUR 6.6 mn", -1),
        ("margin from 4.1% to 3.9%", -1),
        ("sales of $1.2 billion vs $900 million", 1),
        ("profit of 5 mln euros against 5 mln euros", 0),
        ("profit of 5 million euros, compared with 3 percent", 0),
        ("sales of $3 million", 0),
        ("costs from a year ago", 0),
        ("毛利率从15%降至12%，", -1),
        ("", 0),
    ],
)
def test_change(text: str, expected: int) -> None:
    assert change(text) == expected


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_change_is_the_sign_of_the_difference(now: int, then: int) -> None:
    assert change(f"Profit was ${now} compared with ${then}") == (now > then) - (now < then)


@given(st.text(max_size=80))
def test_any_text_can_be_looked_at(text: str) -> None:
    assert change(text) in (-1, 0, 1)
