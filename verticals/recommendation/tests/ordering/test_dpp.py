"""The greedy search of a determinantal point process against determinants computed in full."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_recommendation.ordering.dpp import greedy_dpp


def some(seed: int, n: int, d: int):
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(n, d))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors[random.random(n) < 0.2] = 0.0
    return random.random(n), vectors.astype(np.float32)


def kernel(relevance, vectors, trade_off):
    quality = np.exp(trade_off / (2 * (1 - trade_off)) * relevance)
    cosines = vectors.astype(np.float64) @ vectors.astype(np.float64).T
    np.fill_diagonal(cosines, 1.0)
    return quality[:, None] * cosines * quality[None, :]


@given(st.integers(0, 10_000), st.integers(1, 9), st.integers(1, 5), st.floats(0, 0.9))
def test_each_pick_makes_the_determinant_as_large_as_can_be(seed, n, picks, trade_off):
    relevance, vectors = some(seed, n, d=8)
    full = kernel(relevance, vectors, trade_off)
    picked = greedy_dpp(relevance, vectors, picks, trade_off).tolist()

    assert len(set(picked)) == len(picked) == min(picks, n)
    for step, row in enumerate(picked):
        before = picked[:step]
        found = {
            other: np.linalg.slogdet(full[np.ix_([*before, other], [*before, other])])[1]
            for other in range(n)
            if other not in before
        }
        assert found[row] == pytest.approx(max(found.values()), abs=1e-4)


def test_copies_are_picked_once_and_no_more_than_there_are_directions():
    vectors = np.array([[1, 0], [1, 0], [0, 1], [0, 1]], dtype=np.float32)

    assert greedy_dpp(np.array([1.0, 0.9, 0.8, 0.1]), vectors, 4, 0.5).tolist() == [0, 2]
    # One without a vector is a direction of its own.
    vectors = np.array([[1, 0], [0, 0], [0, 1], [0, 0]], dtype=np.float32)
    assert greedy_dpp(np.array([1.0, 0.9, 0.8, 0.1]), vectors, 4, 0.5).tolist() == [0, 1, 2, 3]


def test_the_more_the_score_counts_the_later_a_pick_differs():
    vectors = np.array([[1, 0], [0.9, np.sqrt(1 - 0.81)], [0, 1]], dtype=np.float32)
    relevance = np.array([1.0, 0.9, 0.0])

    assert greedy_dpp(relevance, vectors, 2, 0.1).tolist() == [0, 2]
    assert greedy_dpp(relevance, vectors, 2, 0.9).tolist() == [0, 1]
    assert greedy_dpp(relevance, vectors, 2, 0.999999).tolist() == [0, 1]
