"""The shape of a week is learned, and tells what an hour is worth."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_financial_sentiment.detection.season import HOURS, Season, hour_of_week

WEEKS_8 = 8.0 * HOURS
START = 463_104  # A Monday at 0:00.

hours = st.lists(st.tuples(st.integers(0, 100) | st.just(5000), st.integers(1, 30)), max_size=40)


def season(memory=WEEKS_8, lag=48):
    return Season(memory, lag)


def learned(weeks, factor, *, base=12.0, seed=0, memory=WEEKS_8):
    """A season after some weeks of news, in which an hour of the week is `factor(hour)` times as busy as another."""
    rng = np.random.default_rng(seed)
    made = season(memory)
    for hour in range(weeks * HOURS):
        arrived = int(rng.poisson(base * factor(hour % HOURS)))
        if arrived:
            made.advance(START + hour, arrived)
    return made


def busy_by_day(hour):
    """Working days from 8 to 18 are four times as busy as the rest."""
    return 2.0 if hour < 120 and 8 <= hour % 24 < 18 else 0.5


def test_weeks_begin_on_monday():
    monday = datetime(2024, 3, 4, tzinfo=UTC).timestamp() / 3600
    assert hour_of_week(int(monday)) == 0
    assert hour_of_week(int(monday) - 1) == HOURS - 1
    assert hour_of_week(-72) == 0  # 1969-12-29


def test_it_starts_flat():
    new = season()
    assert new.factors.tolist() == [1.0] * HOURS
    new.advance(START, 1000)
    assert new.factors.tolist() == [1.0] * HOURS


def test_a_single_hour_says_little():
    new = season()
    new.advance(START, 50)
    new.advance(START + 1, 1)
    assert np.ptp(new.factors) < 3


def test_a_week_is_learned():
    made = learned(6, busy_by_day)
    wanted = np.array([busy_by_day(hour) for hour in range(HOURS)])
    assert made.factors == pytest.approx(wanted / wanted.mean(), abs=0.6)
    assert np.corrcoef(made.factors, wanted)[0, 1] > 0.97
    assert made.factors.mean() == pytest.approx(1.0)
    by_day = made.factors[:120].reshape(5, 24)
    assert by_day[:, 8:18].mean() / by_day[:, :8].mean() == pytest.approx(4.0, rel=0.1)


def test_an_hour_of_its_own_is_learned():
    made = learned(8, lambda hour: 8.0 if hour == 9 else 1.0)
    assert made.factors[9] > 4.0
    assert made.factors[33] == pytest.approx(1.0, abs=0.5)


def test_few_stories_take_the_shape_of_a_day_from_the_other_days():
    made = learned(4, busy_by_day, base=0.5)
    assert made.factors[10] > 1.5 * made.factors[3]


def test_a_new_habit_replaces_the_old_one():
    made = season(2.0 * HOURS)
    rng = np.random.default_rng(1)
    for hour in range(20 * HOURS):
        peak = 9 if hour < 8 * HOURS else 21
        made.advance(START + hour, int(rng.poisson(20.0 if hour % 24 == peak else 4.0)) + 1)
    assert made.factors[21] > 2 * made.factors[9]


def test_exposure_is_time_weighted_by_the_season():
    made = learned(6, busy_by_day)
    made.advance(START + 6 * HOURS, 1)
    night, before = made.exposure, made.operating
    made.advance(START + 6 * HOURS + 8, 1)
    night = made.exposure - night
    day = made.exposure
    made.advance(START + 6 * HOURS + 16, 1)
    day = made.exposure - day
    assert made.operating - before == 16
    assert day > 3 * night


def test_a_whole_week_is_worth_its_hours():
    made = learned(5, busy_by_day)
    assert made.operating == pytest.approx(5 * HOURS, abs=2)
    assert made.exposure == pytest.approx(made.operating, rel=0.02)


def test_an_outage_of_a_year_is_no_time():
    made = learned(3, busy_by_day)
    before, factors = (made.operating, made.exposure), made.factors.copy()
    gap = made.advance(made.hour + 52 * HOURS, 5)
    assert gap == 1
    assert made.operating == before[0] + 1
    assert made.exposure - before[1] < 5
    assert made.factors == pytest.approx(factors, rel=0.3)


def test_a_quiet_weekend_is_time():
    made = learned(1, lambda _: 1.0)
    before = made.operating
    assert made.advance(made.hour + 72, 1) == 72
    assert made.operating == before + 72


def test_the_past_is_as_it_was():
    made, was = season(lag=48), {}
    for hour in range(400):
        made.advance(START + hour, 1 + hour % 7)
        was[START + hour] = (made.operating, made.exposure)
        for back in (0, 1, 24, 48):
            if hour >= back:
                assert made.past(START + hour - back) == was[START + hour - back]
    assert made.past(START + 399 - 48) == was[START + 399 - 48]


def test_the_past_of_an_outage_is_its_beginning():
    made = season()
    made.advance(START, 3)
    made.advance(START + 5, 3)
    made.advance(START + 9000, 3)
    assert made.past(START + 8000) == made.past(START + 6) == pytest.approx((6.0, 6.0), rel=1e-4)


def test_before_the_beginning_there_is_nothing():
    new = season()
    assert new.past(START) == (0.0, 0.0)
    new.advance(START, 1)
    assert new.past(START - 1000) == (0.0, 0.0)


def test_it_works_before_1970():
    made = season()
    for hour in range(-500, 100, 10):
        made.advance(hour, 2)
    assert (made.operating, made.hour) == (590, 90)


def test_going_back_is_no_time():
    made = season()
    made.advance(START, 3)
    assert made.advance(START - 5, 2) <= 0
    made.advance(START + 1, 1)
    assert made.operating == 1


@pytest.mark.parametrize("first", [START, START + 100, -50])
@pytest.mark.parametrize("length", [0, 1, 30, HOURS, 2 * HOURS, 3 * HOURS + 5])
def test_between_gives_the_factors_of_hours(first, length):
    made = learned(3, busy_by_day)
    wanted = [made.factors[hour_of_week(hour)] for hour in range(first, first + length)]
    assert made.between(first, first + length) == wanted


@given(hours, hours)
def test_its_state_is_all_of_it(before, after):
    one, hour = season(lag=30), START
    for step, arrived in before:
        hour += step
        one.advance(hour, arrived)
    other = season(lag=30)
    other.restore(one.state())
    for step, arrived in [*after, (1, 1)]:
        hour += step
        assert one.advance(hour, arrived) == other.advance(hour, arrived)
        assert one.state() == other.state()
        assert one.factors.tolist() == other.factors.tolist()
        assert one.past(hour - 20) == other.past(hour - 20)


@given(hours)
def test_factors_stay_sound(steps):
    made, hour = season(memory=5.0), START
    for step, arrived in steps:
        hour += step
        made.advance(hour, arrived)
        assert np.isfinite(made.factors).all()
        assert (made.factors > 0).all()
        assert made.factors.mean() == pytest.approx(1.0)
        assert type(made.exposure) is float


def test_its_state_stays_small():
    assert len(learned(12, busy_by_day).state()) < 8000
