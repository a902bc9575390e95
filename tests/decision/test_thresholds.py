from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from scaffold.decision.f1 import best_threshold, expected_threshold, macro_f1
from scaffold.decision.thresholds import Thresholds
from scaffold.errors import ScaffoldError


def world(rows: int, shares: list[float], seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Calibrated probabilities of labels that occur in the given shares, and a truth drawn from them."""
    rng = np.random.default_rng(seed)
    odds = np.log(np.array(shares) / (1 - np.array(shares)))
    p = 1 / (1 + np.exp(-(rng.normal(0, 1.5, (rows, len(shares))) + odds)))
    return p, (rng.random(p.shape) < p).astype(float)


def test_best_threshold_is_that_of_an_exhaustive_search() -> None:
    rng = np.random.default_rng(3)
    for _ in range(30):
        p = rng.random(25).round(1)
        t = (rng.random(25) < p).astype(float)
        t[0] = 1
        found = f1_score(t, p >= best_threshold(p, t))
        assert found == pytest.approx(max(f1_score(t, p >= cut) for cut in np.unique(p)))


def test_expected_threshold_is_near_the_best_one_where_probabilities_are_right() -> None:
    p, t = world(40_000, [0.1])
    expected, best = expected_threshold(p[:, 0]), best_threshold(p[:, 0], t[:, 0])
    assert expected == pytest.approx(best, abs=0.05)
    assert macro_f1(p >= expected, t) == pytest.approx(macro_f1(p >= best, t), abs=0.003)


def test_best_threshold_of_a_label_without_positives_is_neutral() -> None:
    assert best_threshold(np.array([0.2, 0.9]), np.zeros(2)) == 0.5


def test_macro_f1_agrees_with_scikit_learn_over_labels_that_occur() -> None:
    p, t = world(300, [0.3, 0.1, 0.02])
    assert macro_f1(p > 0.3, t) == pytest.approx(f1_score(t, p > 0.3, average="macro", zero_division=0))


def test_thresholds_give_a_better_macro_f1_on_fresh_rows_than_one_half() -> None:
    shares = [0.3, 0.15, 0.08, 0.05, 0.03]
    fitted = Thresholds.fit(*world(1500, shares))
    p, t = world(5000, shares, seed=1)
    assert macro_f1(fitted.decide(p), t) > macro_f1(p >= 0.5, t) + 0.1
    assert macro_f1(fitted.decide(p), t) >= macro_f1(p >= fitted.common, t) - 0.01


def test_frequent_labels_are_not_drawn_to_the_common_threshold() -> None:
    fitted = Thresholds.fit(*world(1000, [0.5, 0.3]))
    assert (fitted.positives >= 30).all()
    assert fitted.note is None
    drawn = Thresholds(fitted.values, 0.99, 1.0, fitted.positives, 1000)
    assert np.array_equal(drawn.values, fitted.values)


def test_label_without_positives_is_drawn_all_the_way_at_full_pull() -> None:
    p, t = world(60, [0.3, 0.3, 0.3])
    t[:, 2] = 0
    fitted = Thresholds.fit(p, t)
    own = (0.5 + expected_threshold(p[:, 2])) / 2
    assert fitted.values[2] == pytest.approx((1 - fitted.pull) * own + fitted.pull * fitted.common)
    assert fitted.note is not None
    assert "3 of 3 labels" in fitted.note


@pytest.mark.parametrize("rows", [0, 1, 4])
def test_no_positive_rows_leave_one_half_and_say_so(rows: int) -> None:
    fitted = Thresholds.fit(np.full((rows, 2), 0.4), np.zeros((rows, 2)))
    assert fitted.decide([[0.5, 0.49]]).tolist() == [[True, False]]
    assert fitted.note is not None
    assert "0.5" in fitted.note


@pytest.mark.parametrize("rows", [1, 2, 5, 7])
def test_few_rows_are_enough_to_fit(rows: int) -> None:
    p = np.linspace(0.1, 0.9, rows)[:, None]
    fitted = Thresholds.fit(p, p >= p.max())
    assert fitted.decide([[0.95]]).all()


def test_unknown_truth_is_left_out() -> None:
    p, t = world(200, [0.4])
    more = Thresholds.fit(np.vstack([p, np.full((1, 1), 0.999)]), np.vstack([t, [[math.nan]]]))
    assert more.positives.tolist() == [int(t.sum())]


def test_probabilities_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(ScaffoldError, match="probabilities are infinite or not numbers"):
        Thresholds.fit([[math.nan]], [[1]])
    with pytest.raises(ScaffoldError, match="not numbers"):
        Thresholds.fit([[0.5]], [[1]]).decide([[math.nan]])


def test_thresholds_survive_json() -> None:
    p, t = world(100, [0.3, 0.05])
    fitted = Thresholds.fit(p, t)
    again = Thresholds.from_dict(json.loads(json.dumps(fitted.as_dict())))
    assert np.array_equal(again.decide(p), fitted.decide(p))
    assert again.note == fitted.note


@settings(deadline=None, max_examples=25)
@given(st.integers(1, 40), st.integers(1, 4), st.integers(1, 2), st.integers(0, 10_000))
def test_decisions_do_not_depend_on_the_order_of_rows(rows: int, labels: int, digits: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    p = rng.random((rows, labels)).round(digits)
    t = (rng.random(p.shape) < p).astype(float)
    t[rng.random(p.shape) < 0.1] = np.nan
    order = rng.permutation(rows)
    plain, shuffled = Thresholds.fit(p, t), Thresholds.fit(p[order], t[order])
    assert np.array_equal(plain.values, shuffled.values)
    assert np.array_equal(plain.decide(p)[order], shuffled.decide(p[order]))
