"""Texts become batches of token ids: short ones together, none lost, none beyond the limit."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scaffold.models.tokens import length_sorted_batches, pad

LENGTHS = st.lists(st.integers(1, 64), max_size=60)


@given(LENGTHS, st.integers(1, 256))
def test_batches_hold_every_index_once(lengths, most):
    batches = list(length_sorted_batches(lengths, most))

    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    assert all(batches)


@given(LENGTHS, st.integers(1, 256))
def test_batches_grow_in_length_and_keep_to_the_limit(lengths, most):
    batches = list(length_sorted_batches(lengths, most))

    order = [lengths[index] for batch in batches for index in batch]
    assert order == sorted(order)
    assert all(len(batch) == 1 or len(batch) * max(lengths[i] for i in batch) <= most for batch in batches)


@given(st.lists(st.lists(st.integers(1, 99), min_size=1, max_size=9), min_size=1, max_size=9))
def test_padding_fills_the_right_and_is_masked(sequences):
    ids, mask = pad(sequences, 0)

    assert ids.shape == mask.shape == (len(sequences), max(map(len, sequences)))
    assert [ids[row][mask[row] == 1].tolist() for row in range(len(sequences))] == sequences
    assert not ids[mask == 0].any()
    assert (np.diff(mask, axis=1) <= 0).all()


def test_tokeniser_takes_chinese_by_character_and_unknown_words(tiny_encoder):
    assert [len(ids) for ids in tiny_encoder.tokenise(["我的卡", "my card", "zebra", ""])] == [5, 4, 3, 2]
