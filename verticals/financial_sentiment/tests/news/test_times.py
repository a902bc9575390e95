"""Times of publication: what is read, and what is refused instead of guessed."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold_financial_sentiment.news.dates import is_clock
from scaffold_financial_sentiment.news.times import FIRST, LAST, has_clock, parse_time
from scaffold_financial_sentiment.news.zones import zone

AT = datetime(2024, 3, 5, 14, 30, tzinfo=UTC).timestamp()
DAY = datetime(2024, 3, 5, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    "written",
    [
        "2024-03-05T14:30:00Z",
        "2024-03-05T14:30Z",
        "2024-03-05t14:30:00z",
        "2024-03-05 14:30",
        " 2024-03-05T14:30:00.000+00:00 ",
        "2024-03-05T15:30:00+01:00",
        "2024-03-05 15:30:00 +0100",
        "2024-03-05 09:30 EST",
        "20240305T143000Z",
        "20240305143000",
        20240305143000,
        "Tue, 05 Mar 2024 14:30:00 GMT",
        "Tue, 5 Mar 2024 14:30 UT",
        "Tue, 5 Mar 24 14:30:00 +0000 (UTC)",
        "5 Mar 2024 09:30:00 EST",
        "Tue Mar 5, 2024 9:30am EST",
        "March 5th, 2024 at 9:30 a.m. EST",
        "Mar 5, 2024 2:30 PM",
        "Tue Mar  5 14:30:00 2024",
        "Tue Mar 05 14:30:00 +0000 2024",
        "2024/3/5 14:30",
        "2024.03.05 14:30",
        "2024年3月5日 14:30",
        "2024年3月5日14时30分",
        "2024年03月05日 星期二 下午2点30分",
        "北京时间2024年3月5日 22:30",
        "2024年3月5日 22:30(北京时间)",
        "２０２４年３月５日　１４：３０",
        "2024-03-05 22:30 HKT",
        "2024-03-05 23:30 JST",
        "2024-03-05 15:30 CET",
        "2024-03-05 22:30 UTC+8",
        1709649000,
        1709649000.0,
        1709649000000,
        "1709649000",
        "1709649000000",
    ],
)
def test_every_way_to_write_a_moment_gives_that_moment(written: Any) -> None:
    assert parse_time(written) == AT


def test_the_example_of_an_agency() -> None:
    assert parse_time("Fri Oct 20, 2006 6:15pm EDT") == datetime(2006, 10, 20, 22, 15, tzinfo=UTC).timestamp()


@pytest.mark.parametrize("written", ["2024-03-05", "20240305", 20240305, "5 March 2024", "2024年3月5日", "2024-W10-2"])
def test_a_day_alone_is_its_midnight_in_utc(written: Any) -> None:
    assert parse_time(written) == DAY


@pytest.mark.parametrize(
    ("written", "hour"),
    [("12:05am", 0), ("12:05pm", 12), ("0:05", 0), ("11:05PM", 23), ("1:05 p.m.", 13)],
)
def test_halves_of_the_day(written: str, hour: int) -> None:
    assert parse_time(f"Mar 5, 2024 {written}") == DAY + hour * 3600 + 300


@pytest.mark.parametrize(
    ("written", "hour"),
    [("凌晨3点", 3), ("上午9点", 9), ("中午12点", 12), ("中午1点", 13), ("下午3点", 15), ("晚上8点", 20)],
)
def test_chinese_halves_of_the_day(written: str, hour: int) -> None:
    assert parse_time(f"2024年3月5日{written}") == DAY + hour * 3600


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("03/04/2024", "year first"),
        ("13/04/2024 10:00", "year first"),
        ("3.4.24", "year first"),
        ("2024-02-30", "correct it"),
        ("2024-13-01", "correct it"),
        ("20241301", "correct it"),
        ("2024-03-05T25:00", "correct it"),
        ("Mar 5, 2024 14:30am", "correct it"),
        ("2024年3月5日晚上12点", "correct it"),
        ("5 Foo 2024", "is no month"),
        ("Tue, 5 Mar 2024 14:30 IST", "write the distance to UTC"),
        ("Mar 5, 2024 2:30pm ET", "write the distance to UTC"),
        ("2024-03-05 14:30 +19:00", "write the distance to UTC"),
        ("2024年3月5日 14:30 CST", "2024-03-05T14:30:00Z"),
        ("1899-12-31", "1900 to 2200"),
        ("2201-01-01", "1900 to 2200"),
        ("0001-01-01T00:00+14:00", "1900 to 2200"),
        ("9999-12-31T23:59-14:00", "1900 to 2200"),
        ("2024", "is a year"),
        (2024, "is a year"),
        ("2024-03", "2024-03-05T14:30:00Z"),
        ("2024-03-05-08:00", "2024-03-05T14:30:00Z"),
        ("2 hours ago", "2024-03-05T14:30:00Z"),
        ("yesterday", "2024-03-05T14:30:00Z"),
        ("昨天 14:30", "2024-03-05T14:30:00Z"),
        ("", "2024-03-05T14:30:00Z"),
        ("9" * 5000, "2024-03-05T14:30:00Z"),
        ("9" * 99, "milliseconds since 1970"),
        (10**400, "milliseconds since 1970"),
        (float("nan"), "milliseconds since 1970"),
        (float("-inf"), "milliseconds since 1970"),
        (1e14, "1900 to 2200"),
        (True, "neither a text nor a number"),
        (None, "neither a text nor a number"),
        ([], "neither a text nor a number"),
    ],
)
def test_what_is_refused_comes_with_advice(written: Any, advice: str) -> None:
    with pytest.raises(ValueError, match=advice) as caught:
        parse_time(written)
    assert len(str(caught.value)) < 300


def test_both_ends_of_the_calendar() -> None:
    assert parse_time("1900-01-01") == FIRST
    assert parse_time("2200-12-31T23:59:59Z") == LAST - 1


def test_a_day_is_told_from_a_moment() -> None:
    assert [has_clock(day) for day in ("2024-03-05", "20240305", 20240305, "5 March 2024", None)] == [False] * 5
    assert all(has_clock(each) for each in ("14:30", "Mar 5, 2024 2pm", "2024年3月5日14时", 1709649000, "1709649000"))
    assert is_clock("2:30pm EST")
    assert not is_clock("Mar 5, 2024 2:30pm")


def test_zones() -> None:
    assert zone("gmt-0330").utcoffset(None) == timedelta(hours=-3.5)
    for name in ("IST", "ET", "A", "+15:00", "+01:99", ""):
        with pytest.raises(ValueError, match="no known time zone"):
            zone(name)


moments = st.datetimes(
    datetime(1900, 1, 2),
    datetime(2200, 12, 30),
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)


@given(moments)
@settings(deadline=None)
def test_a_moment_comes_back_however_it_is_written(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)
    assert parse_time(moment.isoformat()) == moment.timestamp()
    assert parse_time(whole.strftime("%Y%m%dT%H%M%S%z")) == whole.timestamp()
    assert parse_time(whole.strftime("%b %d, %Y %I:%M:%S %p %z")) == whole.timestamp()
    assert parse_time(whole.strftime("%a %b %d %H:%M:%S %z %Y")) == whole.timestamp()
    assert parse_time(whole.strftime("%Y/%m/%d %H:%M:%S %z")) == whole.timestamp()
    assert parse_time(f"{whole.year}年{whole.month}月{whole.day}日 {whole:%H:%M:%S %z}") == whole.timestamp()
    assert parse_time(format_datetime(whole)) == whole.timestamp()


@given(st.text(max_size=200) | st.text("0123456789-/:.,+ TZapmEDSGM年月日时点分周一JanFeb", max_size=40))
@settings(deadline=None)
def test_any_text_is_a_time_in_range_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert FIRST <= parse_time(text) < LAST
    assert has_clock(text) in (True, False)


@given(st.integers() | st.floats())
@settings(deadline=None)
def test_any_number_is_a_time_in_range_or_refused(number: float) -> None:
    with contextlib.suppress(ValueError):
        assert FIRST <= parse_time(number) < LAST
