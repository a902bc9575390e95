"""Running sums say what adding up entry by entry would."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scaffold_financial_sentiment.detection.recent import Recent

ticks = st.integers(-30, 60)
counted = st.lists(st.tuples(ticks, st.integers(0, 5), st.integers(0, 5)), max_size=40)


def made(added):
    recent = Recent()
    for entry in added:
        recent.add(*entry)
    return recent


@given(counted, st.randoms())
def test_ticks_are_added_in_any_order(added, random):
    shuffled = list(added)
    random.shuffle(shuffled)
    assert made(added) == made(shuffled)


@given(counted)
def test_every_tick_has_one_entry_with_the_sum(added):
    wanted = [
        (tick, *(sum(entry[place] for entry in added if entry[0] == tick) for place in (1, 2)))
        for tick in sorted({tick for tick, _, _ in added})
    ]
    recent = made(added)
    assert list(recent) == wanted
    assert len(recent) == len(wanted)
    assert Recent(wanted) == recent


@given(counted, st.lists(st.floats(0.5, 80), min_size=1, max_size=4), ticks)
def test_a_stretch_holds_its_last_ticks(added, lengths, late):
    tick = max([late, *(tick for tick, _, _ in added)])
    wanted = [
        tuple(sum(entry[place] for entry in added if entry[0] > tick - length) for place in (1, 2))
        for length in lengths
    ]
    assert made(added).held(tick, lengths) == wanted


@given(counted, st.integers(-10, 10))
def test_what_is_old_is_taken_out_once(added, hour):
    recent = made(added)
    every = list(recent)
    old = recent.take_before(hour, lambda tick: tick // 5)
    assert old == [entry for entry in every if entry[0] // 5 < hour]
    assert old + list(recent) == every
    assert recent.take_before(hour, lambda tick: tick // 5) == []


def test_counts_after_some_were_taken_out_are_their_own():
    recent = made([(tick, 1, 2) for tick in range(10)])
    recent.take_before(6, lambda tick: tick)
    recent.add(10, 3, 3)
    assert recent.held(10, [1.0, 3.0, 100.0]) == [(3, 3), (5, 7), (7, 11)]
