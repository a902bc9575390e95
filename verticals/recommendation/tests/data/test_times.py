"""Times in all the ways people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.errors import DataError
from scaffold_recommendation.data.times import TimeColumn, moment_of

DAY = datetime(2024, 3, 5, tzinfo=UTC).timestamp()
NOON = DAY + 12 * 3600


def read(*cells):
    return TimeColumn().read(cells, lambda row: f"log.csv:{row + 2}").tolist()


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("2024-03-05", DAY),
        ("2024-03-05T12:00:00Z", NOON),
        ("2024-03-05 12:00", NOON),
        ("2024-03-05T14:00:00+02:00", NOON),
        (" 2024-03-05T12:00:00.000 ", NOON),
        ("2024/3/5 12:00", NOON),
        ("2024/3/5 9:30", DAY + 9.5 * 3600),
        ("2024年3月5日", DAY),
        ("2024.03.05", DAY),
        ("05-Mar-2024", DAY),
        (str(int(NOON)), NOON),
        (str(int(NOON) * 1000), NOON),
        (int(NOON) * 1_000_000, NOON),
        (int(NOON) * 1_000_000_000, NOON),
        (NOON, NOON),
        ("20240305", DAY),
        (datetime(2024, 3, 5, 12), NOON),
        (datetime(2024, 3, 5, 14, tzinfo=timezone(timedelta(hours=2))), NOON),
        (date(2024, 3, 5), DAY),
    ],
)
def test_one_moment(cell, seconds):
    assert read(cell) == [seconds]


@pytest.mark.parametrize(
    "cell", ["soon", "05/03/2024", "2024-13-01", "2024-02-30", "nan", "inf", "x" * 100, "31-Foo-2024"]
)
def test_what_is_no_time_is_refused_with_its_line(cell):
    with pytest.raises(DataError, match="is no time") as caught:
        read("2024-03-05", cell)
    assert caught.value.where == "log.csv:3"


def test_empty_cells_change_nothing_for_others():
    assert read("20240305", "", "20240306")[::2] == [DAY, DAY + 86_400]
    assert np.isnan(read("20240305", None))[1]
    assert read("1709596800", " ")[0] == DAY


def test_parts_of_a_second_are_kept():
    assert moment_of(NOON + 0.25) == NOON + 0.25
    assert read(NOON + 0.25, "", "2024-03-05")[0] == NOON + 0.25


def test_small_numbers_are_seconds():
    assert read(0, 1, 2000, 100_000) == [0, 1, 2000, 100_000]


def test_years_are_dates_where_all_are_years():
    assert read("1995", "1997") == [788918400, 852076800]
    assert moment_of("1995", days=True) == 788918400
    assert moment_of("1995") == 1995


def test_the_first_piece_tells_what_numbers_are():
    column = TimeColumn()
    assert column.read([5, 6], str).tolist() == [5, 6]
    assert column.read(["2000"], str).tolist() == [2000]


@given(st.lists(st.integers(10**9, 2 * 10**9), min_size=1, max_size=9))
@settings(deadline=None)
def test_every_way_to_write_gives_the_same(found):
    as_iso = [datetime.fromtimestamp(second, UTC).isoformat() for second in found]
    naive = [each.removesuffix("+00:00").replace("T", " ") for each in as_iso]
    for cells in (found, [str(second) for second in found], [second * 1000 for second in found], as_iso, naive):
        assert read(*cells) == found
