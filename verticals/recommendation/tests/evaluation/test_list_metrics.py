"""Figures are those of their definitions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from scaffold_recommendation.evaluation.metrics import coverage, gini, novelty, user_figures

ITEMS = 30
USER = st.tuples(
    st.lists(st.integers(0, ITEMS - 1), max_size=22, unique=True),
    st.sets(st.integers(0, ITEMS - 1), min_size=1, max_size=25),
)


def _padded(lists, width=22):
    found = np.full((len(lists), width), -1, np.int64)
    for row, items in enumerate(lists):
        found[row, : len(items)] = items
    return found


def _matrix(taken):
    cells = [(row, item) for row, items in enumerate(taken) for item in sorted(items)]
    rows, columns = zip(*cells, strict=True)
    return sparse.csr_matrix((np.ones(len(cells)), (rows, columns)), shape=(len(taken), ITEMS))


def _plainly(items, taken, cut):
    places = [place for place, item in enumerate(items[:cut], 1) if item in taken]
    ideal = sum(1 / math.log2(place + 1) for place in range(1, min(cut, len(taken)) + 1))
    return {
        "ndcg": sum(1 / math.log2(place + 1) for place in places) / ideal,
        "recall": len(places) / len(taken),
        "hr": float(bool(places)),
        "mrr": 1 / places[0] if places else 0.0,
    }


@given(st.lists(USER, min_size=1, max_size=5))
def test_figures_of_users_are_those_of_the_definitions(users):
    lists, taken = [items for items, _ in users], [each for _, each in users]
    found = user_figures(_padded(lists), _matrix(taken))
    for cut in (5, 10, 20):
        for row, (items, truth) in enumerate(users):
            for name, value in _plainly(items, truth, cut).items():
                assert found[f"{name}@{cut}"][row] == pytest.approx(value)


def test_a_case_by_hand():
    found = user_figures(_padded([[3, 1, 7], [2, 4]]), _matrix([{3, 7, 9}, {4}]), (5,))
    ideal = 1 + 1 / math.log2(3) + 1 / 2
    assert found["ndcg@5"] == pytest.approx([(1 + 1 / 2) / ideal, 1 / math.log2(3)])
    assert found["recall@5"] == pytest.approx([2 / 3, 1.0])
    assert found["mrr@5"] == pytest.approx([1.0, 0.5])
    assert found.means()["hr@5"] == 1.0


def test_a_list_that_is_narrower_than_the_cut_is_not_better_for_it():
    truth = _matrix([{0, 1, 2, 3, 4, 5, 6, 7}])
    narrow = user_figures(_padded([[0, 1]], 2), truth, (5,))
    wide = user_figures(_padded([[0, 1]], 20), truth, (5,))
    assert narrow["ndcg@5"] == pytest.approx(wide["ndcg@5"])
    assert narrow["ndcg@5"][0] < 1


@given(st.lists(st.lists(st.integers(0, ITEMS - 1), max_size=8, unique=True), min_size=1, max_size=6))
def test_coverage_gini_and_novelty_are_those_of_the_definitions(lists):
    padded = _padded(lists)
    shown = [item for items in lists for item in items]
    counts = [shown.count(item) for item in range(ITEMS)]
    assert coverage(padded, ITEMS) == len(set(shown)) / ITEMS
    apart = sum(abs(one - other) for one in counts for other in counts)
    assert gini(padded, ITEMS) == pytest.approx(apart / (2 * ITEMS * sum(counts)) if shown else 0.0)
    takers = np.arange(ITEMS, dtype=np.float64)
    bits = [-math.log2(max(item, 1) / 64) for item in shown]
    assert novelty(padded, takers, 64) == pytest.approx(sum(bits) / len(bits) if bits else 0.0)


def test_gini_at_its_ends():
    assert gini(np.arange(ITEMS)[None], ITEMS) == pytest.approx(0)
    assert gini(np.zeros((100, 1), np.int64), ITEMS) == pytest.approx(1 - 1 / ITEMS)
