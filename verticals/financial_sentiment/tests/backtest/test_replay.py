import pytest

from scaffold.errors import SettingsError
from scaffold_financial_sentiment.backtest.count_log import CountLog
from scaffold_financial_sentiment.backtest.replay import replay
from scaffold_financial_sentiment.detection.detector import Count, Signal
from scaffold_financial_sentiment.detection.key import Key

A = Key("A")


class _Recording:
    """Sounds whenever a key has three negative stories in a tick; writes down what it is asked."""

    tick = 600.0

    def __init__(self):
        self.calls = []

    def observe(self, tick, counts, watched=()):
        self.calls.append((tick, dict(counts), sorted(watched)))
        keys = sorted({*counts, *watched})
        alarms = {key: key in counts and counts[key].negative >= 3 for key in keys}
        return [
            Signal(key, is_alarm, not is_alarm, 3, 0.1, 1200.0, 0.01, "test")
            for key, is_alarm in alarms.items()
            if is_alarm or key in watched
        ]


def test_alarms_have_the_end_of_their_tick_and_keys_are_watched_for_a_while():
    log = CountLog.of_counts(600.0, {0: {A: Count(3, 3)}, 2: {A: Count(0, 1)}, 11: {A: Count(0, 1)}})
    detector = _Recording()
    alarms = replay(log, detector, quiet_for=3600.0)
    assert [alarm.time for alarm in alarms] == [600.0]
    watched = {tick: keys for tick, _, keys in detector.calls}
    assert watched[0] == []
    assert watched[2] == watched[5] == [A]
    assert watched[11] == []


def test_the_last_tick_of_each_empty_hour_is_given():
    detector = _Recording()
    replay(CountLog.of_counts(600.0, {1: {A: Count(0, 1)}}, end=20), detector, quiet_for=60.0)
    assert [tick for tick, _, _ in detector.calls] == [1, 5, 11, 17]


def test_a_detector_with_other_ticks_is_refused():
    with pytest.raises(SettingsError, match="ticks of 10m"):
        replay(CountLog.of_counts(300.0, {}), _Recording(), quiet_for=60.0)


def test_alarms_of_too_few_publishers_do_not_count():
    log = CountLog.of_counts(600.0, {0: {A: Count(3, 3)}})
    assert len(replay(log, _Recording(), quiet_for=60.0, least_sources=1)) == 1
    assert replay(log, _Recording(), quiet_for=60.0, least_sources=2) == []
