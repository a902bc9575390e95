"""The order of training texts: every one once, like lengths together, the same for the same seed and epoch."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.training.batches import LengthGroupedOrder

LENGTHS = st.lists(st.integers(3, 60), max_size=400)


def order(lengths, size=8, seed=1, epoch=0):
    sampler = LengthGroupedOrder(lengths, size, seed)
    sampler.set_epoch(epoch)
    return list(sampler)


@given(LENGTHS, st.integers(1, 16), st.integers(0, 5), st.integers(0, 9))
@settings(max_examples=60, deadline=None)
def test_every_index_comes_once(lengths, size, seed, epoch):
    assert sorted(order(lengths, size, seed, epoch)) == list(range(len(lengths)))


@given(LENGTHS, st.integers(1, 16))
@settings(max_examples=60, deadline=None)
def test_order_depends_on_seed_and_epoch_alone(lengths, size):
    assert order(lengths, size, 3, 2) == order(lengths, size, 3, 2)


def test_epochs_and_seeds_have_orders_of_their_own():
    lengths = list(range(3, 60)) * 10

    assert len({tuple(order(lengths, seed=seed, epoch=epoch)) for seed in (1, 2) for epoch in (0, 1, 2)}) == 6


def test_batches_hold_like_lengths():
    lengths = np.random.default_rng(0).integers(3, 60, 4000)
    batches = np.array(order(lengths.tolist())).reshape(-1, 8)

    spread = np.ptp(lengths[batches], axis=1)
    assert np.mean(spread) < 3
    padded = (lengths[batches].max(axis=1) * 8).sum()
    assert padded < 1.05 * lengths.sum()


def test_batches_do_not_come_by_length():
    lengths = list(range(3, 60)) * 30
    longest = np.array(lengths)[np.array(order(lengths))[: 8 * 200].reshape(-1, 8)].max(axis=1)

    assert abs(np.corrcoef(longest, np.arange(len(longest)))[0, 1]) < 0.3


def test_short_batch_comes_last():
    lengths = [5] * 3 + [50] * 10
    batches = order(lengths, size=4)

    assert len(batches) == 13
    assert len(order(lengths, size=13)) == 13


def test_length_is_that_of_the_data():
    assert len(LengthGroupedOrder([1, 2, 3], 2, 0)) == 3
