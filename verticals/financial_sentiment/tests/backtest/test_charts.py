from types import SimpleNamespace

from scaffold.evaluation.bootstrap import Interval, share_interval
from scaffold_financial_sentiment.backtest import charts, report
from scaffold_financial_sentiment.backtest.summary import plain


def _point(level, rate, found, injected=None):
    keys = SimpleNamespace(false_a_year=Interval(rate, 0.0, 9.0))
    companies = SimpleNamespace(recall=share_interval(found, 10) if found is not None else None)
    outcome = SimpleNamespace(in_time=share_interval(injected, 10), bound=0.9) if injected is not None else None
    return SimpleNamespace(level=level, keys=keys, companies=companies, injected=outcome)


def test_points_of_the_curve_rise_to_the_right_on_a_log_axis():
    points = [_point(0.1, 0.0, 2), _point(1.0, 0.5, 5), _point(10.0, 5.0, 9)]
    chart = charts.known_curve(points, 1.0)
    assert chart.dots[0].x == charts.LEFT
    assert [dot.x for dot in chart.dots] == sorted(dot.x for dot in chart.dots)
    assert [dot.y for dot in chart.dots] == sorted((dot.y for dot in chart.dots), reverse=True)
    assert chart.dots[1].x < chart.mark < chart.dots[2].x
    assert [tick.text for tick in chart.x_ticks] == ["0", "0.1", "1", "10"]
    assert charts.injected_curve(points, 1.0) is None
    assert charts.known_curve([_point(1.0, 0.0, None)], 1.0) is None


def test_the_oracle_stands_beside_what_was_found():
    chart = charts.injected_curve([_point(1.0, 1.0, None, injected=4)], 1.0)
    ((x, y),) = chart.others
    assert x == chart.dots[0].x
    assert y < chart.dots[0].y


def test_delays_are_put_into_bars():
    chart = charts.delay_chart([0.2, 0.5, 0.9, 300.0])
    assert [bar.count for bar in chart.bars] == [1, 2, 0, 0, 0, 0, 0, 0, 0, 1]
    assert chart.bars[1].y == charts.TOP
    assert charts.delay_chart([]) is None


def test_figures_for_people():
    assert report.shares(share_interval(7, 8)) == "88% (53% to 98%)"
    assert report.figures(Interval(0.1234, 0.0, 12.34)) == "0.12 (0 to 12.3)"
    assert report.figures(Interval(float("inf"), 135_956.2, float("inf"))) == "∞ (135,956 to ∞)"
    assert report.figures(None) == "–"


def test_records_as_json():
    assert plain([Interval(1.0, 0.5, float("inf")), float("nan"), "x", 3]) == [
        {"value": 1.0, "low": 0.5, "high": None},
        None,
        "x",
        3,
    ]
