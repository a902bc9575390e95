"""Rows of a mapped file are those of the file, in any order, and do not pile up in memory."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.data.arrow_file import COLUMNS, arrow_writer
from scaffold.data.arrow_rows import ArrowRows, MappedFile
from scaffold.data.example import Example

ROWS = 23


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """23 rows in record batches of 4."""
    path = tmp_path_factory.mktemp("arrow") / "rows.arrow"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scaffold.data.arrow_file._BATCH", 4)
        with arrow_writer(path) as file:
            for number in range(ROWS):
                file.add(Example(str(number), id=f"n{number}"))
    return ArrowRows(MappedFile(path))


def read(rows, column="text"):
    return [value for piece in rows.pieces([column]) for value in piece.column(0).to_pylist()]


def test_all_rows_are_read_in_order(rows):
    assert len(rows) == ROWS
    assert read(rows) == [str(number) for number in range(ROWS)]
    assert [each["id"] for piece in rows.pieces(COLUMNS) for each in piece.to_pylist()][-1] == "n22"


indices = st.lists(st.integers(0, ROWS - 1), min_size=1, max_size=40)


@given(indices, st.data())
def test_selections_of_selections_keep_the_order(rows, first, data):
    second = data.draw(st.lists(st.integers(0, len(first) - 1), max_size=20))
    chosen = rows.select(first)
    again = chosen.select(iter(second))

    assert read(chosen) == [str(number) for number in first]
    assert read(again, "id") == [f"n{first[number]}" for number in second]
    assert [again.row(index)["text"] for index in range(len(again))] == [str(first[number]) for number in second]


@pytest.mark.parametrize("index", [ROWS, -1])
def test_row_that_is_not_there_is_refused(rows, index):
    with pytest.raises(IndexError):
        rows.select([0, index])


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell resident memory")
def test_reading_a_large_file_leaves_little_of_it_in_memory(tmp_path):
    with arrow_writer(tmp_path / "large.arrow") as file:
        for number in range(60_000):
            file.add(Example(f"{number} " * 300))
    assert (tmp_path / "large.arrow").stat().st_size > 90_000_000
    rows = ArrowRows(MappedFile(tmp_path / "large.arrow"))

    before, most = resident(), 0
    for start, chosen in ((0, rows), (1, rows.select(range(0, 60_000, 50)))):
        for number, _ in enumerate(text for piece in chosen.pieces(["text"]) for text in piece.column(0)):
            if number % 500 == start:
                most = max(most, resident() - before)
    assert most < 20_000


def resident() -> int:
    """Kilobytes of mapped files in memory."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssFile"))
