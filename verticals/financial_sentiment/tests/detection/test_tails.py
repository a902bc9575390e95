"""Probabilities of counts, held against scipy's and against what really happens."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scaffold_financial_sentiment.detection.tails import count_mass, count_tail, false_alarms, share_tail

counts = st.integers(0, 10**6)
means = st.floats(1e-6, 1e6)
sizes = st.floats(1e-3, 1e300) | st.just(math.inf)
# Outside of these, sums of logarithms of factorials lose too many digits for a comparison.
plain_counts, plain_means, plain_sizes = st.integers(0, 300), st.floats(1e-3, 300), st.floats(1e-2, 1e4)


@given(plain_counts, plain_means, plain_sizes)
def test_counts_are_negative_binomial(seen, mean, size):
    known = stats.nbinom(size, size / (size + mean))
    assert count_tail(seen, mean, size) == pytest.approx(known.sf(seen - 1), rel=1e-6, abs=1e-290)
    assert count_mass(seen, mean, size) == pytest.approx(known.pmf(seen), rel=1e-6, abs=1e-290)


@given(plain_counts, plain_means)
def test_counts_of_an_even_rate_are_poisson(seen, mean):
    assert count_tail(seen, mean, math.inf) == pytest.approx(stats.poisson.sf(seen - 1, mean), rel=1e-8, abs=1e-290)
    assert count_mass(seen, mean, math.inf) == pytest.approx(stats.poisson.pmf(seen, mean), rel=1e-8, abs=1e-290)


@pytest.mark.parametrize("size", [1e9, 1e12, 9e14, 1e15, 1e18, 1e300])
def test_a_huge_size_is_as_good_as_poisson(size):
    assert count_tail(5, 3.0, size) == pytest.approx(count_tail(5, 3.0, math.inf), rel=1e-7)
    assert count_mass(5, 3.0, size) == pytest.approx(count_mass(5, 3.0, math.inf), rel=1e-7)


def test_where_nothing_is_expected_nothing_comes():
    assert (count_tail(0, 0.0, 1.0), count_tail(1, 0.0, 1.0)) == (1.0, 0.0)
    assert (count_mass(0, 0.0, 1.0), count_mass(1, 0.0, 1.0)) == (1.0, 0.0)
    assert false_alarms(3, 0.0, 1.0, 1.0) == 0.0
    assert share_tail(0, 0, 0.3, 8.0) == 1.0


@given(counts, means, sizes)
def test_every_chance_is_one(seen, mean, size):
    assert 0.0 <= count_tail(seen, mean, size) <= 1.0
    assert 0.0 <= count_mass(seen, mean, size) <= 1.0 + 1e-6


@given(counts, means, sizes, st.floats(1.0, 100.0))
def test_more_is_rarer_and_less_rare_where_more_is_usual(seen, mean, size, factor):
    chance = count_tail(seen, mean, size)
    assert count_tail(seen + 1, mean, size) <= chance * (1 + 1e-9)
    assert count_tail(seen, mean * factor, size) >= chance * (1 - 1e-9)


@given(st.integers(2, 200), plain_means, st.floats(1.0, 1e4), st.floats(1.0, 100.0))
def test_far_above_the_usual_uneven_counts_are_less_rare(above, mean, size, factor):
    seen = math.ceil(3 * mean) + above
    assert count_tail(seen, mean, size) >= count_tail(seen, mean, size * factor) * (1 - 1e-9)


@given(counts, means, sizes, st.floats(0.1, 1000.0))
def test_false_alarms_are_never_negative_nor_undefined(seen, mean, size, window):
    assert false_alarms(seen, mean, size, window) >= 0.0


@given(plain_counts, plain_means, plain_sizes)
def test_false_alarms_get_fewer_the_more_are_needed(above, mean, size):
    # Near the mean there are few crossings as well: the window holds so many most of the time.
    seen = math.ceil(mean + 2 * math.sqrt(mean + mean * mean / size)) + above + 1
    assert false_alarms(seen + 1, mean, size, 1.0) <= false_alarms(seen, mean, size, 1.0) * (1 + 1e-9)


def test_as_many_as_usual_are_always_there():
    assert false_alarms(5, 5.0, 2.0, 1.0) == math.inf
    assert false_alarms(4, 5.0, 2.0, 1.0) == math.inf


@pytest.mark.parametrize(("rate", "window", "level"), [(0.5, 2.0, 6), (3.0, 1.0, 11), (0.05, 24.0, 6)])
def test_false_alarms_are_as_many_as_a_sliding_window_has(rate, window, level):
    """Alarms of a Poisson process, counted anew once a whole window has passed without."""
    rng = np.random.default_rng(3)
    length = 400_000.0
    times = np.sort(rng.uniform(0, length, rng.poisson(rate * length)))
    # The window that ends with a story holds `level` if the one `level - 1` stories before it lies within.
    alarms = times[level - 1 :][times[level - 1 :] - times[: 1 - level] < window]
    clumps = 1 + int((np.diff(alarms) > window).sum())
    expected = false_alarms(level, rate * window, math.inf, window) * length
    assert clumps > 50
    assert 0.75 * clumps < expected < 1.35 * clumps


@given(st.integers(0, 60), st.integers(0, 60), st.floats(0.01, 0.99), st.floats(0.5, 1e4))
def test_shares_are_beta_binomial(negative, others, usual, strength):
    total = negative + others
    known = stats.betabinom(total, usual * strength, (1 - usual) * strength).pmf(np.arange(negative, total + 1)).sum()
    assert share_tail(negative, total, usual, strength) == pytest.approx(known, rel=1e-6, abs=1e-12)


@given(st.integers(0, 100), st.integers(1, 100), st.floats(1e-9, 1 - 1e-9), st.floats(1e-3, 1e6))
def test_a_larger_share_is_rarer(negative, others, usual, strength):
    total = negative + others
    chance = share_tail(negative, total, usual, strength)
    assert 0.0 <= share_tail(negative + 1, total, usual, strength) <= chance * (1 + 1e-6) <= 1 + 1e-5


def test_a_share_that_is_known_well_is_binomial():
    assert share_tail(8, 10, 0.3, 1e8) == pytest.approx(stats.binom.sf(7, 10, 0.3), rel=1e-4)


def test_many_stories_are_no_hurdle():
    assert share_tail(200_000, 1_000_000, 0.1, 50.0) < 0.05
