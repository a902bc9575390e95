"""Charts: what is drawn lies inside, and says what was counted."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_financial_sentiment.dashboard import drawing
from scaffold_financial_sentiment.dashboard.axis import counts, times
from scaffold_financial_sentiment.dashboard.drawing import Stretch, drawing_of
from scaffold_financial_sentiment.dashboard.spark import WIDTH, spark_of
from scaffold_financial_sentiment.dashboard.trend import Span, topics_of, trend_of
from scaffold_financial_sentiment.detection.key import Key
from scaffold_financial_sentiment.state.hourly import Hour

KEY = Key("ACME")
SPANS = st.builds(
    lambda first, length, step: Span(first // step * step, first // step * step + length, step),
    st.integers(300_000, 500_000),
    st.integers(0, 3000),
    st.sampled_from([1, 24]),
)
FEW = st.lists(
    st.tuples(st.integers(0, 3000), st.integers(0, 50), st.integers(0, 5000), st.integers(-10_000, 10_000)), max_size=20
)


def bars(path):
    """Left edge, base, height and width of every bar of a path."""
    found = re.findall(r"M([\d.]+) ([\d.]+)v(-?[\d.]+)h([\d.]+)V", path)
    assert len(found) == path.count("M")
    return [tuple(map(float, bar)) for bar in found]


@given(SPANS, FEW)
def test_nothing_is_lost_and_all_lies_inside(span, few):
    hours = [Hour(span.first + ago, KEY, min(bad, most), most, score * most) for ago, bad, most, score in few]
    inside = [hour for hour in hours if hour.hour <= span.last]
    trend = trend_of(hours, span)
    assert sum(point.total for point in trend.points) == trend.total == sum(hour.total for hour in inside)
    assert trend.negative == sum(hour.negative for hour in inside)
    assert math.isnan(trend.mean) or -1 <= trend.mean <= 1
    drawn = drawing_of(trend, [Stretch(span.begin + 5, None, "x"), Stretch(span.end - 1, span.end + 1e9, "y")])
    for x, base, height, width in bars(drawn.all_bars) + bars(drawn.negative_bars):
        assert drawing.LEFT - 0.1 <= x <= x + width <= drawing.RIGHT + 0.2
        assert base == drawing.FLOOR
        assert drawing.TOP - 0.1 <= base + height <= base
    for _, base, height, _ in bars(drawn.good) + bars(drawn.bad):
        assert drawing.HIGHEST - 0.1 <= base + height <= drawing.LOWEST + 0.1
    for band in drawn.bands:
        assert drawing.LEFT <= band.x <= band.x + band.width <= drawing.RIGHT + 0.2
    assert len(drawn.x_labels) <= 6
    assert all(drawing.LEFT - 0.1 <= label.at <= drawing.RIGHT for label in drawn.x_labels)
    assert len(drawn.columns) == sum(point.total > 0 for point in trend.points)


@given(st.integers(0, 10**9))
def test_an_axis_of_counts_reaches_the_largest(most):
    labels = counts(most)
    assert labels[0] == 0
    assert most <= labels[-1] <= max(2, 2 * most)
    assert labels == sorted(set(labels))


@pytest.mark.parametrize(
    ("hours", "texts"),
    [
        (24, ["18:00", "12 Mar", "06:00"]),
        (168, ["7 Mar", "9 Mar", "11 Mar"]),
        (30 * 24, ["17 Feb", "24 Feb", "3 Mar", "10 Mar"]),
        (90 * 24, ["23 Dec", "20 Jan", "17 Feb"]),
    ],
)
def test_labels_of_time_are_hours_days_or_mondays(made, hours, texts):
    last = int(made.CLOCK // 3600) - 1
    assert set(texts) <= {label.text for label in times(Span(last - hours + 1, last), 0, 100)}


def test_a_week_ends_with_the_hour_of_the_clock(made):
    span = Span.of_days(made.CLOCK + 1, 7)
    assert (span.end, span.last - span.first + 1) == (made.CLOCK + 3600, 168)
    assert Span.of_days(made.CLOCK, 7).end == made.CLOCK
    assert Span.of_days(made.CLOCK, 30).begin % 86_400 == 0


def test_the_sentence_for_those_who_do_not_see(made):
    last = int(made.CLOCK // 3600) - 1
    hours = [Hour(last - 1, KEY, 3, 4, -20_000), Hour(last, KEY, 1, 1, -10_000)]
    drawn = drawing_of(trend_of(hours, Span(last - 5, last)), [])
    assert drawn.said == (
        "4 negative of 5 stories, by the hour; mean sentiment -0.60. Most of them at 2025-03-12 10:00 UTC: 3."
    )
    assert drawn.columns[0].hint == "2025-03-12 10:00 UTC: 3 negative of 4 stories, mean -0.50"
    assert drawing_of(trend_of([], Span(0, 5)), []).said == "No story, by the hour."


def test_topics_come_with_all_of_them_first_then_the_worst():
    hours = [Hour(1, Key("A", topic), bad, 5, 0) for topic, bad in (("a", 1), ("b", 3), ("*", 0), ("c", 3))]
    assert list(topics_of(hours)) == ["*", "b", "c", "a"]


def test_a_sparkline_tells_the_incident_from_before(made):
    incident = made.incident(counts=(1, 0, 2, 5, 6), updated=made.CLOCK, began=made.CLOCK - 1.5 * made.HOUR)
    spark = spark_of(incident)
    assert (len(bars(spark.before)), len(bars(spark.since))) == (2, 2)
    assert (spark.hours, spark.most) == (5, 6)
    assert spark.said == "Negative stories an hour in the 5 hours up to 2025-03-12 12:00 UTC: 1, 0, 2, 5, 6"
    assert spark_of(made.incident(counts=())) is None


@given(counted=st.lists(st.integers(0, 10**6), min_size=1, max_size=100))
def test_a_sparkline_stays_inside(made, counted):
    spark = spark_of(made.incident(counts=tuple(counted)))
    for x, base, height, width in bars(spark.before) + bars(spark.since):
        assert 0 <= x <= x + width <= WIDTH + 0.2
        assert -base <= height <= -1.9
