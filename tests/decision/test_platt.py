from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from scaffold.decision.platt import PlattScaling
from scaffold.errors import ScaffoldError


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def sample(rows: int, slopes: list[float], offsets: list[float], seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Logits, and a truth drawn at the given slope and offset of each label."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 2, (rows, len(slopes)))
    return logits, (rng.random(logits.shape) < sigmoid(logits * slopes + offsets)).astype(float)


def nll(p: np.ndarray, truth: np.ndarray) -> float:
    return float(-np.where(truth == 1, np.log(p), np.log1p(-p)).mean())


def test_fit_finds_slopes_and_offsets_the_data_were_drawn_at() -> None:
    fitted = PlattScaling.fit(*sample(40_000, [0.5, 1.0, 1.4], [1.0, 0.0, -1.0]))
    assert fitted.slopes == pytest.approx([0.5, 1.0, 1.4], rel=0.08)
    assert fitted.offsets == pytest.approx([1.0, 0.0, -1.0], abs=0.1)


def test_fit_agrees_with_logistic_regression_where_rows_are_many() -> None:
    logits, truth = sample(30_000, [0.8], [0.4])
    plain = LogisticRegression(C=1e9, tol=1e-8).fit(logits, truth[:, 0])
    fitted = PlattScaling.fit(logits, truth)
    assert fitted.slopes[0] == pytest.approx(plain.coef_[0, 0], rel=0.01)
    assert fitted.offsets[0] == pytest.approx(plain.intercept_[0], abs=0.01)


def test_fit_lowers_the_loss_of_overconfident_probabilities_on_fresh_rows() -> None:
    slopes, offsets = [0.4] * 5, [-0.5] * 5
    fitted = PlattScaling.fit(*sample(300, slopes, offsets))
    logits, truth = sample(3000, slopes, offsets, seed=1)
    assert nll(fitted.probabilities(logits), truth) < nll(sigmoid(logits), truth) - 0.02


def test_label_with_few_positives_keeps_near_to_all_labels_together() -> None:
    logits, truth = sample(2000, [1.0] * 6, [0.0] * 6)
    few = np.full(2000, np.nan)
    few[:3] = [0, 1, 0]
    truth[:, 5] = few
    logits[:3, 5] = [3.0, -3.0, 3.0]
    fitted = PlattScaling.fit(logits, truth)
    assert fitted.slopes[5] == pytest.approx(1.0, abs=0.15)
    assert fitted.positives.tolist()[5] == 1
    assert fitted.note is not None
    assert fitted.note.startswith("1 of 6 labels")


def test_label_never_seen_is_made_less_likely_but_not_impossible() -> None:
    logits, truth = sample(500, [1.0, 1.0], [0.0, 0.0])
    truth[:, 1] = 0
    p = PlattScaling.fit(logits, truth).probabilities(logits)
    assert 0 < p[:, 1].mean() < p[:, 0].mean()


def test_smoothed_targets_keep_a_perfect_label_off_certainty() -> None:
    truth = np.array([[0.0], [1.0]] * 20)
    p = PlattScaling.fit(truth * 20 - 10, truth).probabilities([[10.0], [-10.0]])
    assert 0.9 < p[0, 0] < 1
    assert 0 < p[1, 0] < 0.1


@pytest.mark.parametrize("truth", [np.empty((0, 3)), np.full((4, 3), np.nan)], ids=["no rows", "nothing known"])
def test_fit_without_truth_changes_nothing_and_says_so(truth: np.ndarray) -> None:
    fitted = PlattScaling.fit(np.zeros(truth.shape), truth)
    assert fitted.probabilities([[0.0, 2.0, -2.0]])[0] == pytest.approx(sigmoid(np.array([0.0, 2.0, -2.0])))
    assert fitted.note is not None
    assert "not calibrated" in fitted.note


def test_unknown_truth_is_left_out() -> None:
    logits, truth = sample(400, [1.0, 0.5], [0.0, 0.3])
    more = PlattScaling.fit(np.vstack([logits, logits[:9]]), np.vstack([truth, np.full((9, 2), np.nan)]))
    plain = PlattScaling.fit(logits, truth)
    assert more.slopes == pytest.approx(plain.slopes)
    assert more.offsets == pytest.approx(plain.offsets)


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_logits_that_are_no_numbers_are_refused(value: float) -> None:
    with pytest.raises(ScaffoldError, match="1 of 2 logits are infinite or not numbers"):
        PlattScaling.fit([[value, 1.0]], [[0, 1]])
    with pytest.raises(ScaffoldError, match="not numbers"):
        PlattScaling.fit([[0.0, 1.0]], [[0, 1]]).probabilities([[value, 1.0]])


@pytest.mark.parametrize(
    ("logits", "truth", "message"),
    [([[1.0, 2.0]], [[1]], "do not fit"), ([1.0], [1], "do not fit"), ([[1.0]], [[2]], "1, 0 or unknown")],
)
def test_shapes_and_values_that_do_not_fit_are_refused(logits: list, truth: list, message: str) -> None:
    with pytest.raises(ScaffoldError, match=message):
        PlattScaling.fit(logits, truth)


def test_scaling_survives_json() -> None:
    fitted = PlattScaling.fit(*sample(100, [1.0, 2.0], [0.0, 1.0]))
    again = PlattScaling.from_dict(json.loads(json.dumps(fitted.as_dict())))
    logits, _ = sample(20, [1.0, 1.0], [0.0, 0.0], seed=2)
    assert np.array_equal(again.probabilities(logits), fitted.probabilities(logits))
    assert again.note == fitted.note


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 30), st.integers(1, 4), st.floats(0.01, 1e3), st.integers(0, 10_000))
def test_probabilities_are_finite_and_keep_the_order_of_logits(rows: int, labels: int, scale: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    logits, truth = rng.normal(0, scale, (rows, labels)), rng.integers(0, 2, (rows, labels))
    fitted = PlattScaling.fit(logits, truth)
    p = fitted.probabilities(np.sort(logits, axis=0))
    assert np.isfinite(p).all()
    assert ((p >= 0) & (p <= 1)).all()
    assert (np.diff(p, axis=0) >= 0).all()
