"""A detector depends on what it was given and on nothing else, wherever it was stored in between."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.errors import SettingsError
from scaffold_financial_sentiment.detection.burst import BurstDetector
from scaffold_financial_sentiment.detection.detector import Count
from scaffold_financial_sentiment.detection.key import Key

HOUR = 3600.0
KEYS = [Key(name, topic) for name in ("ACME", "Ünïcode 公司", "Z") for topic in ("*", "legal")]
START = 1_000_000

key_counts = st.dictionaries(
    st.sampled_from(KEYS), st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda pair: Count(pair[0], sum(pair))),
    max_size=4,
)  # fmt: skip
gaps = st.integers(1, 4) | st.sampled_from([30, 100, 400, 5000])
moves = st.tuples(gaps, key_counts, st.sets(st.sampled_from(KEYS), max_size=3), st.sampled_from("___slr"))
streams = st.lists(moves, min_size=1, max_size=40)


def make():
    """It forgets soon, so that a short stream shows everything it does."""
    return BurstDetector(1800.0, (HOUR, 6 * HOUR, 24 * HOUR), 100 * HOUR, 50.0, 0.5)


def stored(detector, pieces):
    """What a store holds after another save."""
    pieces |= dict(detector.changed())
    return pieces


def restored(pieces, order=None):
    detector = make()
    detector.restore(sorted(pieces.items()) if order is None else [(name, pieces[name]) for name in order])
    return detector


def grown(weeks=5):
    """A detector that knows its keys, and what was stored of it."""
    detector, rng = make(), np.random.default_rng(3)
    for tick in range(weeks * 336):
        bad = rng.poisson(0.3, len(KEYS)).tolist()
        counts = {key: Count(count, count + 1) for key, count in zip(KEYS, bad, strict=True) if count}
        detector.observe(START - weeks * 336 + tick, counts)
    return stored(detector, {})


OLD = grown()


@settings(max_examples=60)
@given(streams, st.sampled_from(["new", "old"]))
def test_stored_and_restored_at_any_point_it_goes_on_as_before(stream, age):
    pieces = dict(OLD) if age == "old" else {}
    other_pieces = dict(pieces)
    one, other = restored(pieces), restored(other_pieces)
    tick = START
    for gap, counts, watched, move in stream:
        tick += gap
        if move == "l":
            one.add_late(tick - 60, counts)
            other.add_late(tick - 60, counts)
        assert one.observe(tick, counts, watched) == other.observe(tick, counts, watched)
        if move != "_":
            other_pieces = stored(other, other_pieces)
        if move == "r":
            other = restored(other_pieces)
    assert stored(one, pieces) == stored(other, other_pieces)


@settings(max_examples=40)
@given(streams, st.randoms())
def test_the_order_of_keys_and_pieces_is_nothing(stream, random):
    order = list(OLD)
    random.shuffle(order)
    one, other = restored(OLD), restored(OLD, order)
    tick = START
    for gap, counts, watched, _ in stream:
        tick += gap
        shuffled = list(counts.items())
        random.shuffle(shuffled)
        signals = one.observe(tick, counts, sorted(watched))
        assert signals == other.observe(tick, dict(shuffled), sorted(watched, reverse=True))
        assert one.changed() == other.changed()


@settings(max_examples=40)
@given(streams, st.lists(st.integers(0, 5000), max_size=20))
def test_ticks_in_which_nothing_happened_may_be_left_out(stream, empty):
    one, other = restored(OLD), restored(OLD)
    tick = START
    for gap, counts, watched, _ in stream:
        for part in sorted({skipped for skipped in empty if 0 < skipped < gap}):
            assert other.observe(tick + part, {}) == []
        tick += gap
        assert one.observe(tick, counts, watched) == other.observe(tick, counts, watched)


@settings(max_examples=40)
@given(streams)
def test_every_watched_key_has_a_signal_and_no_other_without_an_alarm(stream):
    detector, tick = restored(OLD), START
    for gap, counts, watched, _ in stream:
        tick += gap
        signals = detector.observe(tick, counts, watched)
        keys = [signal.key for signal in signals]
        assert keys == sorted(set(keys))
        assert watched <= set(keys)
        for signal in signals:
            assert signal.is_alarm or signal.key in watched
            assert not (signal.is_alarm and signal.is_quiet)
            assert not signal.is_alarm or signal.key in counts or signal.key in watched
            assert 0 <= signal.p <= 1
            assert signal.seen >= 0 < signal.expected < 1e6
            assert signal.window > 0


def test_only_what_changed_is_stored():
    detector = restored(OLD)
    assert detector.changed() == []
    detector.observe(START + 1, {KEYS[3]: Count(0, 1)})
    names = [name for name, _ in detector.changed()]
    assert len(names) == 2
    assert [name for name in names if KEYS[3].company in name] == names[1:]
    assert detector.changed() == []
    detector.observe(START + 2, {})
    assert detector.changed() == []
    detector.add_late(START, {KEYS[2]: Count(1, 1), KEYS[1]: Count(0, 1)})
    assert len(detector.changed()) == 3
    detector.observe(START + 3, {}, [KEYS[0]])
    assert len(detector.changed()) == 2


def test_every_piece_has_a_name_of_its_own():
    detector = make()
    keys = [Key(company, topic) for company in ("", "shared", "A", "AB") for topic in ("", "shared", "B", "*")]
    detector.observe(START, {key: Count(1, 1) for key in keys})
    pieces = detector.changed()
    assert len({name for name, _ in pieces}) == len(pieces) == len(keys) + 1
    assert dict(restored(dict(pieces)).changed()) == {}
    other = restored(dict(pieces))
    assert [signal.key for signal in other.observe(START + 1, {}, keys)] == sorted(keys)


def test_late_counts_are_kept():
    detector, in_time = make(), make()
    for each in (detector, in_time):
        each.observe(START, {KEYS[0]: Count(0, 1)})
    in_time.observe(START + 1, {KEYS[0]: Count(4, 4)})
    detector.observe(START + 2, {KEYS[1]: Count(0, 1)})
    detector.add_late(START + 1, {KEYS[0]: Count(2, 2)})
    detector.add_late(START + 1, {KEYS[0]: Count(2, 2)})
    (late,) = detector.observe(START + 3, {}, [KEYS[0]])
    (seen,) = in_time.observe(START + 3, {}, [KEYS[0]])
    assert (late.seen, late.is_alarm) == (seen.seen, seen.is_alarm) == (4, True)


def test_late_counts_alone_are_stored():
    detector = make()
    detector.add_late(START, {KEYS[0]: Count(3, 3)})
    other = restored(stored(detector, {}))
    assert detector.observe(START + 1, {KEYS[0]: Count(2, 2)}) == other.observe(START + 1, {KEYS[0]: Count(2, 2)})


def test_other_windows_are_refused():
    other = BurstDetector(1800.0, (HOUR, 24 * HOUR), 100 * HOUR, 50.0, 0.5)
    with pytest.raises(SettingsError, match="other windows") as error:
        other.restore(OLD.items())
    assert '["1h", "6h", "1d"]' in str(error.value.hint)


def test_a_hundred_thousand_keys_need_little_memory():
    """Most of them have little news; a tenth has enough for a week of its own."""
    detector, rng, number = (
        BurstDetector(1800.0, (HOUR, 24 * HOUR), 1e4 * HOUR, 1.0, 0.1),
        np.random.default_rng(1),
        2000,
    )
    keys = [Key(f"C{each}", "legal") for each in range(number)]
    for each in range(0, number, 10):
        detector.add_late(START, {keys[each]: Count(1, 400)})
    for day in range(14):
        for part in range(8):
            some = rng.choice(number, 60, replace=False).tolist()
            detector.observe(START + day * 48 + part * 6, {keys[each]: Count(1, 3) for each in some})
    for each in range(0, number, 10):
        detector.observe(START + 14 * 48, {keys[each]: Count(0, 1)})
    states = list(detector._states.values())
    assert len(states) > 1900
    assert sum(state.week is not None for state in states) > 150
    each = sum(_bytes(state) for state in states) / len(states)
    assert each * 100_000 < 250e6
    packed = sum(len(state.packed()) for state in states) / len(states)
    assert packed * 100_000 < 100e6


def _bytes(state):
    """Memory of a state with everything it holds."""
    parts = [getattr(state, name) for name in state.__slots__]
    columns = [getattr(state.recent, name) for name in state.recent.__slots__]
    parts += columns + [number for column in columns for number in column]
    return sys.getsizeof(state) + sum(map(sys.getsizeof, parts))
