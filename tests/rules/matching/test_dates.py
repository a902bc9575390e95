"""Days are found however they are written, and conditions on them hold as they say."""

from __future__ import annotations

import doctest
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.rules.matching import dates as module
from scaffold.rules.matching.dates import dates, read_date_condition

DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
MONTHS = [date(2000, month, 1).strftime("%B") for month in range(1, 13)]
TODAY = date(2024, 3, 31)


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(module).failed == 0


@given(DAYS)
def test_a_day_is_read_however_it_is_written(day):
    name = MONTHS[day.month - 1]
    for text in (
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.day:02}.{day.month:02}.{day.year}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day} {name} {day.year}",
        f"{day.day}th of {name[:3]}. {day.year}",
        f"{name.upper()} {day.day}, {day.year}",
        f"{day.year}年{day.month}月{day.day}日",
    ):
        (found,) = dates(f"on {text}, then")
        assert (found.day, found.span, found.exact) == (day, (3, 3 + len(text)), True)


@given(DAYS)
def test_a_month_alone_is_its_first_day(day):
    for text in (f"{MONTHS[day.month - 1][:3]} {day.year}", f"{day.year}年{day.month}月"):
        (found,) = dates(text)
        assert (found.day, found.exact) == (day.replace(day=1), False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31/01/2020", [date(2020, 1, 31)]),
        ("01/31/2020", [date(2020, 1, 31)]),
        ("03/04/2020", [date(2020, 4, 3)]),
        ("2020-01-31T10:00", [date(2020, 1, 31)]),
        ("31 February 2024", []),
        ("2020-13-01", []),
        ("2024年2月31日", []),
        ("1.2.3.2020", []),
        ("12020-01-31", []),
        ("", []),
    ],
)
def test_known_dates(text, expected):
    assert [found.day for found in dates(text)] == expected


@given(st.text() | st.text(alphabet="0123456789-/. 年月日Mar,", max_size=100))
def test_no_text_raises(text):
    assert all(text[slice(*found.span)] for found in dates(text))


@given(DAYS, DAYS)
def test_conditions_with_a_day_hold_as_they_say(limit, day):
    for text in (f"before {limit}", f"早于 {limit}", f"在{limit}之前", f"< {limit}"):
        assert read_date_condition(text).holds(day, None) is (day < limit)
    for text in (f"after {limit}", f"晚于{limit}", f"{limit} 之后"):
        assert read_date_condition(text).holds(day, None) is (day > limit)
    for text in (f"on {limit}", f"{limit}", f"on {limit.day} {MONTHS[limit.month - 1]} {limit.year}"):
        assert read_date_condition(text).holds(day, None) is (day == limit)
    assert read_date_condition(f"until {limit}").holds(day, None) is (day <= limit)
    assert read_date_condition(f"since {limit}").holds(day, None) is (day >= limit)


@given(DAYS, DAYS, DAYS)
def test_both_ends_are_between(one, other, day):
    first, last = sorted([one, other])
    for text in (f"between {first} and {last}", f"介于{first}和{last}之间", f"{first}至{last}"):
        assert read_date_condition(text).holds(day, None) is (first <= day <= last)


@given(DAYS, st.integers(0, 5000), st.integers(0, 6000))
def test_past_days_are_either_older_or_within(reference, amount, back):
    day = reference - timedelta(days=back)
    older = read_date_condition(f"older than {amount} days")
    assert older.holds(day, reference) is (back > amount)
    assert read_date_condition(f"within {amount} days").holds(day, reference) is (back <= amount)
    assert read_date_condition(f"超过{amount}天") == older
    assert not older.holds(day, None)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("within 2 weeks", date(2024, 3, 17)),
        ("within two weeks", date(2024, 3, 17)),
        ("within 1 month", date(2024, 2, 29)),
        ("within a year", date(2023, 3, 31)),
        ("last 3 months", date(2023, 12, 31)),
        ("最近三个月", date(2023, 12, 31)),
        ("30天内", date(2024, 3, 1)),
        ("within 90000 years", date.min),
    ],
)
def test_within_begins_on_the_day_of_the_calendar(text, first):
    condition = read_date_condition(text)
    assert condition.holds(first, TODAY)
    assert condition.holds(TODAY, TODAY)
    assert first == date.min or not condition.holds(first - timedelta(days=1), TODAY)
    assert not condition.holds(TODAY + timedelta(days=1), TODAY)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("before", "such as 'before 2020-01-31'"),
        ("before 2020-02-31", "expected"),
        ("before March 2020", "names a month without a day"),
        ("between 2020-12-31 and 2020-01-01", "later than the second"),
        ("within 3 cows", "got 'within 3 cows'"),
        ("", "expected"),
    ],
)
def test_what_is_no_condition_says_what_was_expected(text, said):
    with pytest.raises(ValueError, match="expected") as caught:
        read_date_condition(text)
    assert said in str(caught.value)
