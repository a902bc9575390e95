from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scaffold.rules.weak.rates import Rates


@given(arrays(np.bool_, (4, 3)), arrays(np.float64, (4, 3), elements=st.floats(0, 50)))
def test_each_step_makes_the_counts_more_likely(said, counts) -> None:
    counts = counts + 0.1
    rates = Rates(said, np.ones((4, 3)))
    for _ in range(5):
        better = rates.refit(counts)
        assert (counts * better.log()).sum() >= (counts * rates.log()).sum() - 1e-8
        assert np.exp(better.log()).sum(axis=0) == pytest.approx(np.ones(3))
        rates = better


def test_rates_of_the_model_are_found_again() -> None:
    said = np.array([[True, False], [True, False], [False, True]])
    loose = np.where(said, [[4], [2], [6]], [[1], [1], [2]])
    share = loose / loose.sum(axis=0)
    assert np.exp(Rates.start(said, 1000 * share).log()) == pytest.approx(share, abs=0.01)
