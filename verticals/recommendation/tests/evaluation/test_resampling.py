"""Intervals hold what they are of, and are those of the core."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.evaluation.bootstrap import paired_bootstrap
from scaffold_recommendation.evaluation.resampling import Resampling, percentiles


def _interval(values, draws=1000, seed=0):
    drawn = Resampling(len(values), draws, seed).means(values[:, None])[:, 0]
    return percentiles(float(values.mean()), drawn)


@settings(max_examples=30)
@given(st.integers(2, 200), st.integers(0, 2**32 - 1))
def test_an_interval_holds_its_figure_and_stays_within_the_data(users, seed):
    values = np.random.default_rng(seed).random(users)
    found = _interval(values, 200, seed)
    assert values.min() <= found.low <= found.value <= found.high <= values.max()


def test_four_times_the_users_halve_the_interval():
    rng = np.random.default_rng(0)
    few, many = (_interval(rng.random(users)) for users in (400, 1600))
    assert 0.4 < (many.high - many.low) / (few.high - few.low) < 0.6


def test_the_interval_is_that_of_the_bootstrap_of_the_core():
    values = np.random.default_rng(1).exponential(size=300)
    ours = _interval(values)
    theirs = paired_bootstrap(lambda at: float(values[at].mean()), len(values))
    width = theirs.high - theirs.low
    assert ours.value == pytest.approx(theirs.value)
    assert ours.low == pytest.approx(theirs.low, abs=0.1 * width)
    assert ours.high == pytest.approx(theirs.high, abs=0.1 * width)


def test_more_users_than_fit_into_a_block_are_drawn_as_well():
    values = np.random.default_rng(2).normal(size=9000)
    found = _interval(values)
    half = 1.96 * values.std() / np.sqrt(len(values))
    assert (found.high - found.low) / 2 == pytest.approx(half, rel=0.1)


def test_the_same_users_are_drawn_for_all_figures():
    values = np.random.default_rng(3).random((50, 1))
    resampling = Resampling(50)
    together = resampling.means(np.concatenate([values, values + 1], axis=1))
    assert together[:, 1] - together[:, 0] == pytest.approx(np.ones(1000))
    assert resampling.means(values)[:, 0] == pytest.approx(together[:, 0])


def test_draws_without_a_value_are_left_out():
    found = percentiles(1.0, np.array([np.nan, 1.0, 1.0]))
    assert (found.low, found.high) == (1.0, 1.0)
    assert percentiles(2.0, np.array([np.nan])).low == 2.0
