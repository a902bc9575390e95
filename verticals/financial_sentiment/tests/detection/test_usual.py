"""What is usual at a key is learned from its past and from all keys."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold_financial_sentiment.detection.key_state import KeyState
from scaffold_financial_sentiment.detection.season import HOURS

START = 463_104  # A Monday at 0:00.
MEMORY = 8.0 * HOURS
WINDOWS = (1.0, 2.0, 6.0, 24.0)
DAYS = 24


@pytest.fixture
def rng():
    return np.random.default_rng(7)


@pytest.mark.parametrize("rate", [0.02, 0.2, 3.0])
def test_a_rate_is_learned(make_keys, rng, rate):
    keys = make_keys(6)
    keys.run(10 * HOURS, rate, rng)
    found = np.mean([keys.rate(number) for number in range(6)])
    assert found == pytest.approx(rate, rel=0.25)


def test_each_key_has_its_own_rate(make_keys, rng):
    keys = make_keys(3)
    keys.run(6 * HOURS, [0.05, 0.5, 5.0], rng)
    assert [keys.rate(number) for number in range(3)] == pytest.approx([0.05, 0.5, 5.0], rel=0.4)


def test_the_share_is_learned(make_keys, rng):
    keys = make_keys(1)
    keys.run(6 * HOURS, 0.5, rng, share=0.2)
    share, strength = keys.usual.share(keys.states[0], keys.people)
    assert share == pytest.approx(0.2, abs=0.04)
    assert strength > 100


def test_what_was_long_ago_is_forgotten(make_keys, rng):
    keys = make_keys(1, memory=1.0 * HOURS)
    keys.run(4 * HOURS, 2.0, rng)
    keys.run(6 * HOURS, 0.2, rng)
    assert keys.rate() == pytest.approx(0.2, rel=0.5)


def test_a_week_is_learned_and_business_follows_it(make_keys, rng):
    keys = make_keys(4)
    keys.run(6 * HOURS, 2.0, rng, shape=lambda hour: 2.0 if hour % 24 < 8 else 0.5)
    state = keys.states[0]
    monday = keys.hour - keys.hour % 24
    nights = keys.usual.business(state, monday, monday + 8)
    days = keys.usual.business(state, monday + 8, monday + 24)
    assert nights == pytest.approx(2 * days, rel=0.2)
    assert nights + days == pytest.approx(24.0, rel=0.1)
    assert keys.rate() == pytest.approx(2.0, rel=0.15)


def test_a_key_that_is_unlike_the_others_gets_a_week_of_its_own(make_keys, rng):
    keys = make_keys(6)
    for week in range(8 * HOURS):
        odd = 3.0 if week % 24 < 4 else 0.0
        bad = rng.poisson([odd, *[1.0] * 5])
        keys.step([(int(count), int(count)) for count in bad])
    monday = keys.hour - keys.hour % 24
    own = keys.usual.business(keys.states[0], monday, monday + 4)
    assert own > 12
    assert keys.states[0].week is not None
    assert keys.usual.business(keys.states[1], monday, monday + 4) == pytest.approx(4.0, rel=0.6)


@given(st.floats(-1e6, 1e6), st.lists(st.floats(0.0, 400.0), min_size=1, max_size=5))
def test_business_is_a_sum_of_parts_of_hours(make_keys, end, lengths):
    usual = make_keys().usual
    usual.season.advance(START, 5)
    usual.season.advance(START + 50, 5)
    state, lengths = KeyState.fresh(4), sorted(lengths)
    found = usual.busy(state, end, lengths)
    for length, business in zip(lengths, found, strict=True):
        hours = np.arange(math.floor(end - length), math.ceil(end))
        parts = np.minimum(hours + 1, end) - np.maximum(hours, end - length)
        wanted = float(parts @ usual.season.factors[(hours + 72) % HOURS])
        assert business == pytest.approx(wanted, rel=1e-6, abs=1e-6)


def test_a_stretch_of_no_length_has_no_business(make_keys):
    assert make_keys().usual.business(KeyState.fresh(4), 5.0, 5.0) == 0.0


@pytest.mark.parametrize(("rate", "shortest"), [(0.2, 3), (2.0, 0)])
def test_even_counts_are_found_even(make_keys, rng, rate, shortest):
    keys = make_keys(12)
    keys.run(9 * HOURS, rate, rng)
    # Short windows in which hardly anything happens say little.
    for window in range(shortest, 4):
        assert np.mean([keys.uneven(window, number) for number in range(12)]) < 0.1


def test_uneven_counts_are_found_uneven(make_keys, rng):
    keys = make_keys(8)
    keys.run(9 * HOURS, 1.0, rng, uneven=0.8)
    assert np.mean([keys.uneven(3, number) for number in range(8)]) > 0.35


def test_a_key_that_is_uneven_is_told_from_one_that_is_not(make_keys, rng):
    keys = make_keys(2)
    for _ in range(9 * 7):
        day = rng.gamma(1.0, 1.0)
        for _ in range(24):
            bad = rng.poisson([2.0 * day, 2.0])
            keys.step([(int(count), int(count) + 1) for count in bad])
    assert keys.uneven(3, 0) > 3 * keys.uneven(3, 1)


def test_as_long_as_the_week_is_not_known_much_is_taken_for_uneven(make_keys, rng):
    keys = make_keys(1)
    keys.run(HOURS, 1.0, rng)
    assert [keys.uneven(window) for window in range(4)] == [1.0] * 4


def test_a_surge_hardly_moves_the_rate(make_keys, rng):
    keys = make_keys(4)
    keys.run(6 * HOURS, 0.1, rng)
    before = keys.rate()
    for _ in range(24):
        bad = rng.poisson([5.0, 0.1, 0.1, 0.1])
        keys.step([(int(count), int(count) + 1) for count in bad])
    keys.run(4 * DAYS, 0.1, rng)
    # 120 stories in a day; a tenth of them would double it.
    assert keys.rate() < 1.3 * before


def test_a_surge_is_not_compared_with_itself(make_keys, rng):
    keys = make_keys(1)
    keys.run(3 * HOURS, 0.1, rng)
    before = keys.rate()
    for _ in range(24):
        keys.step([(9, 9)])
        assert keys.rate() <= 1.05 * before


def test_a_new_key_begins_with_what_all_keys_have(make_keys, rng):
    keys = make_keys(20)
    keys.run(4 * HOURS, 0.3, rng)
    new = KeyState.fresh(4)
    assert keys.people.rate == pytest.approx(0.3, rel=0.2)
    assert keys.usual.rate(new, keys.people)[0] == pytest.approx(keys.people.rate, rel=1e-9)
    assert keys.usual.share(new, keys.people)[0] == keys.people.share == pytest.approx(0.5, abs=0.05)


def test_a_key_that_was_silent_so_far_is_a_quiet_one(make_keys, rng):
    keys = make_keys(2)
    keys.run(6 * HOURS, [0.0, 1.0], rng)
    silent = keys.states[0]
    keys.usual.fold(silent, keys.people)
    assert keys.usual.rate(silent, keys.people)[0] < 0.01


def test_a_silence_of_weeks_lowers_the_rate(make_keys, rng):
    keys = make_keys(2)
    keys.run(3 * HOURS, 1.0, rng)
    before = keys.rate()
    keys.run(4 * HOURS, [0.0, 1.0], rng)
    keys.usual.fold(keys.states[0], keys.people)
    assert keys.rate() < 0.7 * before


def test_an_outage_changes_little(make_keys, rng):
    keys = make_keys(3)
    keys.run(6 * HOURS, 0.5, rng)
    rate, uneven = keys.rate(), [keys.uneven(window) for window in range(4)]
    keys.hour += 5000
    keys.run(3 * DAYS, 0.5, rng)
    assert keys.rate() == pytest.approx(rate, rel=0.15)
    assert [keys.uneven(window) for window in range(4)] == pytest.approx(uneven, abs=0.06)


def test_the_weeks_of_a_silence_are_expected_in_a_week_of_its_own(make_keys, rng):
    keys = make_keys(2, windows=(24.0, 14 * 24.0))
    keys.run(30 * HOURS, 1.0, rng)
    assert keys.usual.business(keys.states[0], keys.hour - HOURS, keys.hour) == pytest.approx(HOURS, rel=0.1)


def test_late_stories_are_learned_too(make_keys, rng):
    keys = make_keys(1)
    keys.run(4 * HOURS, 0.5, rng)
    state, before = keys.states[0], keys.states[0].negative
    state.recent.add(keys.hour - 200, 2, 2)
    keys.usual.fold(state, keys.people)
    assert state.negative == pytest.approx(before + 2, abs=0.5)
    assert next(iter(state.recent))[0] > keys.hour - 200


def test_the_population_is_the_sum_of_its_keys(make_keys, rng):
    keys = make_keys(5)
    keys.run(3 * HOURS, [0.1, 0.5, 1.0, 2.0, 0.0], rng)
    for name in ("negative", "total", "spent"):
        assert getattr(keys.people, name) == pytest.approx(sum(getattr(state, name) for state in keys.states))


many = st.integers(0, 3) | st.integers(0, 10**9)
news = st.tuples(st.integers(1, 100) | st.sampled_from([500, 20_000]), many, many, many)


@settings(max_examples=60)
@given(st.lists(news, max_size=60), st.sampled_from([WINDOWS, (0.25,), (30.0, 400.0)]), st.sampled_from([1.0, MEMORY]))
def test_numbers_stay_finite(make_keys, steps, windows, memory):
    keys = make_keys(2, windows, memory)
    keys.season.advance(START, 1)
    keys.hour = START + 5 * HOURS
    for hours, negative, others, quiet in steps:
        keys.step([(negative, negative + others), (0, quiet)], hours)
        for number, state in enumerate(keys.states):
            rate, shape = keys.usual.rate(state, keys.people)
            share, strength = keys.usual.share(state, keys.people)
            unevenness = [keys.uneven(window, number) for window in range(len(windows))]
            business = keys.usual.business(state, keys.hour - 24, keys.hour)
            found = [rate, shape, share, strength, business, *unevenness]
            assert all(type(each) is float and math.isfinite(each) and each > 0 for each in found)
            assert share < 1
    assert all(np.isfinite(state.spread).all() for state in keys.states)
