from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.evaluation.selective import area_under_risk_coverage, class_coverage, conformal_metrics, coverage_curve

ROWS = st.lists(st.tuples(st.sampled_from([0.2, 0.5, 0.7, 0.9]), st.booleans()), min_size=1, max_size=40)


def test_area_rewards_errors_that_come_last() -> None:
    good = area_under_risk_coverage([0.9, 0.8, 0.7, 0.6], [1, 1, 1, 0])
    bad = area_under_risk_coverage([0.9, 0.8, 0.7, 0.6], [0, 1, 1, 1])
    assert good == pytest.approx(0.25 / 4)
    assert bad == pytest.approx((1 + 1 / 2 + 1 / 3 + 1 / 4) / 4)


@settings(deadline=None)
@given(ROWS, st.randoms())
def test_area_does_not_depend_on_the_order_of_rows(rows: list[tuple[float, bool]], random) -> None:
    mixed = list(rows)
    random.shuffle(mixed)
    areas = [area_under_risk_coverage(*zip(*r, strict=True)) for r in (rows, mixed)]
    assert areas[0] == pytest.approx(areas[1])
    assert 0 <= areas[0] <= 1


def test_curve_ends_at_full_coverage_with_plain_accuracy() -> None:
    rng = np.random.default_rng(0)
    confidence, correct = rng.random(500), rng.random(500) < 0.8
    curve = coverage_curve(confidence, correct, points=20)
    assert len(curve) == 20
    assert curve[-1].coverage == 1
    assert curve[-1].accuracy == pytest.approx(correct.mean())
    assert [c.coverage for c in curve] == sorted(c.coverage for c in curve)
    for point in curve:
        answered = confidence >= point.threshold
        assert answered.mean() == pytest.approx(point.coverage)
        assert correct[answered].mean() == pytest.approx(point.accuracy)


def test_curve_lists_only_what_a_threshold_can_do() -> None:
    curve = coverage_curve([0.9, 0.5, 0.5, 0.5], [1, 1, 0, 0])
    assert [(c.coverage, c.accuracy) for c in curve] == [(0.25, 1.0), (1.0, 0.5)]
    assert coverage_curve([], []) == []


def test_conformal_metrics_of_a_case_worked_by_hand() -> None:
    sets = [[1, 0, 0], [1, 1, 0], [1, 1, 1], [0, 1, 0]]
    found = conformal_metrics(sets, [0, 2, 1, -1])
    assert found["conformal_coverage"] == 0.5
    assert found["conformal_set_size"] == 7 / 4
    assert found["conformal_single_share"] == 0.5
    assert conformal_metrics(np.empty((0, 3)), []) == {}


def test_coverage_of_the_class_held_least_counts_classes_of_a_hundred_texts() -> None:
    truth = [0] * 200 + [1] * 100 + [2] * 99
    sets = np.ones((399, 3), dtype=bool)
    sets[:10, 0] = False
    sets[200:220, 1] = False
    sets[300:350, 2] = False

    assert class_coverage(sets, truth) == {0: (0.95, 200), 1: (0.8, 100), 2: (pytest.approx(49 / 99), 99)}
    assert conformal_metrics(sets, truth)["conformal_coverage_least"] == 0.8
    assert "conformal_coverage_least" not in conformal_metrics(sets[300:], truth[300:])
    assert class_coverage(sets, [-1] * 399) == {}
