from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.decision.interval import ConformalInterval
from scaffold.errors import ScaffoldError


def test_half_is_the_corrected_quantile_of_absolute_errors() -> None:
    truth = np.arange(1, 20) / 10
    fitted = ConformalInterval.fit(np.zeros(19), truth * np.where(np.arange(19) % 2, -1, 1), 0.1)
    assert fitted.half == pytest.approx(1.8)
    low, high = fitted.interval([5.0, -5.0])
    assert low == pytest.approx([3.2, -6.8])
    assert high == pytest.approx([6.8, -3.2])


def test_too_few_rows_leave_the_interval_open_and_say_so() -> None:
    fitted = ConformalInterval.fit([1.0] * 18, [1.0] * 18, 0.05)
    low, high = fitted.interval([0.0])
    assert (low[0], high[0]) == (-math.inf, math.inf)
    assert fitted.expected == 1
    assert fitted.note is not None
    assert "19 validation rows, there are 18" in fitted.note
    assert ConformalInterval.fit([1.0] * 19, [1.0] * 19, 0.05).note is None


def test_unknown_truth_is_left_out() -> None:
    fitted = ConformalInterval.fit([0.0] * 12, [*[1.0] * 10, math.nan, math.nan], 0.2)
    assert (fitted.half, fitted.rows) == (1.0, 10)


def test_no_rows_are_no_error() -> None:
    assert ConformalInterval.fit([], []).rows == 0
    assert ConformalInterval.fit([], []).interval([])[0].shape == (0,)


def test_predictions_that_are_no_numbers_or_do_not_fit_are_refused() -> None:
    with pytest.raises(ScaffoldError, match="predictions are infinite or not numbers"):
        ConformalInterval.fit([math.nan], [1.0])
    with pytest.raises(ScaffoldError, match="do not fit"):
        ConformalInterval.fit([1.0, 2.0], [1.0])


@pytest.mark.parametrize("rows", [5, 50])
def test_interval_survives_json(rows: int) -> None:
    fitted = ConformalInterval.fit(np.zeros(rows), np.arange(rows), 0.1)
    assert ConformalInterval.from_dict(json.loads(json.dumps(fitted.as_dict()))) == fitted


@settings(deadline=None, max_examples=15)
@given(st.sampled_from([0.05, 0.1, 0.3]), st.integers(20, 120), st.integers(0, 10_000))
def test_coverage_holds_on_average_over_exchangeable_data(rate: float, rows: int, seed: int) -> None:
    """For any predictor, also one that is off to one side."""
    rng = np.random.default_rng(seed)
    fresh, trials, held = 20, 200, 0
    for _ in range(trials):
        truth = rng.standard_t(3, rows + fresh)
        predicted = truth + rng.normal(0.5, 1 + np.abs(truth))
        low, high = ConformalInterval.fit(predicted[:rows], truth[:rows], rate).interval(predicted[rows:])
        held += int(((low <= truth[rows:]) & (truth[rows:] <= high)).sum())
    spread = math.sqrt(rate * (1 - rate) * (1 / (trials * fresh) + 1 / (trials * rows)))
    assert held / (trials * fresh) >= 1 - rate - 4 * spread


@settings(deadline=None, max_examples=30)
@given(st.lists(st.floats(-1e3, 1e3), max_size=60), st.integers(0, 100))
def test_intervals_grow_as_the_error_rate_falls(errors: list[float], seed: int) -> None:
    zeros = np.zeros(len(errors))
    halves = [ConformalInterval.fit(zeros, errors, rate).half for rate in (0.02, 0.1, 0.3)]
    assert halves == sorted(halves, reverse=True)
