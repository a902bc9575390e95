import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from scaffold_financial_sentiment.backtest.episodes import Episode
from scaffold_financial_sentiment.backtest.exposure import Exposure, exposures
from scaffold_financial_sentiment.backtest.intervals import between_interval, poisson_interval, quantile_interval
from scaffold_financial_sentiment.backtest.known import KnownIncident
from scaffold_financial_sentiment.backtest.matching import match
from scaffold_financial_sentiment.backtest.scoring import score
from scaffold_financial_sentiment.detection.detector import Signal
from scaffold_financial_sentiment.detection.key import Key

HOUR = 3600.0
TOPICS = st.sampled_from(["*", "legal", "results"])
COMPANIES = st.sampled_from(["A", "B"])
EPISODES = st.lists(
    st.tuples(COMPANIES, TOPICS, st.integers(0, 100)).map(
        lambda row: Episode(
            ((Key(*row[:2]), float(row[2])),), row[2], row[2] + 1.0, 1, Signal(Key("A"), True, False, 3, 0, 60, 0.1, "")
        )
    )
).map(lambda episodes: sorted(episodes, key=lambda each: each.began))
KNOWN = st.lists(
    st.tuples(COMPANIES, TOPICS, st.integers(0, 100), st.integers(0, 20)),
).map(
    lambda rows: [
        KnownIncident(str(at), company, topic, float(start), float(start + length))
        for at, (company, topic, start, length) in enumerate(rows)
    ]
)


@given(EPISODES, KNOWN, st.integers(0, 10))
def test_each_incident_and_each_episode_has_one_place(episodes, known, grace):
    matching = match(episodes, known, grace=float(grace))
    found = [each.known.id for each in matching.found]
    assert len(found) == len(set(found))
    assert sorted([*found, *(each.id for each in matching.missed)]) == sorted(each.id for each in known)
    placed = [id(each.episode) for each in matching.found]
    placed += [id(each) for each in (*matching.repeated, *matching.false)]
    assert sorted(placed) == sorted(map(id, episodes))
    for each in matching.found:
        assert 0 <= each.delay <= each.known.end - each.known.start + grace
        assert each.known.concerns(each.episode.key)
    for episode in matching.false:
        assert not any(k.concerns(episode.key) and k.start <= episode.began <= k.end + grace for k in known)


@settings(max_examples=40, deadline=None)
@given(EPISODES, KNOWN)
def test_figures_stay_within_their_bounds(episodes, known):
    found = score(match(episodes, known, grace=5.0), Exposure(2, 1e7, 1e6))
    assert found.alerts == len(episodes)
    assert found.found + found.repeated + found.false == len(episodes)
    for each in (found.precision, found.recall, found.f1):
        if each is not None:
            assert 0 <= each.low <= each.value + 1e-9
            assert each.value - 1e-9 <= each.high <= 1
    assert (found.recall is None) == (not known)
    assert (found.delay is None) == (found.found == 0)


def test_repeated_alerts_are_neither_right_nor_false(episode):
    known = [KnownIncident("1", "A", "*", 100 * HOUR, 110 * HOUR)]
    episodes = [episode(50 * HOUR), episode(102 * HOUR), episode(105 * HOUR, topic="legal"), episode(120 * HOUR, "B")]
    found = score(match(episodes, known, grace=HOUR), Exposure(4, 8766 * HOUR, 240 * HOUR))
    assert (found.found, found.repeated, found.false) == (1, 1, 2)
    assert found.precision.value == pytest.approx(1 / 3)
    assert (found.recall.value, found.f1.value) == (1.0, 0.5)
    assert found.delay.value == 2.0
    assert found.false_a_year.value == pytest.approx(2.0)
    assert found.hours_between.value == pytest.approx(4383.0)
    assert found.alerts_a_day.value == pytest.approx(0.4)
    assert found.alerts_a_day_and_unit.value == pytest.approx(0.1)


def test_the_incident_that_ends_first_is_found_first(episode):
    long = KnownIncident("long", "A", "*", 0.0, 100.0)
    short = KnownIncident("short", "A", "*", 0.0, 20.0)
    matching = match([episode(10.0), episode(50.0)], [long, short], grace=0.0)
    assert {each.known.id: each.at for each in matching.found} == {"short": 10.0, "long": 50.0}


def test_quiet_time_begins_with_the_first_news_and_leaves_incidents_out(quiet_log, monday):
    log = quiet_log({"A": 5.0}, weeks=2)
    known = [
        KnownIncident("1", "A", "legal", monday + 100 * HOUR, monday + 120 * HOUR),
        KnownIncident("2", "A", "*", monday + 110 * HOUR, monday + 130 * HOUR),
        KnownIncident("3", "B", "*", monday, monday + 130 * HOUR),
    ]
    keys, companies = exposures(log, known, 2 * HOUR)
    assert (keys.units, companies.units) == (3, 1)
    whole = 336.0
    late = sum((log.tick_of[log.rows(number)[0]] - log.begin) for number in range(3))
    assert keys.hours == pytest.approx(3 * whole - late - 32 - 32 - 22)
    assert companies.hours == pytest.approx(whole - 32)
    assert keys.days == 14


def test_poisson_bounds_are_exact():
    for events in (0, 1, 7):
        interval = poisson_interval(events, 2.0)
        assert interval.value == events / 2
        assert poisson.cdf(events, 2 * interval.high) == pytest.approx(0.025)
        if events:
            assert poisson.sf(events - 1, 2 * interval.low) == pytest.approx(0.025)
    assert poisson_interval(0, 1.0).low == 0
    assert poisson_interval(3, 0.0).high == math.inf
    between = between_interval(0, 10.0)
    assert between.value == between.high == math.inf
    assert between.low == pytest.approx(10 / 3.689, rel=1e-3)


def test_quantiles_of_delays():
    assert quantile_interval([], 0.5) is None
    found = quantile_interval([1.0, 2.0, 3.0], 0.5)
    assert (found.value, found.low, found.high) == (2.0, 1.0, 3.0)
    assert quantile_interval([4.0], 0.9) == quantile_interval([4.0], 0.9)
