"""Texts of one label come in twos: every text once, no batch without a pair."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.training.pairing import PairedOrder

TEXTS = st.lists(st.tuples(st.integers(3, 60), st.integers(0, 8)), max_size=200)


def order(texts, size=8, seed=1, epoch=0):
    sampler = PairedOrder([length for length, _ in texts], [label for _, label in texts], size, seed)
    sampler.set_epoch(epoch)
    return list(sampler)


@given(TEXTS, st.integers(1, 16), st.integers(0, 5), st.integers(0, 9))
@settings(max_examples=60, deadline=None)
def test_every_index_comes_once(texts, size, seed, epoch):
    assert sorted(order(texts, size, seed, epoch)) == list(range(len(texts)))


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_all_but_one_text_of_a_label_stand_beside_one_of_theirs(texts):
    labels = [texts[i][1] for i in order(texts)]
    pairs = [labels[i : i + 2] for i in range(0, len(labels), 2)]
    together = Counter(pair[0] for pair in pairs if len(pair) == 2 and pair[0] == pair[1])

    assert together == Counter({label: n // 2 for label, n in Counter(labels).items() if n > 1})


def test_partners_change_from_epoch_to_epoch_and_follow_the_seed():
    texts = [(5, label) for label in range(4) for _ in range(50)]

    assert len({tuple(order(texts, seed=seed, epoch=epoch)) for seed in (1, 2) for epoch in (0, 1)}) == 4
    assert order(texts, seed=3, epoch=2) == order(texts, seed=3, epoch=2)


def test_batches_hold_like_lengths():
    random = np.random.default_rng(0)
    texts = [
        (int(length), int(label))
        for length, label in zip(random.integers(3, 60, 4000), random.integers(0, 9, 4000), strict=True)
    ]
    longest = np.array([texts[i][0] for i in order(texts)][:3992]).reshape(-1, 8)

    # A pair is as long as its longer text, so that batches are less even than those of texts alone.
    shuffled = random.permutation(np.array([length for length, _ in texts]))[:3992].reshape(-1, 8)
    assert longest.max(axis=1).mean() < 0.85 * shuffled.max(axis=1).mean()
