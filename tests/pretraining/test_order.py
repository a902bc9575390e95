from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from scaffold.pretraining.order import Passes


@given(st.integers(1, 8), st.integers(0, 40), st.integers(1, 30), st.integers(0, 9))
def test_as_many_numbers_as_steps_need_and_no_row_twice_a_pass(batch, more, steps, seed):
    rows = batch + more
    numbers = list(Passes([i % 7 for i in range(rows)], batch, steps, seed))

    assert len(numbers) == steps * batch == len(Passes([1] * rows, batch, steps, seed))
    assert max(Counter(numbers).values()) == 1
    turns = [number // rows for number in numbers]
    assert turns == sorted(turns)


def test_batches_hold_like_lengths_in_every_pass():
    lengths = [i % 10 for i in range(105)]
    numbers = list(Passes(lengths, 10, 30, seed=1))

    for start in range(0, 300, 10):
        found = [lengths[number % 105] for number in numbers[start : start + 10]]
        assert max(found) - min(found) <= 2
