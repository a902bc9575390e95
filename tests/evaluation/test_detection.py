from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from scaffold.evaluation.detection import auroc, detection_metrics, fpr95

SCORES = st.lists(st.integers(-5, 5), min_size=1, max_size=40)


@settings(deadline=None)
@given(SCORES, SCORES)
def test_auroc_agrees_with_scikit_learn(inside: list[int], outside: list[int]) -> None:
    expected = roc_auc_score([0] * len(inside) + [1] * len(outside), inside + outside)
    assert auroc(inside, outside) == pytest.approx(expected)


def test_fpr95_of_a_case_worked_by_hand() -> None:
    outside = np.arange(1, 101)
    # 95 of the 100 strangers score 6 or more.
    assert fpr95([5.9, 6, 7, 0], outside) == 0.5
    assert fpr95([0, 1], outside) == 0


@settings(deadline=None)
@given(SCORES, SCORES)
def test_fpr95_threshold_catches_95_of_100(inside: list[int], outside: list[int]) -> None:
    shares = [(np.mean(np.array(outside) >= t), np.mean(np.array(inside) >= t)) for t in set(outside)]
    assert fpr95(inside, outside) == pytest.approx(min(f for caught, f in shares if caught >= 0.95))


def test_metrics_at_a_threshold() -> None:
    found = detection_metrics([0, 1, 2, 3], [2, 3, 4], threshold=2.5)
    assert found["false_reject_rate"] == 0.25
    assert found["oos_recall"] == pytest.approx(2 / 3)


def test_an_empty_side_has_no_figures() -> None:
    assert detection_metrics([], [1.0], 0) == {}
    assert math.isnan(auroc([1.0], []))
    assert math.isnan(fpr95([], [1.0]))
