import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_financial_sentiment.detection.detector import Count
from scaffold_financial_sentiment.detection.key import Key
from scaffold_financial_sentiment.detection.plain import FixedThreshold, ZScore

A, B = Key("A"), Key("银行", "legal")
STEPS = st.lists(st.tuples(st.integers(0, 400), st.sampled_from([A, B]), st.integers(0, 4)), max_size=40)


def _detectors():
    return [
        FixedThreshold(3, window=1200.0, tick=300.0),
        ZScore(2.0, window=1200.0, history=12_000.0, tick=300.0),
    ]


def test_a_threshold_counts_its_window_and_forgets_what_is_older():
    detector = FixedThreshold(3, window=900.0, tick=300.0)
    assert detector.observe(0, {A: Count(2, 5)}) == []
    (signal,) = detector.observe(2, {A: Count(1, 1), B: Count(0, 9)})
    assert (signal.key, signal.is_alarm, signal.seen, signal.window) == (A, True, 3, 900.0)
    (signal,) = detector.observe(3, {}, [A])
    assert (signal.is_alarm, signal.is_quiet, signal.seen) == (False, True, 1)


def test_late_counts_belong_to_their_tick():
    detector = FixedThreshold(3, window=900.0, tick=300.0)
    detector.observe(5, {A: Count(2, 2)})
    detector.add_late(4, {A: Count(1, 1)})
    assert detector.observe(6, {}, [A])[0].is_alarm
    assert not detector.observe(7, {}, [A])[0].is_alarm


def test_a_z_score_is_measured_against_the_windows_before():
    detector = ZScore(3.0, window=1200.0, history=400 * 1200.0, tick=300.0)
    rng = random.Random(1)
    for tick in range(0, 1200, 4):
        assert detector.observe(tick, {A: Count(rng.choice([1, 2, 3]), 5)}) == []
    (signal,) = detector.observe(1200, {A: Count(6, 6)})
    assert signal.is_alarm
    assert signal.expected == pytest.approx(2.0, abs=0.2)
    assert 0 < signal.p < 0.01


def test_a_z_score_waits_for_enough_past():
    detector = ZScore(3.0, window=1200.0, history=40 * 1200.0, tick=300.0)
    assert detector.observe(0, {A: Count(50, 50)}) == []


@given(STEPS, st.integers(0, 40))
def test_a_restored_detector_says_what_the_first_one_says(steps, cut):
    rows = sorted({tick: (key, negative) for tick, key, negative in steps}.items())
    for whole, first, second in zip(_detectors(), _detectors(), _detectors(), strict=True):
        pieces: dict[str, bytes] = {}
        said, again = [], []
        for at, (tick, (key, negative)) in enumerate(rows):
            counts = {key: Count(negative, negative + 1)}
            said.append(whole.observe(tick, counts, [A]))
            if at == cut:
                pieces |= dict(first.changed())
                second.restore(pieces.items())
                first = second
            again.append(first.observe(tick, counts, [A]))
            pieces |= dict(first.changed())
        assert said == again


def test_signals_come_in_the_order_of_their_names():
    detector = FixedThreshold(1, window=300.0, tick=300.0)
    signals = detector.observe(0, {B: Count(1, 1), A: Count(1, 1)}, [Key("Z"), Key("C")])
    assert [signal.key for signal in signals] == sorted([A, B, Key("Z"), Key("C")])
    assert all(signal.is_alarm != signal.is_quiet for signal in signals)
