"""Heads with few texts are seen more often, and an epoch stays as long as it was."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.training.sampling import SampledOrder

TEXTS = st.lists(st.tuples(st.integers(3, 60), st.sampled_from(["a", "b", ("a", "b")])), max_size=150)


def order(texts, exponent, size=8, seed=1, epoch=0):
    sampler = SampledOrder([length for length, _ in texts], [group for _, group in texts], exponent, size, seed)
    sampler.set_epoch(epoch)
    return list(sampler)


@given(TEXTS, st.floats(0, 1), st.integers(0, 5))
@settings(max_examples=60, deadline=None)
def test_epoch_is_as_long_as_the_texts_are_many_and_even_within_a_group(texts, exponent, epoch):
    drawn = order(texts, exponent, epoch=epoch)
    times = Counter(drawn)

    assert len(drawn) == len(texts)
    for group in {group for _, group in texts}:
        own = [times[index] for index, (_, each) in enumerate(texts) if each == group]
        assert max(own) - min(own) <= 1


@given(TEXTS, st.integers(0, 5))
@settings(max_examples=30, deadline=None)
def test_exponent_of_one_sees_every_text_once(texts, epoch):
    assert sorted(order(texts, 1.0, epoch=epoch)) == list(range(len(texts)))


@pytest.mark.parametrize(("exponent", "small"), [(1.0, 10), (0.5, 93), (0.0, 505)])
def test_small_group_has_the_share_of_its_size_to_the_power(exponent, small):
    texts = [(5, "small")] * 10 + [(5, "large")] * 1000
    drawn = order(texts, exponent)

    # 1010 / (1 + 1000 ** 0.5 / 10 ** 0.5) = 91.8
    assert sum(index < 10 for index in drawn) == pytest.approx(small, abs=2)


def test_large_group_shows_other_texts_in_each_epoch_and_follows_the_seed():
    texts = [(5, "small")] * 10 + [(5, "large")] * 100

    assert set(order(texts, 0.5, epoch=0)) != set(order(texts, 0.5, epoch=1))
    assert order(texts, 0.5, seed=3, epoch=2) == order(texts, 0.5, seed=3, epoch=2)
