"""Cosines are the same whatever stands beside them."""

from __future__ import annotations

import numpy as np

from scaffold_financial_sentiment.copies.meanings import CROWD, Meanings, coarse


def vectors(count, dimension=384, seed=0):
    rng = np.random.default_rng(seed)
    found = rng.normal(size=(count, dimension))
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def test_cosines_are_those_of_the_vectors():
    base, noise = vectors(1, seed=1)[0], vectors(30, seed=2)
    meanings = Meanings()
    for i, other in enumerate(noise):
        meanings.add(str(i), ("ACME",), coarse(base + other * i / 10))
    found = dict(meanings.find(("ACME",), coarse(base), -1))
    for i, other in enumerate(noise):
        vector = base + other * i / 10
        assert abs(found[str(i)] - base @ vector / np.linalg.norm(vector)) < 2e-3


def test_a_cosine_does_not_depend_on_its_neighbours():
    query, others = coarse(vectors(1, seed=3)[0]), [coarse(vector) for vector in vectors(77, seed=4)]
    together = Meanings()
    for i, vector in enumerate(others):
        together.add(str(i), ("ACME",), vector)
    found = dict(together.find(("ACME",), query, -1))
    for i, vector in enumerate(others):
        alone = Meanings()
        alone.add("x", ("ACME",), vector)
        assert alone.find(("ACME",), query, -1) == [("x", found[str(i)])]


def test_a_vector_is_itself():
    for vector in vectors(50, seed=5):
        meanings = Meanings()
        meanings.add("x", ("ACME",), coarse(vector))
        assert meanings.find(("ACME",), coarse(vector * 3), 1.0) == [("x", 1.0)]


def test_other_companies_lengths_and_removed_ones_are_not_found():
    meanings, vector = Meanings(), coarse(vectors(1)[0])
    meanings.add("x", ("ACME",), vector)
    assert meanings.find(("BOLT",), vector, 0.5) == []
    assert meanings.find(("ACME", "BOLT"), vector, 0.5) == []
    assert meanings.find(("ACME",), coarse(vectors(1, 16)[0]), -1) == []
    meanings.remove("x", ("ACME",), vector)
    assert meanings.find(("ACME",), vector, 0.5) == []


def test_the_newest_of_a_crowd_are_looked_at():
    meanings, vector = Meanings(), coarse(vectors(1, 8)[0])
    for i in range(CROWD + 5):
        meanings.add(str(i), ("ACME",), vector)
    assert {story for story, _ in meanings.find(("ACME",), vector, 0.9)} == {str(i) for i in range(5, CROWD + 5)}


def test_a_vector_without_direction_is_none():
    assert coarse(np.zeros(4, dtype=np.float32)) == b""
    assert coarse(np.array([np.nan, 1], dtype=np.float32)) == b""
