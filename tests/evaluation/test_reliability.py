from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.evaluation.reliability import calibration_error, chance_error, reliability_bins

ROWS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=80)


def test_equal_width_bins_of_a_case_worked_by_hand() -> None:
    bins = reliability_bins([0.05, 0.1, 0.15, 0.95, 1.0], [0, 0, 1, 1, 1], bins=10, mass=False)
    assert [(b.low, b.high, b.count) for b in bins] == [
        (0.0, pytest.approx(0.1), 2),
        (pytest.approx(0.1), pytest.approx(0.2), 1),
        (pytest.approx(0.9), 1.0, 2),
    ]
    assert bins[0].confidence == pytest.approx(0.075)
    assert bins[0].accuracy == 0
    error = calibration_error([0.05, 0.1, 0.15, 0.95, 1.0], [0, 0, 1, 1, 1], bins=10, mass=False)
    assert error == pytest.approx((2 * 0.075 + 1 * 0.85 + 2 * 0.025) / 5)


def test_equal_mass_bins_hold_equally_many_rows() -> None:
    confidence = np.linspace(0.01, 1, 150)
    assert [b.count for b in reliability_bins(confidence, np.ones(150))] == [10] * 15


def test_rows_of_one_confidence_share_a_bin() -> None:
    bins = reliability_bins([0.8] * 40, [1, 1, 1, 0] * 10)
    assert [(b.count, b.accuracy) for b in bins] == [(40, 0.75)]
    assert calibration_error([0.8] * 40, [1, 1, 1, 0] * 10) == pytest.approx(0.05)


@settings(deadline=None)
@given(ROWS, st.booleans())
def test_bins_hold_every_row_once(rows: list[tuple[float, bool]], mass: bool) -> None:
    confidence, correct = map(np.array, zip(*rows, strict=True))
    bins = reliability_bins(confidence, correct, mass=mass)
    assert sum(b.count for b in bins) == len(rows)
    assert sum(b.count * b.accuracy for b in bins) == pytest.approx(correct.sum())
    assert sum(b.count * b.confidence for b in bins) == pytest.approx(confidence.sum())
    assert all(b.low - 1e-9 <= b.confidence <= b.high + 1e-9 for b in bins)
    assert [b.confidence for b in bins] == sorted(b.confidence for b in bins)


@settings(deadline=None)
@given(ROWS)
def test_calibration_error_is_at_least_the_overall_gap(rows: list[tuple[float, bool]]) -> None:
    confidence, correct = map(np.array, zip(*rows, strict=True))
    gap = abs(confidence.mean() - correct.mean())
    assert gap - 1e-9 <= calibration_error(confidence, correct) <= 1


def test_no_rows_give_no_bins() -> None:
    assert reliability_bins([], []) == []
    assert calibration_error([], []) == 0


@pytest.mark.parametrize("rows", [60, 300, 3000])
def test_chance_error_is_what_perfect_probabilities_show(rows: int) -> None:
    random = np.random.default_rng(rows)
    shown = []
    for _ in range(60):
        confidence = random.uniform(0.3, 0.95, rows)
        shown.append(calibration_error(confidence, random.uniform(size=rows) < confidence))
    assert chance_error(confidence) == pytest.approx(np.mean(shown), rel=0.2)


def test_chance_error_of_nothing_is_nothing() -> None:
    assert chance_error([]) == 0
    assert chance_error([1.0, 1.0]) == 0
