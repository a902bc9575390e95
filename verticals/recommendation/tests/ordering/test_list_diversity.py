"""Intra-list diversity is the mean over all pairs."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_recommendation.ordering.list_diversity import intra_list_diversity


def vectors_of(seed: int, n: int):
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(n, 5)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors[::4] = 0.0
    return vectors


@given(st.integers(0, 1000), st.lists(st.lists(st.integers(0, 9), max_size=6, unique=True), min_size=1, max_size=5))
def test_it_is_the_mean_over_pairs(seed, lists):
    vectors = vectors_of(seed, 10)
    padded = np.full((len(lists), 6), -1)
    for row, items in enumerate(lists):
        padded[row, : len(items)] = items
    found = intra_list_diversity(padded, vectors)

    for items, value in zip(lists, found, strict=True):
        pairs = [1 - float(vectors[one] @ vectors[other]) for one, other in combinations(items, 2)]
        if pairs:
            assert value == pytest.approx(np.mean(pairs), abs=1e-5)
        else:
            assert np.isnan(value)


def test_more_lists_than_fit_into_a_block_and_none():
    vectors = vectors_of(1, 50)
    lists = np.random.default_rng(2).integers(0, 50, size=(9000, 4))

    found = intra_list_diversity(lists, vectors)
    assert found[5000] == pytest.approx(intra_list_diversity(lists[5000:5001], vectors)[0])
    assert len(intra_list_diversity(lists[:0], vectors)) == 0


def test_copies_do_not_differ_and_opposites_do_most():
    vectors = np.array([[1, 0], [1, 0], [-1, 0], [0, 0]], dtype=np.float32)

    assert intra_list_diversity(np.array([[0, 1], [0, 2], [0, 3]]), vectors).tolist() == [0.0, 2.0, 1.0]
