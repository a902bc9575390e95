"""Detectors by their names."""

from __future__ import annotations

import pytest

from scaffold.errors import SettingsError
from scaffold_financial_sentiment.detection.detector import Count
from scaffold_financial_sentiment.detection.key import Key
from scaffold_financial_sentiment.detection.opening import NAMES, THRESHOLD, open_detector
from scaffold_financial_sentiment.settings import FinancialSentimentSettings

SETTINGS = FinancialSentimentSettings(tick=600.0)


@pytest.mark.parametrize("name", NAMES)
def test_each_has_the_tick_of_the_settings_and_goes_on_where_it_stood(name):
    key, tick = Key("ACME"), 2_900_000
    one, other = open_detector(name, SETTINGS), open_detector(name, SETTINGS)
    assert one.tick == 600.0
    one.observe(tick, {key: Count(1, 2)})
    other.restore(one.changed())
    assert one.observe(tick + 6, {key: Count(1, 1)}, [key]) == other.observe(tick + 6, {key: Count(1, 1)}, [key])


def test_threshold_is_so_many_stories_a_day():
    detector = open_detector("threshold", SETTINGS)
    assert detector.observe(2_900_000, {Key("ACME"): Count(THRESHOLD - 1, THRESHOLD)}) == []
    assert [signal.is_alarm for signal in detector.observe(2_900_001, {Key("ACME"): Count(1, 1)})] == [True]


def test_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(SettingsError, match="no detector 'brust', did you mean 'burst'"):
        open_detector("brust", SETTINGS)
