from __future__ import annotations

import doctest
import math

from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.evaluation import wording
from scaffold.evaluation.wording import clip, metric_title, metric_value, number, percent, threshold


def test_examples_in_the_documentation_hold() -> None:
    found = doctest.testmod(wording)
    assert found.attempted > 5
    assert found.failed == 0


@settings(deadline=None)
@given(st.floats(0, 1, exclude_min=True, exclude_max=True), st.integers(0, 2))
def test_percent_never_claims_all_or_nothing_falsely(share: float, digits: int) -> None:
    written = float(percent(share, digits).rstrip("%"))
    assert 0 < written < 100
    assert abs(written - 100 * share) <= 10.0**-digits


@settings(deadline=None)
@given(st.floats(0, 1))
def test_threshold_never_exceeds_the_probability(probability: float) -> None:
    assert float(threshold(probability)) <= probability + 1e-8


@settings(deadline=None)
@given(st.text(max_size=300), st.integers(1, 50))
def test_clip_keeps_the_beginning_and_stays_short(text: str, length: int) -> None:
    clipped = clip(text, length)
    assert clipped == text or (text.startswith(clipped.partition(" … (")[0]) and len(clipped) < length + 30)


def test_metrics_that_are_not_known_are_written_plainly() -> None:
    assert metric_title("my_own_metric") == "my own metric"
    assert metric_value("my_own_metric", 0.5) == "0.500"
    assert metric_value("accuracy", 0.5) == "50.0%"
    assert metric_value("rows", 1234.0) == "1,234"


def test_what_is_no_number_is_a_dash() -> None:
    assert percent(math.nan) == number(math.nan) == "–"
