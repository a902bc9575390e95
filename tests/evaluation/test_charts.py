from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.evaluation.charts import coverage_chart, reliability_chart
from scaffold.evaluation.reliability import ReliabilityBin, reliability_bins
from scaffold.evaluation.selective import CoveragePoint, coverage_curve


def test_a_calibrated_bin_lies_on_the_diagonal() -> None:
    chart = reliability_chart([ReliabilityBin(0.4, 0.6, 0.5, 0.5, 40)])
    (dot,) = chart.dots
    assert dot.x - chart.box.left == pytest.approx(chart.box.width / 2, abs=0.1)
    assert chart.box.bottom - dot.y == pytest.approx(chart.box.height / 2, abs=0.1)
    assert dot.whisker_top < dot.y < dot.whisker_bottom


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_marks_stay_inside_their_boxes(rows: list[tuple[float, bool]]) -> None:
    confidence, correct = zip(*rows, strict=True)
    chart = reliability_chart(reliability_bins(confidence, correct, bins=10, mass=False))
    for dot in chart.dots:
        assert chart.box.left <= dot.x <= chart.box.right
        assert chart.box.top <= dot.whisker_top <= dot.whisker_bottom <= chart.box.bottom
        assert 0 < dot.bar_height <= chart.histogram.height
        assert dot.bar_width > 0
    curve = coverage_chart(coverage_curve(confidence, correct))
    for x, y, _ in curve.points:
        assert curve.box.left <= x <= curve.box.right
        assert curve.box.top - 0.1 <= y <= curve.box.bottom + 0.1


@pytest.mark.parametrize(("lowest", "low"), [(0.954, 0.95), (0.83, 0.8), (0.5, 0.5), (0.0, 0.0), (1.0, 0.99)])
def test_the_coverage_axis_starts_at_a_round_value(lowest: float, low: float) -> None:
    chart = coverage_chart([CoveragePoint(0.5, 1.0, 0.9), CoveragePoint(1.0, lowest, 0.1)])
    assert chart.low == pytest.approx(low)
    assert chart.ticks[0] == (pytest.approx(low), pytest.approx(chart.box.bottom))
    assert chart.ticks[-1] == (pytest.approx(1.0), pytest.approx(chart.box.top))
    assert len(chart.ticks) <= 6
