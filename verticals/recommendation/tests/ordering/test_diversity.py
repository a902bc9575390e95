"""A varied list holds what the method picks, and keeps the order of scores."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_recommendation.ordering.diversity import METHODS, diversified
from scaffold_recommendation.ordering.settings import OrderingSettings


def some(seed: int, n: int):
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(n, 4)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    scores = np.sort(random.random(n))[::-1]
    return scores, vectors


@given(
    st.integers(0, 1000),
    st.integers(1, 30),
    st.integers(0, 8),
    st.integers(1, 3),
    st.sampled_from(sorted(METHODS)),
    st.integers(1, 40),
)
def test_nothing_is_lost_and_what_is_shown_stands_by_its_score(seed, n, length, times, method, depth):
    scores, vectors = some(seed, n)
    settings = OrderingSettings(diversity=method, trade_off=0.4, depth=depth)
    made = diversified(np.arange(n), scores, vectors, length, settings, picks=times * length)

    assert sorted(made.tolist()) == list(range(n))
    assert made[:length].tolist() == sorted(made[:length].tolist())
    relevance = (scores[:depth] - scores[:depth].min()) / (np.ptp(scores[:depth]) or 1)
    picked = METHODS[method](relevance, vectors[:depth], length, 0.4)
    if len(picked) == length:
        assert set(made[:length].tolist()) == set(picked.tolist())


@pytest.mark.parametrize("settings", [{"diversity": "none"}, {"trade_off": 1.0}])
def test_without_a_wish_for_variety_the_order_stays(settings):
    scores, vectors = some(1, 9)
    assert diversified(np.arange(9), scores, vectors, 5, OrderingSettings(**settings)).tolist() == list(range(9))
