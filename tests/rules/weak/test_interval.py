from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.evaluation.bootstrap import share_interval
from scaffold.rules.weak.interval import share_bounds


def test_a_published_case() -> None:
    # Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662 by Wilson's method.
    assert share_bounds(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)


@given(st.integers(0, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_same_as_in_reports(case: tuple[int, int]) -> None:
    report = share_interval(*case)
    assert share_bounds(*case) == pytest.approx((report.low, report.high))
