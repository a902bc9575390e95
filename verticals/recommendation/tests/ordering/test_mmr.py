"""Maximal marginal relevance picks what its formula says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_recommendation.ordering.mmr import mmr


def some(seed: int, n: int, d: int = 4):
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(n, d)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors[random.random(n) < 0.2] = 0.0
    return random.random(n), vectors


def gains_along(relevance, vectors, picked, trade_off):
    """The gains of all rows left, at each step of a way that was gone."""
    for step in range(len(picked)):
        before = picked[:step].tolist()
        yield {
            row: trade_off * relevance[row]
            - (1 - trade_off) * max([0.0, *(float(vectors[row] @ vectors[other]) for other in before)])
            for row in range(len(relevance))
            if row not in before
        }


@given(st.integers(0, 10_000), st.integers(1, 12), st.integers(1, 15), st.floats(0, 1))
def test_each_pick_has_the_largest_gain(seed, n, picks, trade_off):
    relevance, vectors = some(seed, n)
    picked = mmr(relevance, vectors, picks, trade_off)

    assert len(set(picked.tolist())) == len(picked) == min(picks, n)
    for row, gains in zip(picked.tolist(), gains_along(relevance, vectors, picked, trade_off), strict=True):
        assert gains[row] == pytest.approx(max(gains.values()), abs=1e-5)


def test_a_copy_gives_way_to_what_differs():
    vectors = np.array([[1, 0], [1, 0], [0, 1]], dtype=np.float32)
    relevance = np.array([1.0, 0.9, 0.5])

    assert mmr(relevance, vectors, 3, 0.5).tolist() == [0, 2, 1]
    assert mmr(relevance, vectors, 3, 0.9).tolist() == [0, 1, 2]
    assert mmr(relevance, vectors, 3, 1.0).tolist() == [0, 1, 2]


def test_an_item_without_a_vector_is_unlike_all_even_those_that_point_away():
    vectors = np.array([[1, 0], [-1, 0], [0, 0]], dtype=np.float32)

    assert mmr(np.array([1.0, 0.4, 0.5]), vectors, 3, 0.1).tolist() == [0, 2, 1]
    assert mmr(np.array([1.0, 0.5, 0.4]), vectors, 3, 0.1).tolist() == [0, 1, 2]
