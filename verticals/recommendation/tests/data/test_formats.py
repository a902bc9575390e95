"""The same events in every format."""

from __future__ import annotations

import csv
import gzip
import json
import lzma
from pathlib import Path

import numpy as np
import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold_recommendation.data.reading import read_data
from scaffold_recommendation.data.settings import ReadingSettings

NAMES = ("user_id", "item_id", "rating", "timestamp")

words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8)
ids = words.filter(lambda name: name.casefold() not in ("nan", "null", "<na>"))
rows = st.lists(st.tuples(ids, ids, st.integers(1, 5), st.integers(10**8, 10**9)), min_size=2, max_size=12).filter(
    lambda found: len({row[1] for row in found}) > 1
)


def as_csv(folder: Path, found: list[tuple]) -> Path:
    path = folder / "log.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(NAMES)
        writer.writerows(found)
    return path


def as_jsonl(folder: Path, found: list[tuple]) -> Path:
    path = folder / "log.jsonl"
    lines = (json.dumps(dict(zip(NAMES, row, strict=True)), ensure_ascii=False) for row in found)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def as_parquet(folder: Path, found: list[tuple]) -> Path:
    path = folder / "log.parquet"
    columns = {name: [row[n] for row in found] for n, name in enumerate(NAMES)}
    pyarrow.parquet.write_table(pyarrow.table(columns), path)
    return path


def as_recbole(folder: Path, found: list[tuple]) -> Path:
    path = folder / "log.inter"
    lines = ["user_id:token\titem_id:token\trating:float\ttimestamp:float"]
    lines += ["\t".join(map(str, row)) for row in found]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def plainly(path: Path) -> list[tuple]:
    events = read_data(path, ReadingSettings(future="keep")).interactions
    named = zip(
        (events.users[n] for n in events.user),
        (events.items[n] for n in events.item),
        events.rating.tolist(),
        events.time.tolist(),
        strict=True,
    )
    return list(named)


@given(rows)
@settings(deadline=None, max_examples=25)
def test_what_was_written_is_read_in_every_format(tmp_path_factory, found):
    folder = tmp_path_factory.mktemp("formats")
    expected = list(dict.fromkeys(found))
    for writer in (as_csv, as_jsonl, as_parquet, as_recbole):
        assert plainly(writer(folder, found)) == expected, writer.__name__


@pytest.mark.parametrize(("ending", "pack"), [(".gz", gzip.compress), (".xz", lzma.compress)])
@pytest.mark.parametrize("writer", [as_csv, as_recbole])
def test_packed_files(tmp_path, writer, ending, pack):
    found = [("a", "x", 3, 10**9), ("b", "y", 4, 10**9 + 1)]
    path = writer(tmp_path, found)
    packed = path.with_name(path.name + ending)
    packed.write_bytes(pack(path.read_bytes()))
    assert plainly(packed) == found


def test_parquet_with_real_times_and_numbers(tmp_path):
    times = pyarrow.array([0, 86_400_000_000, None], pyarrow.timestamp("us"))
    table = pyarrow.table({"user": [1, 2, 2], "item": [7, 8, 7], "time": times, "rating": [1.5, None, 2.0]})
    pyarrow.parquet.write_table(table, tmp_path / "log.parquet")
    events = read_data(tmp_path / "log.parquet").interactions
    assert list(events.users) == ["1", "2"]
    assert events.time[:2].tolist() == [0, 86400]
    assert np.isnan(events.time[2])
    assert not events.is_dated


def test_a_folder_of_recbole(tmp_path):
    (tmp_path / "x.inter").write_text("user_id:token\titem_id:token\nu1\t1\nu1\t2\n", encoding="utf-8")
    (tmp_path / "x.item").write_text(
        "item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq\n"
        '1\t"Toy Story\t1995\tAnimation Comedy\n2\tGolden  Eye\tV\t\n',
        encoding="utf-8",
    )
    (tmp_path / "x.user").write_text("user_id:token\tage:token\nu1\t24\n", encoding="utf-8")
    (tmp_path / "x.kg").write_text("head_id:token\n1\n", encoding="utf-8")
    data = read_data(tmp_path)
    first, second = data.catalogue
    assert (first.title, first.tags, first.since) == ('"Toy Story', ("Animation", "Comedy"), 788918400)
    assert (second.title, second.tags, second.since) == ("Golden Eye", (), None)
    assert data.people == {"u1": {"age": "24"}}
    assert any("are no date" in note and "'V' in line 3" in note for note in data.notes)


def test_movielens_100k(tmp_path):
    (tmp_path / "u.data").write_text("1\t2\t5\t881250949\n2\t1\t1\t881250950\n", encoding="utf-8")
    flags = ["0"] * 19
    first, second = [*flags], [*flags]
    first[5] = first[8] = second[0] = "1"
    lines = [f"1|Les Misérables (1995)|01-Jan-1995||http://x/|{'|'.join(first)}", f"2|B (1996)|||y|{'|'.join(second)}"]
    (tmp_path / "u.item").write_bytes("\n".join(lines).encode("latin-1"))
    (tmp_path / "u.user").write_text("1|24|M|technician|85711\n", encoding="utf-8")
    (tmp_path / "u1.base").write_text("1\t2\t5\t881250949\n", encoding="utf-8")
    (tmp_path / "u.genre").write_text("Action|1\n", encoding="utf-8")
    data = read_data(tmp_path)
    assert len(data.interactions) == 2
    one, two = data.catalogue
    assert (one.title, one.tags, one.since) == ("Les Misérables (1995)", ("Comedy", "Drama"), 788918400)
    assert (two.tags, two.since) == ((), None)
    assert data.people["1"]["occupation"] == "technician"
    assert any("latin-1" in note for note in data.notes)


def test_movielens_1m(tmp_path):
    (tmp_path / "ratings.dat").write_text("1::1193::5::978300760\n1::2::3::978300761\n", encoding="utf-8")
    (tmp_path / "movies.dat").write_text("2::Jumanji (1995)::Adventure|Children's\n", encoding="utf-8")
    (tmp_path / "users.dat").write_text("1::F::1::10::48067\n", encoding="utf-8")
    data = read_data(tmp_path)
    assert data.interactions.rating.tolist() == [5, 3]
    assert data.catalogue[0].tags == ("Adventure", "Children's")
    assert data.people["1"]["gender"] == "F"


def test_movielens_latest(tmp_path):
    (tmp_path / "ratings.csv").write_text("userId,movieId,rating,timestamp\n1,1,4.0,964982703\n1,3,4.5,964981247\n")
    (tmp_path / "movies.csv").write_text(
        'movieId,title,genres\n1,Toy Story (1995),A|B\n3,"Men, Old",(no genres listed)\n'
    )
    (tmp_path / "tags.csv").write_text("userId,movieId,tag,timestamp\n1,1,funny,964982703\n")
    (tmp_path / "links.csv").write_text("movieId,imdbId,tmdbId\n1,0114709,862\n")
    data = read_data(tmp_path)
    assert len(data.interactions) == 2
    assert [item.tags for item in data.catalogue] == [("A", "B"), ()]
    assert "a folder of MovieLens; not read: links.csv, tags.csv" in data.notes


def test_latin_1_of_events(tmp_path):
    (tmp_path / "log.csv").write_bytes("user,item\nJosé,Café\nJosé,Tee\n".encode("latin-1"))
    data = read_data(tmp_path / "log.csv")
    assert list(data.interactions.users) == ["José"]
    assert any("read as latin-1" in note for note in data.notes)
