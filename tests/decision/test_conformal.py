from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.decision.calibration import softmax
from scaffold.decision.conformal import ConformalSets, conformal_quantile
from scaffold.errors import ScaffoldError


def test_quantile_is_the_corrected_rank() -> None:
    scores = np.arange(1, 20) / 100
    assert conformal_quantile(scores, 0.05) == pytest.approx(0.19)
    assert conformal_quantile(scores, 0.1) == pytest.approx(0.18)
    assert conformal_quantile(scores[:18], 0.05) == math.inf
    assert conformal_quantile([], 0.5) == math.inf


@pytest.mark.parametrize("rate", [0.0, 1.0, -0.1, 2.0])
def test_quantile_refuses_rates_that_are_none(rate: float) -> None:
    with pytest.raises(ValueError, match="error rate"):
        conformal_quantile([0.5], rate)


def test_sets_hold_what_the_quantile_allows() -> None:
    sets = ConformalSets(quantile=0.7, error_rate=0.1, rows=99)
    held = sets.sets([[0.6, 0.35, 0.05], [0.34, 0.33, 0.33], [0.2, 0.5, 0.3]])
    assert held.tolist() == [[True, True, False], [True, True, True], [False, True, True]]


def test_sets_are_never_empty() -> None:
    strict = ConformalSets(quantile=0.0, error_rate=0.5, rows=99)
    assert strict.sets([[0.4, 0.35, 0.25]]).tolist() == [[True, False, False]]
    assert strict.sets(np.empty((0, 3))).shape == (0, 3)


def test_too_few_rows_give_every_label_and_say_so() -> None:
    fitted = ConformalSets.fit([[0.9, 0.1]] * 18, [0] * 18, 0.05)
    assert fitted.sets([[0.999, 0.001]]).all()
    assert fitted.note is not None
    assert "19 validation rows, there are 18" in fitted.note
    assert ConformalSets.fit([[0.9, 0.1]] * 19, [0] * 19, 0.05).note is None


def test_labels_that_the_model_lacks_count_as_missed() -> None:
    p = [[0.9, 0.1]] * 100
    assert ConformalSets.fit(p, [0] * 100, 0.05).quantile == pytest.approx(0.1)
    assert ConformalSets.fit(p, [0] * 90 + [-1] * 10, 0.05).quantile == 1


def test_sets_survive_json() -> None:
    fitted = ConformalSets.fit([[0.7, 0.3]] * 40, [0] * 40, 0.1)
    assert ConformalSets.from_dict(json.loads(json.dumps(fitted.as_dict()))) == fitted


@settings(deadline=None, max_examples=15)
@given(
    error_rate=st.sampled_from([0.05, 0.1, 0.2, 0.4]),
    rows=st.integers(30, 150),
    sharpness=st.floats(0.3, 5),
    seed=st.integers(0, 10_000),
)
def test_coverage_holds_on_average_over_exchangeable_data(
    error_rate: float, rows: int, sharpness: float, seed: int
) -> None:
    """The promise is over draws of validation and test data together, for any model, however badly calibrated."""
    rng = np.random.default_rng(seed)
    fresh, trials, covered = 20, 200, 0
    for _ in range(trials):
        z = rng.normal(0, 2, (rows + fresh, 4))
        truth = (rng.random(len(z))[:, None] > softmax(z).cumsum(axis=1)).sum(axis=1).clip(max=3)
        p = softmax(z * sharpness)
        fitted = ConformalSets.fit(p[:rows], truth[:rows], error_rate)
        covered += int(fitted.sets(p[rows:])[np.arange(fresh), truth[rows:]].sum())
    # Validation draws make trials vary like a Beta(rows * (1 - a), rows * a); 4 standard errors on top of test noise.
    spread = math.sqrt(error_rate * (1 - error_rate) * (1 / (trials * fresh) + 1 / (trials * rows)))
    assert covered / (trials * fresh) >= 1 - error_rate - 4 * spread


def test_expected_coverage_is_what_was_asked_for_or_what_the_likeliest_label_alone_reaches() -> None:
    rng = np.random.default_rng(0)
    z = rng.normal(0, 1, (2000, 4))
    truth = (rng.random(2000)[:, None] > softmax(z).cumsum(axis=1)).sum(axis=1).clip(max=3)
    assert ConformalSets.fit(softmax(z), truth, 0.1).expected == pytest.approx(0.9, abs=0.001)
    truth = np.array([0, 1, 2, 3] * 25)
    sure = np.eye(4)[truth] * 0.6 + 0.1
    assert ConformalSets.fit(sure, truth, 0.1).expected == pytest.approx(100 / 101)
    truth[:3] = [1, 2, 3]
    assert ConformalSets.fit(sure, truth, 0.1).expected == pytest.approx(97 / 101)


def test_probabilities_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(ScaffoldError, match="1 of 2 probabilities are infinite or not numbers"):
        ConformalSets.fit([[math.nan, 1.0]], [0])
    with pytest.raises(ScaffoldError, match="not numbers"):
        ConformalSets(0.5, 0.1, 30).sets([[math.nan, 1.0]])


def test_sets_of_a_bundle_without_expected_coverage_are_read() -> None:
    assert ConformalSets.from_dict({"quantile": 0.3, "error_rate": 0.1, "rows": 40}).expected == pytest.approx(0.9)
