from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.decision.calibration import softmax
from scaffold.decision.class_conditional import KINDS, ClassConditionalSets, read_sets
from scaffold.decision.conformal import ConformalSets, rows_needed
from scaffold.errors import ScaffoldError
from scaffold.settings import DecisionSettings


def uneven(rows: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Three classes, of which the last is taken for the second more often than not."""
    rng = np.random.default_rng(seed)
    truth = rng.choice(3, rows, p=[0.5, 0.3, 0.2])
    centre = np.array([[4.0, 0, 0], [0, 3.0, 1.5], [0, 2.0, 1.5]])[truth]
    return softmax(centre + rng.normal(0, 1.2, (rows, 3))), truth


def covered(sets: np.ndarray, truth: np.ndarray, classes: int) -> list[float]:
    return [float(sets[truth == c, c].mean()) for c in range(classes)]


def test_each_class_keeps_the_promise_that_only_the_whole_kept_before() -> None:
    (p, truth), (fresh, fresh_truth) = uneven(4000), uneven(8000, seed=1)
    whole = covered(ConformalSets.fit(p, truth, 0.1).sets(fresh), fresh_truth, 3)
    each = covered(ClassConditionalSets.fit(p, truth, 0.1).sets(fresh), fresh_truth, 3)
    assert min(whole) < 0.8
    assert min(each) > 0.85
    assert each[2] == pytest.approx(0.9, abs=0.04)


def test_class_with_too_few_rows_takes_the_quantile_of_all_and_the_note_says_so() -> None:
    p, truth = uneven(600)
    few = np.concatenate([np.flatnonzero(truth != 2), np.flatnonzero(truth == 2)[:8]])
    fitted = ClassConditionalSets.fit(p[few], truth[few], 0.1)
    pooled = ConformalSets.fit(p[few], truth[few], 0.1)
    assert fitted.quantiles[2] == pooled.quantile
    assert fitted.quantiles[0] != pooled.quantile
    assert fitted.note is not None
    assert "for 2 of 3 classes" in fitted.note
    assert ClassConditionalSets.fit(p, truth, 0.1).note is None


def test_class_that_is_not_in_validation_takes_the_quantile_of_all() -> None:
    p, truth = uneven(500)
    known = truth < 2
    fitted = ClassConditionalSets.fit(p[known], truth[known], 0.1)
    assert fitted.class_rows[2] == 0
    assert fitted.quantiles[2] == ConformalSets.fit(p[known], truth[known], 0.1).quantile


def test_no_rows_give_every_label_and_say_so() -> None:
    fitted = ClassConditionalSets.fit(np.empty((0, 2)), [], 0.05)
    assert fitted.sets([[0.999, 0.001]]).all()
    assert fitted.note is not None
    assert "Sets hold every label" in fitted.note


def test_labels_that_the_model_lacks_count_as_missed() -> None:
    p, truth = np.tile([[0.9, 0.1], [0.2, 0.8]], (30, 1)), np.tile([0, 1], 30)
    assert ClassConditionalSets.fit(p, truth, 0.1).expected == pytest.approx(60 / 61)
    mixed = ClassConditionalSets.fit(np.vstack([p, p[:20]]), [*truth, *[-1] * 20], 0.1)
    assert mixed.rows == 80
    assert mixed.expected == pytest.approx(0.9)


def test_probabilities_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(ScaffoldError, match="not numbers"):
        ClassConditionalSets.fit([[math.nan, 0.5]], [0])


@pytest.mark.parametrize("kind", list(KINDS))
def test_sets_of_either_kind_survive_json(kind: str) -> None:
    p, truth = uneven(200)
    fitted = KINDS[kind].fit(p, truth, 0.1)
    again = read_sets(json.loads(json.dumps(fitted.as_dict())))
    assert type(again) is type(fitted)
    assert np.array_equal(again.sets(p), fitted.sets(p))
    assert (again.note, again.expected, again.rows) == (fitted.note, fitted.expected, fitted.rows)


def test_setting_knows_exactly_these_kinds() -> None:
    for kind in KINDS:
        assert DecisionSettings(sets=kind).sets == kind
    with pytest.raises(ValueError, match="marginal"):
        DecisionSettings(sets="neither")


@settings(deadline=None, max_examples=15)
@given(st.sampled_from(list(KINDS)), st.integers(2, 4), st.integers(0, 200), st.integers(0, 10_000))
def test_sets_grow_as_the_error_rate_falls(kind: str, classes: int, rows: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    p, truth = softmax(rng.normal(0, 2, (rows, classes))), rng.integers(0, classes, rows)
    fresh = softmax(rng.normal(0, 2, (50, classes)))
    strict, loose = (KINDS[kind].fit(p, truth, rate).sets(fresh) for rate in (0.05, 0.2))
    # A class that has rows enough for one of the rates only takes its quantile from other rows for the other.
    own = np.bincount(truth, minlength=classes)
    same = (own >= rows_needed(0.05)) | (own < rows_needed(0.2)) | (kind == "marginal")
    assert (strict >= loose)[:, same].all()
    assert strict.any(axis=1).all()


@settings(deadline=None, max_examples=8)
@given(st.sampled_from([0.1, 0.2]), st.integers(60, 150), st.integers(0, 10_000))
def test_coverage_holds_for_each_class_on_average_over_exchangeable_data(rate: float, rows: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    held, seen = np.zeros(2), np.zeros(2)
    for _ in range(150):
        truth = rng.integers(0, 2, rows + 30)
        z = rng.normal(0, 1.5, (len(truth), 2))
        z[np.arange(len(truth)), truth] += np.array([0.5, 2.5])[truth]
        p = softmax(z)
        inside = ClassConditionalSets.fit(p[:rows], truth[:rows], rate).sets(p[rows:])
        for c in range(2):
            held[c] += inside[truth[rows:] == c, c].sum()
            seen[c] += (truth[rows:] == c).sum()
    spread = math.sqrt(rate * (1 - rate) * (1 / seen.min() + 1 / (150 * rows / 4)))
    assert (held / seen >= 1 - rate - 4 * spread).all()
