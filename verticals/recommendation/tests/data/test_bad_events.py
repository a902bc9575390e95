"""Events that are wrong, odd or too many: a clear message, or a note."""

from __future__ import annotations

import json
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.errors import DataError, SettingsError
from scaffold.settings import DataSettings, validate
from scaffold_recommendation.data.first_rows import first_rows
from scaffold_recommendation.data.reading import read_data
from scaffold_recommendation.data.remarks import is_odd
from scaffold_recommendation.data.settings import ReadingSettings

HEADER = "user,item,event,rating,time\n"
GOOD = "a,x,view,,2024-01-01\nb,y,view,,2024-01-02\n"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",x,view,,2024-01-01", "no user in this row"),
        ("a, ,view,,2024-01-01", "no item in this row"),
        ("nan,x,view,,2024-01-01", "no user in this row"),
        ("a,x,view,NaN,2024-01-01", "rating 'NaN' is no number"),
        ("a,x,view,inf,2024-01-01", "rating 'inf' is no number"),
        ("a,x,view,good,2024-01-01", "rating 'good' is no number"),
        ("a,x,view,,yesterday", "'yesterday' is no time"),
        ("a,x,view,,05/03/2024", "is no time"),
        ("a,x,view,2024-01-01", "this row has 4 cells, expected 5"),
    ],
)
def test_a_wrong_row_is_named_by_its_line(write, row, words):
    path = write("log.csv", HEADER + GOOD + row + "\n")
    with pytest.raises(DataError, match=words) as caught:
        read_data(path)
    assert caught.value.where == f"{path}:4"
    assert caught.value.hint


def test_a_wrong_row_of_json_lines(write):
    rows = [{"user": 1, "item": 2, "rating": 3}, {"user": 1, "item": 3, "rating": float("nan")}, {"user": 2}]
    path = write("log.jsonl", "\n".join(map(json.dumps, rows)))
    with pytest.raises(DataError, match="no item in this row") as caught:
        read_data(path)
    assert caught.value.where == f"{path}:3"
    path = write("log.jsonl", "\n".join(map(json.dumps, rows[:2])))
    with pytest.raises(DataError, match="rating 'nan' is no number") as caught:
        read_data(path)
    assert caught.value.where == f"{path}:2"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("log.csv", "", "the file is empty"),
        ("log.csv", " \n\n", "the file is empty"),
        ("log.inter", "", "the file is empty"),
        ("log.csv", HEADER, "a header and no row"),
        ("log.inter", "user_id:token\titem_id:token\n", "a header and no row"),
        ("log.inter", "user_id:token\titem_id:token\n1\t2\n1\n", "this row has 1 cells, expected 2"),
        ("log.csv", "user,price\na,1\n", "cannot tell which column holds the items"),
        ("log.csv", "sku,price\na,1\n", "cannot tell which column holds the users"),
        ("log.csv", "user,item,item\na,1,1\n", "twice"),
        ("log.csv", "user,item\na,x\nb,x\n", "only one item"),
        ("log.csv", "user,item,event\na,x,dislike\nb,y,skip\n", "no event says anything"),
        ("log.csv", 'user,item\na,"x\n', "inside a quotation"),
    ],
)
def test_files_that_cannot_be_used(write, name, content, words):
    path = write(name, content)
    with pytest.raises(DataError, match=words) as caught:
        read_data(path)
    assert str(caught.value.where).startswith(str(path))
    assert caught.value.hint


def test_missing_files_and_folders(tmp_path, write):
    with pytest.raises(DataError, match="no such file or folder") as caught:
        read_data(tmp_path / "log.csv")
    assert caught.value.hint
    with pytest.raises(DataError, match="holds no table"):
        read_data(tmp_path)
    write("events.csv", HEADER + GOOD)
    with pytest.raises(DataError, match=r"did you mean 'events.csv'"):
        read_data(tmp_path / "event.csv")


def test_a_mixture_of_encodings_is_refused(tmp_path):
    path = tmp_path / "log.csv"
    path.write_bytes("user,item\nJosé,x\n".encode() + "José,y\n".encode("latin-1"))
    with pytest.raises(DataError, match="mixes encodings"):
        read_data(path)
    assert len(read_data(path, data=DataSettings(encoding="latin-1")).interactions) == 2


def test_events_that_stand_there_twice_count_once(write):
    path = write(
        "log.csv", HEADER + GOOD + GOOD + "a,x,view,,2024-01-03\na,x,cart,,2024-01-01\na,x,view,3,2024-01-01\n"
    )
    data = read_data(path)
    assert len(data.interactions) == 5
    assert "2 of 7 events stand there more than once and count once" in data.notes


@given(
    st.lists(st.tuples(*[st.integers(0, 2)] * 2, st.sampled_from([0.0, 1.0, np.nan]), st.integers(0, 1)), max_size=40)
)
@settings(deadline=None)
def test_the_first_of_equal_rows_is_kept(found):
    columns = [np.array(column) for column in zip(*found, strict=True)] or [np.zeros(0)] * 4
    pairs = (columns[0] * 3 + columns[1]).astype(np.int64)
    kept = first_rows(pairs, [columns[2].astype(np.float32), columns[3].astype(np.int16)])
    seen: set[tuple[str, ...]] = set()
    expected = [not (tuple(map(str, row)) in seen or seen.add(tuple(map(str, row)))) for row in found]
    assert kept.tolist() == expected


def test_times_in_the_future(write):
    late = int(time.time()) + 3 * 86_400
    path = write("log.csv", f"{HEADER}a,x,view,,{late - 3 * 86_400}\na,y,view,,{late}\nb,y,view,,{late + 1}\n")
    with pytest.raises(DataError, match="2 events in the future") as caught:
        read_data(path)
    assert caught.value.where == f"{path}:3"
    assert "recommendation.future=drop" in str(caught.value.hint)
    kept = read_data(path, ReadingSettings(future="keep"))
    assert len(kept.interactions) == 3
    assert any("2 events in the future" in note and "are kept" in note for note in kept.notes)
    dropped = read_data(path, ReadingSettings(future="drop"))
    assert dropped.interactions.time.tolist() == [late - 3 * 86_400]
    assert any("are left out" in note for note in dropped.notes)


def test_now_can_be_set(write):
    path = write("log.csv", HEADER + GOOD)
    with pytest.raises(DataError, match="1 event in the future"):
        read_data(path, ReadingSettings(now="2023-12-31T12:00:00Z"))
    assert len(read_data(path, ReadingSettings(now="2024-01-01")).interactions) == 2
    with pytest.raises(SettingsError, match="no date or time"):
        validate(ReadingSettings, {"now": "soon"}, where="[recommendation]")


def test_negative_ratings_are_dislike(write):
    data = read_data(write("log.csv", "user,item,rating\na,x,-1\na,y,2\nb,x,0\n"))
    assert data.interactions.weight.tolist() == [0, 1, 1]
    assert "1 ratings below 0 are read as dislike and weigh 0" in data.notes
    assert data.interactions.matrix().nnz == 2
    assert data.interactions.seen().nnz == 3


@pytest.mark.parametrize(
    "name", ["=cmd|' /C calc'!A0", "@SUM(1)", "+1+1", "../../etc/passwd", "/etc/passwd", "C:\\x", "a/../../b", "-A1"]
)
def test_ids_that_are_formulas_or_paths_stay_text(tmp_path, write, name):
    path = write("log.jsonl", "\n".join(json.dumps({"user": name, "item": item}) for item in (name, "x")))
    before = sorted(tmp_path.rglob("*"))
    data = read_data(path)
    assert data.interactions.users.number(name) == 0
    assert data.catalogue[0].id == name
    assert sum("formulas or paths and stay plain text" in note for note in data.notes) == 2
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", ["-12", "a-b", "B0001", "http://shop/1", "三体", "a..b"])
def test_usual_ids_are_not_odd(name):
    assert not is_odd(name)


def test_one_user_with_very_many_events(write):
    rows = "\n".join(f"robot,i{n % 997},{n}" for n in range(60_000))
    data = read_data(write("log.csv", f"user,item,time\n{rows}\nanna,i1,5\n"))
    assert len(data.interactions) == 60_001
    assert any("may be machines: 1 (the largest: 'robot' with 60,000)" in note for note in data.notes)


def test_a_column_of_kinds_that_is_none(write):
    rows = "\n".join(f"a,i{n},note number {n}" for n in range(1200))
    with pytest.raises(DataError, match=r"more than 1,000 kinds of events") as caught:
        read_data(write("log.csv", f"user,item,action\n{rows}\n"))
    assert "recommendation.event=COLUMN" in str(caught.value.hint)


def test_some_times_are_missing(write):
    data = read_data(write("log.csv", "user,item,time\na,x,2024-01-01\na,y,\nb,x,2024-01-02\n"))
    assert np.isnan(data.interactions.time).tolist() == [False, True, False]
    assert "1 of 3 events have no time" in data.notes
