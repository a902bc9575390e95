"""Many keys, other settings and odd times."""

from __future__ import annotations

import math

import pytest

from scaffold_financial_sentiment.detection.detector import Count
from scaffold_financial_sentiment.detection.key import Key
from scaffold_financial_sentiment.settings import FinancialSentimentSettings

ACME = Key("ACME")


def test_a_barely_rare_key_among_many_is_no_alarm(burst):
    """What happens once in a year to a key happens every five minutes to one of 100,000."""

    def observed(keys):
        detector = burst()
        detector.observe(1000, {ACME: Count(0, 1)})
        detector.add_late(1000, {Key(f"C{number}"): Count(0, 1) for number in range(keys)})
        return detector, detector.observe(1001, {ACME: Count(4, 4)})

    alone, (signal,) = observed(1)
    assert signal.is_alarm
    among_many, signals = observed(100_000)
    assert signals == []
    (signal,) = among_many.observe(1002, {ACME: Count(8, 8)})
    assert signal.is_alarm
    assert alone.observe(1002, {ACME: Count(8, 8)})[0].p == signal.p


def test_many_surges_at_once_are_found_together(burst):
    """The more findings there are, the less each of them needs."""
    found = {}
    for surges in (1, 50):
        detector = burst()
        detector.add_late(1000, {Key(f"C{number}"): Count(0, 1) for number in range(20_000)})
        found[surges] = len(detector.observe(1001, {Key(f"C{number}"): Count(4, 4) for number in range(surges)}))
    assert found == {1: 0, 50: 50}


def test_the_expected_number_is_what_usually_comes(known):
    desk = known(rate=0.5)
    end = (desk.hour + 463_104) * 3600
    assert desk.detector.expected(ACME, end - 86_400, end) == pytest.approx(12.0, rel=0.3)
    assert 0 < desk.detector.expected(Key("NOBODY"), end - 3600, end) < 0.2
    assert desk.detector.expected(ACME, end, end) == 0.0
    assert desk.detector.changed()
    assert desk.detector.changed() == []


def test_it_is_made_as_the_settings_say(burst):
    settings = FinancialSentimentSettings()
    detector = type(burst()).of(settings)
    assert detector.tick == settings.tick
    signals = detector.observe(1, {ACME: Count(30, 30)})
    assert [signal.key for signal in signals] == [ACME]
    rare = type(burst()).of(settings.model_copy(update={"discovery_rate": 1e-12}))
    assert rare.observe(1, {ACME: Count(5, 5)}) == []


def test_a_tick_longer_than_a_window_is_the_shortest_window(burst):
    detector = burst(tick=4 * 3600.0)
    for tick in range(200):
        assert detector.observe(tick, {ACME: Count(2, 7)}) == [] or tick < 5
    (signal,) = detector.observe(200, {}, (ACME,))
    assert signal.window >= 4 * 3600


def test_a_year_of_silence_is_no_surge_afterwards(known):
    desk = known(rate=1.0)
    desk.hour += 365 * 24
    desk.run(72, desk.usual)
    assert desk.alarms == []


def test_more_false_alarms_find_more(known, burst):
    found = []
    for alarms in (0.01, 1.0, 100.0):
        desk = known(rate=0.3, detector=burst(alarms=alarms, rate=0.99))
        desk.run(4 * 168, desk.usual)
        found.append(len(desk.alarms))
    assert found == sorted(found)
    assert found[-1] > 3 > found[0]


def test_news_before_1970_are_news(burst):
    detector = burst()
    for tick in range(-3000, -2000, 7):
        detector.observe(tick, {ACME: Count(0, 1)})
    (signal,) = detector.observe(-1990, {ACME: Count(9, 9)})
    assert signal.is_alarm
    assert math.isfinite(signal.p)
