"""Surges of bad news are found; volume, good news and busy hours are none."""

from __future__ import annotations

import json

import pytest

from scaffold_financial_sentiment.detection.detector import BUILD_UP, BURST, Count
from scaffold_financial_sentiment.detection.key import Key

ACME = Key("ACME")
DAY, WEEK = 24, 168
SHARE = 0.3


def others(rates):
    """News beside the negative ones, as much as usual."""
    return {name: rate * (1 / SHARE - 1) for name, rate in rates.items()}


@pytest.mark.parametrize(("rate", "keys", "days"), [(0.01, 80, 90), (0.1, 25, 60), (1.0, 6, 60), (5.0, 2, 40)])
def test_chance_gives_no_more_alarms_than_declared(make_desk, rate, keys, days):
    desk = make_desk(seed=4)
    desk.run(days * DAY, {f"C{number}": rate for number in range(keys)})
    # On the first days nobody knows yet what is usual: a busy key is one surge then.
    found = [signal for hour, signal in desk.alarms if hour > 2 * DAY]
    assert len(found) <= max(1.0, keys * days / 365.25)


def test_a_sudden_surge_is_found_within_two_hours(known):
    for seed in range(5):
        desk = known(seed=seed, weeks=4)
        rates = desk.usual | {"ACME": 6.0}
        desk.run(6, rates, others(desk.usual))
        (hour, signal), *_ = desk.of("ACME")
        assert hour - desk.began <= 2.0
        assert signal.how == BURST
        assert signal.seen > max(3, 5 * signal.expected)
        assert signal.p < 1e-4
        assert signal.window in {3600.0, 7200.0, 21_600.0, 86_400.0}


def test_a_surge_at_a_busy_key_is_found(known):
    desk = known(rate=3.0, companies=4)
    desk.run(8, desk.usual | {"ACME": 9.0}, others(desk.usual))
    (hour, _), *_ = desk.of("ACME")
    assert hour - desk.began <= 6.0


def test_a_slow_build_up_is_found(known):
    found = []
    for seed in range(4):
        desk = known(rate=0.2, seed=seed)
        desk.run(10 * DAY, desk.usual | {"ACME": 0.55}, others(desk.usual))
        found += desk.of("ACME")[:1]
    assert len(found) >= 3
    slow = [signal for _, signal in found if signal.how == BUILD_UP]
    assert slow
    for signal in slow:
        assert signal.window > 24 * 3600
        assert signal.seen > 1.5 * signal.expected
        assert signal.p < 0.01


def test_a_slow_build_up_is_found_among_many_keys(known):
    desk = known(rate=0.2, companies=10)
    desk.detector.add_late(desk.tick, {Key(f"silent {number}"): Count(0, 1) for number in range(1000)})
    desk.run(12 * DAY, desk.usual | {"ACME": 0.6}, others(desk.usual))
    assert [signal.how for _, signal in desk.of("ACME")][:1] == [BUILD_UP]


def test_mere_volume_is_no_bad_news(known):
    desk = known(rate=0.3)
    for tick in range(DAY * 4):
        # Ten times the usual volume: three negative stories of ten in every hour.
        counts = {"ACME": [(0, 3), (1, 2), (1, 3), (1, 2)][tick % 4]}
        assert desk.step(counts) == []


def test_good_news_are_no_bad_news(known):
    desk = known(rate=0.1)
    desk.run(DAY, desk.usual, others(desk.usual) | {"ACME": 20.0})
    assert desk.alarms == []


def test_bad_news_in_a_flood_of_news_are_found(known):
    desk = known(rate=0.1)
    desk.run(DAY, desk.usual | {"ACME": 8.0}, others(desk.usual) | {"ACME": 2.0})
    assert desk.of("ACME")


@pytest.mark.parametrize("size", [1, 60])
def test_on_the_first_day_five_bad_stories_are_a_surge_and_one_is_none(make_desk, size):
    desk = make_desk()
    desk.run(6, {f"C{number}": 0.02 for number in range(size)})
    for story in range(5):
        signals = desk.step({"ACME": (1, 1)})
        assert not (story == 0 and signals)
    ((_, signal),) = desk.of("ACME")
    assert (signal.how, signal.is_quiet) == (BURST, False)


def test_the_very_first_news_are_no_surge(desk):
    assert desk.step({"ACME": (2, 2), "OTHER": (1, 4)}) == []


def test_a_busy_hour_of_the_week_is_no_surge_once_it_is_known(make_desk):
    desk = make_desk(seed=3)

    def shape(hour):
        return 10.0 if hour % WEEK in (8, 9, 10) else 0.8

    names = {f"C{number}": 0.4 for number in range(25)}
    desk.run(8 * WEEK, names, shape=shape)
    known_since = 3 * WEEK
    assert [hour for hour, _ in desk.alarms if hour > known_since] == []
    rest = desk.hour
    desk.run(3, names | {"C3": 12.0}, others(names))
    assert [signal.key.company for hour, signal in desk.alarms if hour > rest] == ["C3"]


def test_a_watched_key_always_has_a_signal(known):
    desk = known()
    watched = (Key("NOBODY", "legal"), Key("C1"), ACME)
    signals = desk.detector.observe(desk.tick, {}, watched)
    assert [signal.key for signal in signals] == sorted(watched)
    assert {(signal.is_alarm, signal.is_quiet) for signal in signals} == {(False, True)}


def test_a_key_can_be_watched_before_there_is_any_news(burst):
    (signal,) = burst().observe(5_000_000, {}, (ACME,))
    assert (signal.key, signal.is_alarm, signal.is_quiet, signal.seen) == (ACME, False, True, 0)


def test_signals_come_by_name(burst):
    detector = burst()
    keys = [Key(name, topic) for name in ("B", "A") for topic in ("z", "*")]
    detector.observe(1, {key: Count(0, 1) for key in keys})
    signals = detector.observe(2, {key: Count(9, 9) for key in keys})
    assert [signal.key for signal in signals] == sorted(keys)


def test_no_signal_is_an_alarm_and_quiet(known):
    desk = known(rate=0.3)
    for factor in (1, 8, 1, 3, 1):
        desk.run(2 * DAY, desk.usual | {"ACME": 0.3 * factor}, others(desk.usual))
    assert sum(signal.is_alarm for signal in desk.signals) > 10
    assert sum(signal.is_quiet for signal in desk.signals) > 10
    assert not any(signal.is_alarm and signal.is_quiet for signal in desk.signals)


def test_a_surge_is_one_alarm_and_ends(known):
    desk = known(rate=0.05)
    desk.run(8, desk.usual | {"ACME": 3.0}, others(desk.usual))
    assert len(desk.of("ACME")) == 1
    assert ACME in desk.watched
    assert not any(signal.is_quiet for signal in desk.signals if signal.key == ACME)
    over = desk.hour
    desk.run(2 * DAY, desk.usual)
    assert len(desk.of("ACME")) == 1
    assert ACME not in desk.watched
    quiet = [signal for signal in desk.signals if signal.is_quiet]
    assert quiet
    # The longest window holds the surge for a day.
    desk.run(1, desk.usual)
    assert desk.hour - over > DAY


def test_signals_hold_plain_numbers(known):
    desk = known(rate=0.3)
    desk.run(DAY, desk.usual | {"ACME": 5.0}, others(desk.usual))
    assert desk.signals
    for signal in desk.signals:
        json.dumps([signal.is_alarm, signal.is_quiet])
        assert type(signal.is_alarm) is type(signal.is_quiet) is bool
        assert all(type(each) in (int, float) for each in (signal.seen, signal.expected, signal.window, signal.p))
        assert 0 <= signal.p <= 1
