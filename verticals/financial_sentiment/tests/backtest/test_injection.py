from dataclasses import replace

import numpy as np
import pytest

from scaffold_financial_sentiment.backtest.injection import delays, inject
from scaffold_financial_sentiment.backtest.known import KnownIncident
from scaffold_financial_sentiment.backtest.placing import RATE_EDGES, Place, Wanted, bin_name, places_in
from scaffold_financial_sentiment.backtest.usual import UsualRates, hour_of_week
from scaffold_financial_sentiment.detection.key import Key

HOUR, DAY, WEEK = 3600.0, 86_400.0, 604_800.0
WANTED = Wanted(count=12, stretch=2 * HOUR, length=DAY, apart=2 * WEEK, warm_up=WEEK)


@pytest.fixture
def busy(quiet_log):
    return quiet_log({"A": 20.0, "B": 4.0, "C": 0.5}, weeks=30)


def test_hours_of_the_week_begin_on_monday():
    assert hour_of_week(np.array([0.0, 4 * DAY, 4 * DAY - 1, 4 * DAY + 5 * HOUR])).tolist() == [72, 0, 167, 5]


def test_usual_rates_know_day_and_night(busy, monday):
    usual = UsualRates.of(busy)
    number = busy.number(Key("A"))
    noon, midnight = usual.rates[number, 12], usual.rates[number, 0]
    assert noon == pytest.approx(20 * 0.3 * 1.5, rel=0.2)
    assert midnight == pytest.approx(20 * 0.3 * 0.5, rel=0.2)
    ticks = np.array([monday // 600 + 72], dtype=np.int64)
    assert usual.expected(number, ticks, 600.0)[0] == pytest.approx(noon / 6)


def test_usual_rates_leave_known_incidents_out(busy, monday):
    number = busy.number(Key("A"))
    surge = (busy.tick_of * HOUR >= monday + WEEK) & (busy.tick_of * HOUR < monday + WEEK + DAY)
    loud = replace(busy, negative=np.where(surge & (busy.key_of == number), busy.negative + 5000, busy.negative))
    known = [KnownIncident("1", "A", "*", monday + WEEK, monday + WEEK + DAY)]
    assert UsualRates.of(loud).rates[number].mean() > 2 * UsualRates.of(busy).rates[number].mean()
    assert UsualRates.of(loud, known).rates[number].mean() == pytest.approx(
        UsualRates.of(busy).rates[number].mean(), rel=0.05
    )


def test_places_are_apart_in_the_log_and_away_from_what_is_known(busy, monday):
    known = [KnownIncident("1", "A", "legal", monday + 10 * WEEK, monday + 11 * WEEK)]
    places = places_in(busy, UsualRates.of(busy), known, WANTED, seed=4)
    assert len(places) == 12
    for place in places:
        assert place.start % HOUR == 0
        assert monday + WEEK <= place.start <= busy.until - DAY
        assert place.usual == pytest.approx(2 * place.rate)
        if place.key.company == "A":
            assert not monday + 9 * WEEK - DAY < place.start < monday + 12 * WEEK
    for company in ("A", "B", "C"):
        starts = sorted(place.start for place in places if place.key.company == company)
        assert all(np.diff(starts) >= 2 * WEEK)


def test_places_come_in_turn_from_the_bins_of_usual_rates(busy):
    places = places_in(busy, UsualRates.of(busy), [], WANTED, seed=4)
    assert len({place.bin for place in places}) >= 3
    assert bin_name(0).startswith("below")
    assert [bin_name(at) for at in range(len(RATE_EDGES) + 1)][-1].endswith("more")


def test_the_same_seed_gives_the_same_and_there_may_be_no_room(busy, quiet_log):
    usual = UsualRates.of(busy)
    first = places_in(busy, usual, [], WANTED, seed=1)
    assert first == places_in(busy, usual, [], WANTED, seed=1)
    assert first != places_in(busy, usual, [], WANTED, seed=2)
    short = quiet_log({"A": 5.0}, weeks=1)
    assert places_in(short, UsualRates.of(short), [], WANTED) == []


def test_the_negative_rate_is_the_factor_times_the_usual_one(busy, monday):
    usual = UsualRates.of(busy)
    number = busy.number(Key("A", "legal"))
    place = Place(Key("A", "legal"), number, monday + 8 * WEEK, 1.0, 1.0)
    before = list(busy.ticks())
    changed, (made,) = inject(busy, usual, [place], 5.0, duration=4 * WEEK, seed=3)
    assert list(busy.ticks()) == before
    expected = 4 * usual.rates[number].sum() * 4
    assert made.added == pytest.approx(expected, rel=0.1)
    assert made.keys == (Key("A", "legal"), Key("A"))
    for key in made.keys:
        at = busy.number(key)
        rows, old = changed.rows(at), busy.rows(at)
        assert changed.negative[rows].sum() - busy.negative[old].sum() == made.added
        assert changed.total[rows].sum() - busy.total[old].sum() == made.added
        outside = changed.rows(at, until=place.start)
        assert np.array_equal(changed.negative[outside], busy.negative[busy.rows(at, until=place.start)])
    again, _ = inject(busy, usual, [place], 5.0, duration=4 * WEEK, seed=3)
    assert list(again.ticks()) == list(changed.ticks())


def test_a_ramp_grows(busy, monday):
    usual = UsualRates.of(busy)
    number = busy.number(Key("A"))
    place = Place(Key("A"), number, monday + 8 * WEEK, 1.0, 1.0)
    sudden = inject(busy, usual, [place], 9.0, duration=4 * DAY)[1][0]
    changed, (slow,) = inject(busy, usual, [place], 9.0, duration=4 * DAY, ramp=4 * DAY)
    assert slow.keys == (Key("A"),)
    assert slow.added == pytest.approx(sudden.added / 2, rel=0.3)
    added = [
        changed.negative[changed.rows(number, place.start + day * DAY, place.start + (day + 1) * DAY)].sum()
        for day in range(4)
    ]
    assert added == sorted(added)


def test_delay_is_to_the_first_episode_that_begins_inside(busy, episode):
    place = Place(Key("A", "legal"), 1, 1000.0, 1.0, 1.0)
    made = inject(busy, UsualRates.of(busy), [place], 3.0, duration=500.0)[1]
    assert delays(made, [episode(900.0), episode(1300.0), episode(1200.0, topic="legal")]) == [200.0]
    assert delays(made, [episode(1200.0, topic="results"), episode(1600.0), episode(1200.0, "B")]) == [None]


def test_without_places_the_log_is_the_same(busy):
    assert inject(busy, UsualRates.of(busy), [], 3.0, duration=DAY) == (busy, [])
