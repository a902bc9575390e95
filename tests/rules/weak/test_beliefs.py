from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scaffold.rules.weak.beliefs import judged, spread, trusted


def test_a_rule_for_one_label_is_right_as_often_as_it_is_trusted(rules_of) -> None:
    for k in (2, 3, 10):
        assert trusted(rules_of(np.zeros((1, 1)), [0], k), 0.7) == pytest.approx([0.7])


def test_a_rule_that_only_rules_a_label_out_makes_that_label_less_likely(rules_of) -> None:
    votes = rules_of(np.zeros((1, 1)), [0], 10)
    votes = replace(votes, targets=np.array([[0] + [1 / 9] * 9], dtype=np.float32))
    right = trusted(votes, 0.7)
    assert right[0] > 0.9
    alone = spread(right, votes, np.full(10, 0.1))
    assert alone[0, 0] < 0.05
    assert alone.sum() == pytest.approx(1)


def test_a_weight_multiplies_the_evidence(rules_of) -> None:
    votes = rules_of(np.zeros((1, 3)), [0, 0, 0], 2)
    found = trusted(replace(votes, weights=np.array([0, 1, 2], dtype=np.float32)), 0.7)
    assert found == pytest.approx([0.5, 0.7, 0.49 / (0.49 + 0.09)])


def test_texts_of_known_class_are_counted(rules_of) -> None:
    votes = rules_of([[1, 1], [1, 0], [1, 1]], [0, 1], 2)
    seen, right = judged(votes, np.array([0, -1, 1]))
    assert seen.tolist() == [2, 2]
    assert right.tolist() == [1, 1]
