"""The CUSUM rises with bad news that keep coming, and falls without."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_financial_sentiment.detection import cusum
from scaffold_financial_sentiment.detection.key_state import KeyState

YEAR = 8766.0
ticks = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.floats(0.0, 5.0)), max_size=60)


def run(seen, expected=0.5, spread=1.0, level=8.0):
    """The state after ticks with so many negative stories, one other story each."""
    state = KeyState.fresh(1)
    for tick, count in enumerate(seen):
        cusum.add(state, tick, count, count + 1, expected, spread, level)
    return state


def test_what_is_usual_keeps_it_low():
    assert run([0, 1] * 50).score < 1


def test_it_begins_to_sum_where_bad_news_begin():
    state = run([0] * 10 + [3, 3])
    assert (state.since, state.seen, state.expected, state.total_seen) == (10, 6, 1.0, 8)
    assert state.score == pytest.approx(6 * math.log(cusum.RATIO) - 1.0 * (cusum.RATIO - 1))


def test_it_is_held_at_its_level_so_that_it_falls_at_once():
    state = run([20, 20, 20], level=8.0)
    assert (state.score, state.seen) == (8.0, 60)
    cusum.add(state, 3, 0, 0, 0.5, 1.0, 8.0)
    assert state.score < 8.0


def test_silence_ends_it():
    state = run([5, 5] + [0] * 40)
    assert (state.score, state.seen, state.expected, state.total_seen) == (0.0, 0.0, 0.0, 0.0)
    assert (state.since, state.reached) == (42, 41)


def test_uneven_counts_count_less():
    assert run([3, 3], spread=2.0).score == pytest.approx(run([3, 3]).score / 2)


def test_restarted_it_is_as_new():
    state = run([5, 5])
    cusum.restart(state, 7)
    assert (state.score, state.since, state.reached) == (0.0, 8, 7)
    assert (state.seen, state.expected, state.total_seen) == (0.0, 0.0, 0.0)


@given(ticks, st.floats(1.0, 5.0), st.floats(3.0, 20.0))
def test_it_stays_between_nothing_and_its_level(steps, spread, level):
    state = KeyState.fresh(1)
    for tick, (negative, others, expected) in enumerate(steps):
        cusum.add(state, tick, negative, negative + others, expected, spread, level)
        assert 0.0 <= state.score <= level
        assert state.reached == tick
        assert state.total_seen >= state.seen >= 0
        assert (state.score > 0) == (state.since <= tick)
        assert 0.0 < cusum.chance(state, spread) <= 1.0


@given(ticks, st.floats(1.0, 5.0), st.floats(3.0, 20.0))
def test_the_chance_is_of_all_that_was_seen(steps, spread, level):
    """However low the level, where many keys are watched it must be possible to find something."""
    free, held = KeyState.fresh(1), KeyState.fresh(1)
    for tick, (negative, others, expected) in enumerate(steps):
        cusum.add(free, tick, negative, negative + others, expected, spread, math.inf)
        cusum.add(held, tick, negative, negative + others, expected, spread, level)
        assert cusum.chance(held, spread) <= math.exp(-held.score) * (1 + 1e-9)
        if held.since == free.since:
            assert cusum.chance(held, spread) == pytest.approx(math.exp(-free.score), rel=1e-6)


@pytest.mark.parametrize("rate", [0.05, 0.5])
def test_chance_gives_no_more_alarms_than_declared(rate):
    """Looked at with every story, as the detector does, and begun anew after an alarm."""
    rng = np.random.default_rng(11)
    level = cusum.level(rate * YEAR, 1.0)
    gaps = rng.exponential(1 / rate, 60_000)
    state, alarms = KeyState.fresh(1), 0
    for tick, gap in enumerate(gaps.tolist()):
        cusum.add(state, tick, 1, 1, rate * gap, 1.0, level)
        if state.score >= level:
            alarms += 1
            cusum.restart(state, tick)
    assert 0 < alarms <= gaps.sum() / YEAR


def test_a_build_up_is_found_within_days():
    rng = np.random.default_rng(2)
    level, usual = cusum.level(0.2 * YEAR, 1.0), 0.2
    delays = []
    for _ in range(50):
        state, hour = KeyState.fresh(1), 0
        while state.score < level:
            cusum.add(state, hour, int(rng.poisson(usual * 2.5)), 9, usual, 1.0, level)
            hour += 1
        delays.append(hour)
    assert np.median(delays) < 72


def test_more_stories_need_a_higher_level():
    levels = [cusum.level(stories, 1.0) for stories in (0.0, 1.0, 100.0, 1e5)]
    assert levels == sorted(levels)
    assert levels[0] == 3.0
    assert cusum.level(1000, 0.1) > cusum.level(1000, 1.0)
