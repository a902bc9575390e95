from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from scaffold.decision.conformal import ConformalSets
from scaffold.evaluation.promise import (
    Promise,
    coverage_promise,
    exact_interval,
    promise_figures,
    rejection_promise,
    risk_promise,
    with_promises,
)
from scaffold.evaluation.records import HeadReport, RunReport
from scaffold.evaluation.report import render_report
from scaffold.evaluation.steps import next_steps


def held(count: int, rows: int) -> np.ndarray:
    return np.arange(rows) < count


@settings(deadline=None)
@given(st.integers(0, 400), st.integers(0, 400))
def test_interval_is_the_exact_binomial_one(count: int, more: int) -> None:
    rows = count + more
    found = exact_interval(count, rows)
    if rows:
        expected = binomtest(count, rows).proportion_ci(method="exact")
        assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    else:
        assert (found.low, found.high) == (0, 1)


@pytest.mark.parametrize(("count", "kept"), [(980, True), (950, True), (940, True), (930, False), (800, False)])
def test_coverage_is_broken_only_beyond_chance(count: int, kept: bool) -> None:
    promise = coverage_promise(held(count, 1000), 0.05)
    assert promise.kept is kept
    assert promise.measured == count / 1000
    assert promise.low < promise.measured < promise.high
    assert (promise.promised, promise.rows, promise.at_least) == (0.95, 1000, True)


def test_chance_of_the_validation_rows_counts_too() -> None:
    assert not coverage_promise(held(2894, 3080), 0.05).kept
    assert coverage_promise(held(2894, 3080), 0.05, fitted_rows=1000).kept
    assert not coverage_promise(held(2894, 3080), 0.05, fitted_rows=100_000).kept


@pytest.mark.parametrize(("count", "kept"), [(0, True), (50, True), (60, True), (75, False), (1000, False)])
def test_rejection_may_be_rarer_than_promised_but_not_more_frequent(count: int, kept: bool) -> None:
    promise = rejection_promise(held(count, 1000), 0.05)
    assert promise.kept is kept
    assert promise.measured == count / 1000
    assert not promise.at_least


def test_promises_are_broken_by_chance_as_rarely_as_is_said() -> None:
    """With calibration and test data drawn anew each time, as the beta-binomial says."""
    rng = np.random.default_rng(0)
    broken = 0
    for _ in range(2000):
        scores = rng.random(300 + 500)
        quantile = np.sort(scores[:300])[math.ceil(301 * 0.9) - 1]
        broken += not coverage_promise(scores[300:] <= quantile, 0.1, fitted_rows=300).kept
    assert broken / 2000 == pytest.approx(0.025, abs=0.011)


def test_sets_that_hold_every_label_keep_their_promise() -> None:
    assert coverage_promise(held(30, 30), 0.05, fitted_rows=5, expected=1.0).kept
    assert not coverage_promise(held(10, 30), 0.05, fitted_rows=5).kept
    assert coverage_promise(held(30, 30), 0.05, fitted_rows=0).kept


@pytest.mark.parametrize("make", [coverage_promise, rejection_promise, risk_promise])
def test_no_rows_measure_nothing_and_break_nothing(make) -> None:
    promise = make([], 0.05)
    assert promise.rows == 0
    assert promise.kept
    assert math.isnan(promise.measured)
    assert promise_figures([promise]) == {}


def test_share_of_labels_missed_is_compared_by_its_standard_error() -> None:
    rng = np.random.default_rng(0)
    missed = (rng.random(2000) < 0.1).astype(float)
    assert risk_promise(missed, 0.1).kept
    assert risk_promise(missed, 0.1).measured == pytest.approx(1 - missed.mean())
    assert not risk_promise(missed, 0.05).kept
    assert not risk_promise(missed, 0.08).kept
    assert risk_promise(missed, 0.085, fitted_rows=400).kept
    assert risk_promise([1.0, 0.0], 0.05).kept


def test_promises_join_the_figures_of_the_inspected_split_as_json() -> None:
    report = HeadReport("intent", ("a", "b"), "test", {"validation": {"rows": 9.0}, "test": {"rows": 100.0}})
    found = with_promises(report, [coverage_promise(held(99, 100), 0.05), rejection_promise(held(50, 100), 0.05)])
    assert found.splits["test"] == {"rows": 100.0, "coverage_promise_kept": 1.0, "false_reject_promise_kept": 0.0}
    assert found.splits["validation"] == {"rows": 9.0}
    assert json.loads(json.dumps(found.splits["test"])) == found.splits["test"]


def broken_head(make_head, **changes: object) -> HeadReport:
    return with_promises(
        make_head(**changes), [coverage_promise(held(250, 300), 0.05), rejection_promise(held(10, 300), 0.05)]
    )


def test_broken_promise_becomes_one_of_the_next_steps(make_head) -> None:
    steps = next_steps(RunReport("t", "v", [broken_head(make_head)]))
    (step,) = [step for step in steps if step.title.startswith("Calibrate again")]
    assert "promised in at least 95.0% of texts, measured in 83.3% of 300" in step.why
    kept = with_promises(make_head(), [coverage_promise(held(290, 300), 0.05)])
    assert not any("Calibrate" in step.title for step in next_steps(RunReport("t", "v", [kept])))


def test_too_many_rejections_become_a_step_too(make_head) -> None:
    head = with_promises(make_head(), [rejection_promise(held(60, 300), 0.05)])
    assert any(step.title == "Calibrate what it rejects again" for step in next_steps(RunReport("t", "v", [head])))


def test_report_shows_each_promise_and_whether_it_is_kept(make_head) -> None:
    page = render_report(RunReport("t", "v", [broken_head(make_head)]))
    table = page.partition('id="h1-promises"')[2].partition("</table>")[0]
    assert "True label in its set" in table
    assert "≥ 95.0%" in table
    assert "83.3%" in table
    assert '<span class="tag poor">no</span>' in table
    assert "In-scope texts rejected" in table
    assert "≤ 5.0%" in table
    assert '<span class="tag good">yes</span>' in table
    assert 'href="#h1-promises"' in page
    assert "h1-promises" not in render_report(RunReport("t", "v", [make_head()]))


def test_report_explains_coverage_above_what_was_asked_for(make_head) -> None:
    sets = ConformalSets(0.1, 0.05, 1000, expected=0.98)
    promise = coverage_promise(held(294, 300), 0.05, fitted_rows=sets.rows, expected=sets.expected)
    assert isinstance(promise, Promise)
    assert promise.expected == 0.98
    assert "98.0% are to be expected" in render_report(RunReport("t", "v", [with_promises(make_head(), [promise])]))
