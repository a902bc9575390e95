"""Slices share out users, and count just the items they are about."""

from __future__ import annotations

import math
from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from scaffold_recommendation.evaluation.evaluate import evaluate
from scaffold_recommendation.evaluation.slices import WORDS, parts

ITEMS = 12
TRUTHS = st.lists(st.sets(st.integers(0, ITEMS - 1), min_size=1), min_size=1, max_size=12)


def _truth(taken):
    cells = [(row, item) for row, items in enumerate(taken) for item in sorted(items)]
    rows, columns = zip(*cells, strict=True)
    return sparse.csr_matrix((np.ones(len(cells)), (rows, columns)), shape=(len(taken), ITEMS))


@given(TRUTHS, st.data())
def test_histories_share_out_all_users(taken, data):
    lengths = np.array(data.draw(st.lists(st.integers(0, 9), min_size=len(taken), max_size=len(taken))))
    found = {each.name: each for each in parts(lengths, _truth(taken), np.zeros(ITEMS))}
    assert list(found) == list(WORDS)
    shared = [found[name].rows.tolist() for name in ("no_history", "short_history", "long_history")]
    assert sorted(chain(*shared)) == list(range(len(taken)))
    assert sorted(shared[0] + shared[1]) == found["cold_users"].rows.tolist()
    assert set(lengths[shared[0]]) <= {0}
    assert set(lengths[shared[1]]) <= {1, 2, 3, 4, 5}


@given(TRUTHS, st.lists(st.integers(0, 8), min_size=ITEMS, max_size=ITEMS))
def test_of_items_only_the_cold_ones_count(taken, takers):
    truth = _truth(taken)
    before = truth.toarray()
    found = {each.name: each for each in parts(np.zeros(len(taken)), truth, np.array(takers, np.float64))}
    for name, most in (("cold_items", 5), ("new_items", 0)):
        left = {row: {item for item in items if takers[item] <= most} for row, items in enumerate(taken)}
        left = {row: items for row, items in left.items() if items}
        part = found[name]
        assert part.rows.tolist() == sorted(left)
        assert [set(np.flatnonzero(row)) for row in part.truth.toarray()] == [left[row] for row in sorted(left)]
    assert (truth.toarray() == before).all()


def test_figures_of_cold_items_are_over_the_full_catalogue(make_case):
    # Item 0 has six takers, item 1 has five, item 2 none.
    before = [[0, 1]] * 5 + [[0]] + [[3]] * 3
    then = [[], [], [], [], [], [], [0, 1], [0], [2, 1]]
    case = make_case(before, then, 5)
    lists = np.full((3, 20), -1, np.int64)
    lists[:, :3] = [[0, 1, 2], [0, 1, 2], [4, 2, 0]]
    found = evaluate({"ours": lists}, case.asking, case.known, case.catalogue)
    by_name = {each.name: each for each in found.slices}
    second = 1 / math.log2(3)
    cold = by_name["cold_items"]
    assert cold.users == 2
    # Item 0 does not count, but keeps the first place.
    assert cold.lines["ours"]["ndcg@10"].value == pytest.approx((second + second / (1 + second)) / 2)
    assert cold.lines["ours"]["recall@10"].value == pytest.approx((1 + 1 / 2) / 2)
    new = by_name["new_items"]
    assert (new.users, new.lines["ours"]["ndcg@10"].value) == (1, pytest.approx(second))
    assert new.is_too_small


def test_a_slice_without_users_has_no_figures(make_case):
    case = make_case([[0, 1]], [[2]], 3)
    found = evaluate({"ours": np.full((1, 20), 2)}, case.asking, case.known, case.catalogue)
    empty = next(each for each in found.slices if each.name == "no_history")
    assert (empty.users, dict(empty.lines), empty.differences) == (0, {}, ())
    assert empty.as_metrics()["ratio_to_item_knn"] == {"ndcg@10": None, "recall@10": None}
