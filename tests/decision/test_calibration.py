from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from scaffold.decision.calibration import Temperature, log_sum_exp, softmax


def sample(rows: int, temperature: float, seed: int = 0, classes: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Logits whose truth was drawn at the given temperature."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 3, (rows, classes))
    cumulative = softmax(logits / temperature).cumsum(axis=1)
    return logits, (rng.random(rows)[:, None] > cumulative).sum(axis=1).clip(max=classes - 1)


@pytest.mark.parametrize("temperature", [0.4, 1.0, 2.5])
def test_temperature_fit_finds_the_one_the_data_were_drawn_at(temperature: float) -> None:
    logits, truth = sample(8000, temperature)
    assert Temperature.fit(logits, truth).value == pytest.approx(temperature, rel=0.06)


def test_temperature_fit_agrees_with_a_general_minimiser() -> None:
    logits, truth = sample(5000, 1.7, seed=3)

    def nll(t: np.ndarray) -> float:
        return float(-np.log(softmax(logits / t[0])[np.arange(len(truth)), truth]).mean())

    best = minimize(nll, [1.0], bounds=[(0.05, 20)]).x[0]
    assert Temperature.fit(logits, truth).value == pytest.approx(best, rel=0.01)


def test_temperature_fit_lowers_the_validation_loss_of_an_overconfident_model() -> None:
    logits, truth = sample(500, 3.0)
    rows = np.arange(len(truth))
    before = -np.log(softmax(logits)[rows, truth]).mean()
    after = -np.log(Temperature.fit(logits, truth).probabilities(logits)[rows, truth]).mean()
    assert after < before - 0.1


def test_temperature_fit_is_held_back_when_rows_are_few() -> None:
    perfect = np.eye(4)[[0, 1, 2, 3, 0]] * 4
    truth = [0, 1, 2, 3, 0]
    few = Temperature.fit(perfect, truth)
    many = Temperature.fit(np.tile(perfect, (200, 1)), truth * 200)
    assert many.value < few.value < 1
    assert few.value > 0.4
    assert few.note is not None
    assert "5 validation rows" in few.note
    assert many.note is None


def test_temperature_fit_without_rows_changes_nothing_and_says_so() -> None:
    unfitted = Temperature.fit(np.empty((0, 3)), [])
    assert unfitted.value == 1
    assert unfitted.note is not None
    assert "not calibrated" in unfitted.note


def test_temperature_fit_leaves_out_rows_of_unknown_labels() -> None:
    logits, truth = sample(300, 2.0)
    with_unknown = Temperature.fit(np.vstack([logits, logits[:9]]), [*truth, *[-1] * 9])
    assert with_unknown == Temperature.fit(logits, truth)


@pytest.mark.parametrize("value", [0.0, -1.0, math.nan, math.inf])
def test_temperature_refuses_values_that_are_none(value: float) -> None:
    with pytest.raises(ValueError, match="positive"):
        Temperature(value)


def test_temperature_survives_json() -> None:
    fitted = Temperature.fit(*sample(100, 2.0))
    assert Temperature.from_dict(json.loads(json.dumps(fitted.as_dict()))) == fitted


@settings(deadline=None)
@given(
    st.lists(st.lists(st.floats(-1e4, 1e4), min_size=3, max_size=3), min_size=1, max_size=8),
    st.floats(0.05, 50),
)
def test_temperature_probabilities_sum_to_one_and_keep_the_order(logits: list[list[float]], value: float) -> None:
    z = np.array(logits, dtype=np.float32)
    p = Temperature(value).probabilities(z)
    assert np.allclose(p.sum(axis=1), 1)
    assert np.isfinite(p).all()
    for row, probabilities in zip(z, p, strict=True):
        assert probabilities[row.argmax()] == probabilities.max()


def test_log_sum_exp_is_exact_and_does_not_overflow() -> None:
    assert log_sum_exp(np.array([[0.0, math.log(3)]]))[0] == pytest.approx(math.log(4))
    assert log_sum_exp(np.array([[5000.0, 5000.0]]))[0] == pytest.approx(5000 + math.log(2))
