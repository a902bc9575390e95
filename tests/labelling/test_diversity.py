"""Few rows that stand for many."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.labelling.diversity import ALIKE, nearest_cosine, representatives


def unit(rows) -> np.ndarray:
    array = np.asarray(rows, dtype=np.float32)
    return array / np.linalg.norm(array, axis=1, keepdims=True)


def bunches(copies: int = 30, spread: float = 0.1) -> np.ndarray:
    """Rows around each of six axes of an eight-dimensional space, in turn."""
    noise = np.random.default_rng(0).normal(scale=spread, size=(6 * copies, 8))
    return unit(np.tile(np.eye(8)[:6], (copies, 1)) + noise)


def test_each_bunch_is_stood_for():
    assert sorted(row % 6 for row in representatives(bunches(), 6, seed=1)) == list(range(6))


def test_copies_are_taken_once_where_there_is_something_else():
    few = unit(np.random.default_rng(1).normal(size=(5, 8)))
    rows = np.concatenate([np.repeat(few[:1], 50, axis=0), few])

    found = rows[representatives(rows, 5, seed=1)]
    assert (found @ found.T - np.eye(5)).max() < ALIKE


def test_weights_draw_the_choice():
    rows = bunches(copies=40, spread=0.4)
    heavy = np.where(np.arange(len(rows)) % 6 < 2, 100.0, 0.001)

    found = representatives(rows, 8, seed=1, weights=heavy)
    assert sum(row % 6 < 2 for row in found) > 4


def test_nearest_cosine_is_the_largest_in_any_block(monkeypatch):
    monkeypatch.setattr("scaffold.labelling.diversity._BLOCK", 7)
    rows, known = bunches(), bunches(copies=2, spread=0.5)

    np.testing.assert_allclose(nearest_cosine(rows, known), (rows @ known.T).max(axis=1), rtol=1e-6)
    assert set(nearest_cosine(rows, known[:0])) == {-1.0}


@given(st.integers(1, 30), st.integers(1, 40), st.integers(0, 3), st.integers(1, 30))
@settings(max_examples=40, deadline=None)
def test_as_many_different_rows_as_asked_for_or_all(texts, count, seed, distinct):
    kinds = unit(np.random.default_rng(seed).normal(size=(distinct, 4)))
    rows = kinds[np.arange(texts) % distinct]

    found = representatives(rows, count, seed)
    assert len(set(found.tolist())) == len(found) == min(texts, count)
    assert found.min() >= 0
    assert found.max() < texts
