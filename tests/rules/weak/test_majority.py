from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scaffold.rules.weak.majority import majority
from scaffold.rules.weak.votes import Votes


def test_shares_ties_and_texts_without_a_rule(rules_of) -> None:
    fired = [[1, 1, 1], [1, 0, 1], [0, 0, 0]]
    found = majority(rules_of(fired, [0, 0, 1], 2))
    assert found == pytest.approx(np.array([[2 / 3, 1 / 3], [0.5, 0.5], [0.5, 0.5]]))


def test_a_rule_counts_by_its_weight_and_shares_out_what_it_leaves_open(rules_of) -> None:
    votes = rules_of([[1, 1], [1, 0]], [0, 1], 3)
    votes = replace(
        votes,
        weights=np.array([0, 3], dtype=np.float32),
        targets=np.array([[1, 0, 0], [0, 0.5, 0.5]], dtype=np.float32),
    )
    assert majority(votes) == pytest.approx(np.array([[0, 0.5, 0.5], [1 / 3, 1 / 3, 1 / 3]]))


def test_no_rules_and_no_texts(rules_of) -> None:
    assert majority(rules_of(np.zeros((2, 0)), [], 4)) == pytest.approx(np.full((2, 4), 0.25))
    assert majority(rules_of(np.zeros((0, 1)), [0], 2)).shape == (0, 2)


@given(arrays(np.bool_, (6, 3)), arrays(np.float32, 3, elements=st.floats(0, 10, width=32)))
def test_rows_sum_to_one(fired, weights) -> None:
    targets = np.array([[1, 0, 0], [0, 1, 0], [0.5, 0, 0.5]], dtype=np.float32)
    found = majority(Votes(fired, targets, weights, ("r", "s", "t"), ("a", "b", "c")))
    assert (found >= 0).all()
    assert found.sum(axis=1) == pytest.approx(np.ones(6))
