import pytest

pytest.importorskip("river", reason="river is not installed")

from scaffold.errors import UserError
from scaffold_financial_sentiment.backtest.river_detectors import adwin, kswin, page_hinkley
from scaffold_financial_sentiment.detection.detector import Count
from scaffold_financial_sentiment.detection.key import Key

A, B = Key("A"), Key("B")


def _alarms(detector, counts):
    """Hours at whose end it sounds, fed with negative stories by hour."""
    found = []
    for hour, negative in enumerate(counts):
        for part in range(6):
            given = {A: Count(negative, negative)} if part == 3 and negative else {}
            found += [(hour, part, s.key) for s in detector.observe(hour * 6 + part, given) if s.is_alarm]
    return found


@pytest.mark.parametrize(
    "make",
    [lambda: page_hinkley(20, tick=600.0), lambda: adwin(0.002, tick=600.0), lambda: kswin(0.001, tick=600.0)],
)
def test_an_increase_sounds_at_the_end_of_an_hour_and_a_decrease_does_not(make):
    rise = _alarms(make(), [1, 2] * 60 + [9, 8] * 40)
    assert rise
    assert all(part == 5 and key == A for _, part, key in rise)
    assert min(hour for hour, _, _ in rise) >= 119
    fall = _alarms(make(), [9, 8] * 60 + [1, 2] * 40)
    assert fall == []


def test_hours_without_any_tick_are_fed_as_zeros():
    detector = page_hinkley(1e9, tick=600.0)
    detector.observe(0, {A: Count(4, 4)})
    (signal,) = detector.observe(6 * 9, {}, [A])
    assert signal.expected == pytest.approx(4 / 9)
    assert (signal.is_alarm, signal.is_quiet) == (False, True)


def test_nothing_is_stored_and_nothing_restored():
    detector = page_hinkley(10, tick=600.0)
    assert list(detector.changed()) == []
    detector.restore([])
    with pytest.raises(UserError, match="river"):
        detector.restore([("A", b"")])
