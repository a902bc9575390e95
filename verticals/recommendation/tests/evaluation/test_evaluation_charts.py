"""Marks of the charts lie where their figures are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.evaluation.bootstrap import Interval
from scaffold_recommendation.evaluation import charts
from scaffold_recommendation.evaluation.calibration import Calibration, CalibrationBin
from scaffold_recommendation.evaluation.curve import CurvePoint, DiversityCurve
from scaffold_recommendation.evaluation.lines import Line
from scaffold_recommendation.evaluation.metrics import UserFigures

SHARE = st.floats(0, 1, allow_subnormal=False)
TRIPLE = st.tuples(SHARE, SHARE, SHARE).map(sorted)


def _line(name, triple):
    low, value, high = triple
    return Line(name, UserFigures({}), {"ndcg@10": Interval(value, low, high)}, 0.1, 0.5, 1.0, None)


@given(st.lists(TRIPLE, min_size=1, max_size=6))
def test_bars_and_whiskers_stay_within_the_chart_and_keep_their_order(triples):
    chart = charts.line_chart([_line(f"line {at}", each) for at, each in enumerate(triples)])
    for bar in chart.bars:
        assert chart.box.left <= bar.low <= bar.end <= bar.high <= chart.box.right
    assert [tick.at for tick in chart.ticks] == sorted({tick.at for tick in chart.ticks})
    assert chart.ticks[0].text == "0"
    assert len(chart.ticks) <= 7
    assert [bar.is_ours for bar in chart.bars] == [True] + [False] * (len(triples) - 1)


@given(st.lists(st.tuples(SHARE, TRIPLE), min_size=1, max_size=15))
def test_dots_of_the_reliability_diagram_stay_within_it(bins):
    found = [CalibrationBin(p, p, p, Interval(value, low, high), 10) for p, (low, value, high) in bins]
    chart = charts.reliability_chart(Calibration(found, 0.0, 0.1, 0.1, 10))
    for dot in chart.dots:
        assert chart.box.left <= dot.x <= chart.box.right
        assert chart.box.top <= dot.top <= dot.y <= dot.bottom <= chart.box.bottom
    places = [x for x, _, _ in chart.ticks]
    assert places == sorted(places, reverse=True)
    assert (places[0], places[-1]) == (chart.box.right, chart.box.left)
    assert min(-np.diff(places)) > 25


def test_what_is_said_truly_lies_on_the_diagonal():
    found = [CalibrationBin(p, p, p, Interval(p, p / 2, p * 2), 10) for p in (0.004, 0.03, 0.24)]
    chart = charts.reliability_chart(Calibration(found, 0.0, 0.1, 0.1, 30))
    for dot in chart.dots:
        assert dot.x - chart.box.left == pytest.approx(chart.box.bottom - dot.y, abs=0.2)
    assert chart.ticks[0][2] == "50"
    assert chart.dots[-1].hint == "10 candidates at 24.0%: 24.0% taken"


def _point(method, trade_off, ndcg, diversity):
    return CurvePoint(method, trade_off, ndcg, diversity, 0.2, Interval(0.0, 0.0, 0.0))


def test_the_curve_runs_from_the_lists_as_ranked_to_varied_ones():
    ranked = _point("mmr", 1.0, 0.35, 0.57)
    points = (_point("mmr", 0.7, 0.348, 0.6), _point("mmr", 0.5, 0.31, 0.68), _point("dpp", 0.7, 0.349, 0.62))
    chart = charts.curve_chart(DiversityCurve(ranked, points, points[2], 100))
    assert [trail.title for trail in chart.trails] == ["MMR", "DPP"]
    assert all(trail.line.startswith(f"{chart.ranked.x},{chart.ranked.y} ") for trail in chart.trails)
    first, second = chart.trails[0].marks
    assert chart.ranked.x < first.x < second.x
    assert chart.ranked.y < first.y < second.y
    assert chart.chosen == chart.trails[1].marks[0]
    assert chart.ranked.y < chart.allowed
    for mark in (chart.ranked, first, second, chart.chosen):
        assert chart.box.left <= mark.x <= chart.box.right
        assert chart.box.top <= mark.y <= chart.box.bottom
    flat = charts.curve_chart(DiversityCurve(ranked, (ranked,), None, 100))
    assert flat.chosen is None
    assert np.isfinite(flat.allowed)


def test_the_largest_values_come_first():
    found = charts.bars_of({"a": 0.1, "b": 0.4, "c": 0.0}, 2)
    assert found == [("b", 0.4, 100.0), ("a", 0.1, 25.0)]
    assert charts.bars_of({}) == []
    assert charts.bars_of({"a": 0.0}) == [("a", 0.0, 0.0)]
