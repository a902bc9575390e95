from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from scaffold_recommendation.retrieval.candidates import RRF, fuse, retrieve
from scaffold_recommendation.retrieval.popularity import Popularity, PopularityQuery
from scaffold_recommendation.retrieval.query import ColumnQuery, Query, SparseQuery, best

WIDTH = 9
RANKINGS = st.lists(st.permutations(range(WIDTH)).map(lambda each: each[:5]), min_size=1, max_size=4)


@given(RANKINGS, RANKINGS, st.integers(0, 4), st.integers(1, 6))
def test_fused_ranks_are_those_of_the_definition(
    ease: list[list[int]], als: list[list[int]], missing: int, count: int
) -> None:
    rows = min(len(ease), len(als))
    tops = {"ease": np.array(ease[:rows]), "als": np.array(als[:rows])}
    tops["als"][:, len(tops["als"][0]) - missing :] = -1
    found = fuse(tops, count)
    for row in range(rows):
        score: dict[int, float] = {}
        for ranking in (tops["ease"][row], tops["als"][row]):
            for rank, item in enumerate((int(item) for item in ranking if item >= 0), 1):
                score[item] = score.get(item, 0.0) + 1 / (RRF + rank)
        wanted = sorted(score, key=lambda item: (-round(score[item], 12), item))[:count]
        kept = [int(item) for item in found[row] if item >= 0]
        assert [round(score[item], 12) for item in kept] == [round(score[item], 12) for item in wanted]
        assert len(set(kept)) == len(kept)


@given(st.integers(1, 4), st.integers(1, 9), st.integers(0, 2**32 - 1))
def test_what_was_seen_is_left_out_and_the_next_ones_move_up(rows: int, k: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = np.where(rng.random((rows, WIDTH)) < 0.7, rng.permutation(rows * WIDTH).reshape(rows, WIDTH) - 4, 0)
    hidden = rng.random((rows, WIDTH)) < 0.4
    seen = sparse.csr_matrix(hidden.astype(np.float32))
    some = np.flatnonzero(rng.random(WIDTH) < 0.7)
    place = np.full(WIDTH, -1)
    place[some] = np.arange(len(some))
    scores = scores.astype(np.float32)
    counts = np.abs(scores[0])
    cases: tuple[tuple[np.ndarray, Query], ...] = (
        (scores, ColumnQuery(scores)),
        (scores, SparseQuery(sparse.csr_matrix(scores))),
        (np.where(np.isin(np.arange(WIDTH), some), scores, 0), ColumnQuery(scores[:, some], some, place)),
        (np.tile(counts, (rows, 1)), PopularityQuery(Popularity(counts), rows)),
    )
    for values, query in cases:
        top = query.top(k, seen)
        assert top.shape == (rows, k)
        for row in range(rows):
            left = [item for item in range(WIDTH) if values[row, item] != 0 and not hidden[row, item]]
            wanted = sorted(left, key=lambda item: (-values[row, item], item))[:k]
            assert top[row].tolist() == wanted + [-1] * (k - len(wanted))


def test_items_that_are_candidates_in_any_case_stand_behind_the_others_once() -> None:
    queries = {"ease": ColumnQuery(np.array([[3.0, 2.0, 1.0, 0.5]], np.float32), np.arange(4), np.arange(4))}
    found = retrieve(queries, sparse.csr_matrix((1, 4)), 2, also=(3, 0))
    assert found.items.tolist() == [[0, 1, 3, -1]]
    assert found.scores["ease"].tolist() == [[3.0, 2.0, 0.5, 0.0]]


def test_the_best_are_in_order_and_zeros_are_none() -> None:
    scores = np.array([[0.0, 2.0, -1.0, 5.0], [0.0, 0.0, 0.0, 0.0]], np.float32)
    assert best(scores, 3).tolist() == [[3, 1, 2], [-1, -1, -1]]
    assert best(scores, 4)[0].tolist() == [3, 1, 2, -1]
    assert best(np.array([[2.0, 7.0, 2.0, 2.0]]), 2).tolist() == [[1, 0]]


@given(st.integers(1, 4), st.integers(1, 8), st.integers(0, 2**32 - 1))
def test_sparse_and_dense_queries_say_the_same(rows: int, k: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = np.where(rng.random((rows, 7)) < 0.4, rng.integers(1, 100, (rows, 7)), 0).astype(np.float32)
    dense, thin = ColumnQuery(scores, np.arange(7), np.arange(7)), SparseQuery(sparse.csr_matrix(scores))
    items = rng.integers(-1, 9, (rows, 5))
    np.testing.assert_array_equal(dense.scores(items), thin.scores(items))
    np.testing.assert_array_equal(dense.scores(dense.top(k)), dense.scores(thin.top(k)))
