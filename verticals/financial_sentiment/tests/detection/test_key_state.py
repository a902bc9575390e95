"""What is remembered of a key comes back as it was."""

from __future__ import annotations

import math
from dataclasses import fields
from operator import itemgetter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scaffold_financial_sentiment.detection.key_state import NEVER, KeyState
from scaffold_financial_sentiment.detection.recent import Recent
from scaffold_financial_sentiment.detection.season import HOURS

whole = st.integers(-(2**52), 2**52)
number = st.floats(allow_nan=False)
count = st.integers(0, 2**40)
entries = st.lists(st.tuples(whole, count, count), max_size=20, unique_by=itemgetter(0)).map(sorted)
singles = st.binary(min_size=8 * HOURS, max_size=8 * HOURS).map(
    lambda content: np.frombuffer(content, dtype=np.float32).reshape(2, HOURS).copy()
)


@st.composite
def states(draw):
    spread = draw(st.lists(st.tuples(number, number), max_size=6))
    made = KeyState(np.array(spread, dtype=np.float64).reshape(-1, 2))
    made.recent = Recent(draw(entries))
    made.week = draw(st.none() | singles)
    for name in ("negative", "total", "spent", "worked", "exposure", "score", "seen", "expected", "total_seen"):
        setattr(made, name, draw(number))
    made.reached, made.since = draw(whole), draw(whole)
    return made


def contents(state):
    """All of it in a form that can be compared bit by bit, with the types of its numbers."""
    found = {}
    for field in fields(state):
        value = getattr(state, field.name)
        if isinstance(value, np.ndarray):
            value = (value.dtype.str, value.shape, value.tobytes())
        elif isinstance(value, float):
            value = ("float", value, math.copysign(1, value))
        elif field.name == "recent":
            value = [(type(part), part) for entry in value for part in entry]
        found[field.name] = value
    return found


@given(states())
def test_unpacked_is_what_was_packed(state):
    back = KeyState.unpacked(state.packed())
    assert contents(back) == contents(state)
    assert back.packed() == state.packed()


@given(states())
def test_what_is_unpacked_can_change(state):
    back = KeyState.unpacked(state.packed())
    back.spread += 1
    back.recent.add(3, 1, 1)
    if back.week is not None:
        back.week[:] = 0.5
        assert (back.week == 0.5).all()
    assert (back.spread == state.spread + 1).all()
    assert 3 in [tick for tick, _, _ in back.recent]


def test_a_fresh_key_knows_nothing():
    fresh = KeyState.fresh(4)
    assert contents(KeyState.unpacked(fresh.packed())) == contents(fresh)
    assert (fresh.spread.shape, fresh.week, len(fresh.recent)) == ((4, 2), None, 0)
    assert fresh.reached == NEVER < -(10**12)


def test_fresh_keys_share_nothing():
    one, other = KeyState.fresh(2), KeyState.fresh(2)
    one.recent.add(1, 1, 1)
    one.spread += 1
    assert not other.recent
    assert not other.spread.any()


def test_a_key_without_much_news_is_small():
    assert len(KeyState.fresh(4).packed()) < 200
