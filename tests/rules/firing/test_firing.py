"""What a rule labels of the stretches that made it fire."""

from __future__ import annotations

import doctest

from hypothesis import given
from hypothesis import strategies as st

from scaffold.rules.firing import firing as module
from scaffold.rules.firing.firing import outermost


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(module).failed == 0


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5)).map(lambda own: (own[0], own[0] + own[1]))))
def test_outermost_spans_lie_in_no_other(spans):
    kept = outermost(spans)
    assert all(any(a <= start and end <= b for a, b in kept) for start, end in spans)
    assert not any(one != two and one[0] <= two[0] and two[1] <= one[1] for one in kept for two in kept)
