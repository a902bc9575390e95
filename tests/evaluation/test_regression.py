"""Figures of numbers, and how wide their intervals are against one for all texts."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import mean_absolute_error, r2_score

from scaffold.evaluation.regression import regression_metrics

NUMBERS = st.lists(st.integers(-50, 50).map(float), min_size=3, max_size=20).filter(lambda xs: len(set(xs)) > 1)


@settings(deadline=None)
@given(NUMBERS, st.integers(0, 2**32 - 1))
def test_figures_are_those_of_scikit_learn(truth, seed):
    predicted = np.array(truth) + np.random.default_rng(seed).normal(size=len(truth))
    found = regression_metrics(predicted, truth, predicted - 1, predicted + 1)

    assert found["r2"] == pytest.approx(r2_score(truth, predicted))
    assert found["mean_absolute_error"] == pytest.approx(mean_absolute_error(truth, predicted))
    assert found["interval_coverage"] == pytest.approx(np.mean(np.abs(predicted - truth) <= 1))
    assert found["interval_width"] == pytest.approx(2)
    assert found["unread_width"] <= np.ptp(truth)


def test_numbers_in_the_right_order_correlate_by_rank():
    found = regression_metrics([1, 2, 30], [1, 2, 3], [0] * 3, [40] * 3)
    assert found["spearman"] == pytest.approx(1)
    assert found["r2"] < 0
    assert found["interval_coverage"] == 1
    assert found["unread_width"] == pytest.approx(2)


def test_intervals_without_ends_have_no_width():
    found = regression_metrics([1.0, 2.0], [1.0, 2.0], [-np.inf] * 2, [np.inf] * 2)

    assert "interval_width" not in found
    assert found["interval_coverage"] == 1
    json.dumps(found, allow_nan=False)


def test_one_text_or_equal_numbers_explain_nothing():
    for truth in ([3.0], [3.0, 3.0]):
        found = regression_metrics(truth, truth, truth, truth)
        assert (found["r2"], found["spearman"], found["mean_absolute_error"]) == (0, 0, 0)
        json.dumps(found, allow_nan=False)
