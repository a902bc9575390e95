"""Events, items and users of a folder as one record."""

from __future__ import annotations

import numpy as np
import pytest

from scaffold.errors import DataError
from scaffold_recommendation.data.reading import read_data
from scaffold_recommendation.data.settings import ReadingSettings

EVENTS = """customer_no,sku,event,time,stars
anna,b1,view,2024-03-05T10:00:00Z,
anna,b2,purchase,2024-03-05T10:05:00+00:00,
bo,b1,rate,2024-03-06,4
bo,b3,wishlist,2024-03-06 12:00,
"""
ITEMS = """{"sku": "b1", "title": "Still Water", "genres": ["crime", "lakes"], "price": 12.5, "stock": 3, "pages": 210}
{"sku": "b2", "title": "高山", "genres": "小说、旅行", "available_from": "2024-02-01", "until": "2025-02-01"}
{"sku": "b4", "title": "", "genres": []}
"""
READERS = "customer_no,age,city\nanna,34,Bonn\nbo,,Köln\n"


@pytest.fixture
def folder(write, tmp_path):
    for name, content in (("log.csv", EVENTS), ("shelf.jsonl", ITEMS), ("who.csv", READERS), ("README.md", "x")):
        write(name, content)
    return tmp_path


def test_a_folder_is_read_as_a_whole(folder):
    data = read_data(folder)
    events = data.interactions
    assert [events.users[n] for n in events.user] == ["anna", "anna", "bo", "bo"]
    assert [events.items[n] for n in events.item] == ["b1", "b2", "b1", "b3"]
    assert events.items is data.catalogue.ids
    assert [events.kinds[n] for n in events.kind] == ["view", "purchase", "rate", "wishlist"]
    assert events.weight.tolist() == [1, 5, 1, 2]
    assert events.time.tolist() == [1709632800, 1709633100, 1709683200, 1709726400]
    assert events.rating[2] == 4
    assert np.isnan(events.rating[[0, 1, 3]]).all()
    assert events.is_dated


def test_items_hold_what_their_rows_say(folder):
    catalogue = read_data(folder).catalogue
    first, second, third, last = catalogue
    assert (first.title, first.tags, first.price, first.stock) == ("Still Water", ("crime", "lakes"), 12.5, 3)
    assert dict(first.fields) == {"pages": 210}
    assert (second.title, second.tags) == ("高山", ("小说", "旅行"))
    assert (second.since, second.until) == (1706745600, 1738368000)
    assert (third.id, third.text) == ("b4", "")
    assert (last.id, last.name) == ("b3", "b3")


def test_users_and_files(folder):
    data = read_data(folder)
    assert data.people == {"anna": {"age": "34", "city": "Bonn"}, "bo": {"city": "Köln"}}
    assert [(file.path.rpartition("/")[2], file.rows) for file in data.files] == [
        ("shelf.jsonl", 3),
        ("log.csv", 4),
        ("who.csv", 2),
    ]
    assert all(len(file.sha256) == 64 for file in data.files)


def test_notes_tell_what_was_understood(folder):
    notes = read_data(folder).notes
    assert "log.csv: read as user: customer_no, item: sku, rating: stars, event: event, time: time" in notes
    assert "who.csv: read as user: customer_no; other columns: age, city" in notes
    assert "1 items of events are not in the file of items (the first: 'b3')" in notes
    assert "2 of 4 items have no text (the first: 'b4')" in notes
    assert any(note.startswith("events by kind: view 1 (weight 1), purchase 1 (weight 5)") for note in notes)


def test_events_alone_are_enough(write):
    data = read_data(write("log.csv", EVENTS))
    assert [item.id for item in data.catalogue] == ["b1", "b2", "b3"]
    assert "there is no file of items: 3 items are known by their ids alone" in data.notes


def test_columns_can_be_named(write):
    path = write("log.csv", "a,b,user,c\n1,x,m,5\n2,y,m,3\n")
    data = read_data(path, ReadingSettings(user="a", item="b", rating="c"))
    assert list(data.interactions.users) == ["1", "2"]
    assert data.interactions.rating.tolist() == [5, 3]


def test_columns_without_a_header_can_be_named(write):
    settings = ReadingSettings(user="column_1", item="column_2", event="column_4", time="column_5")
    rows = "1,2268318,2520377,pv,1511544070\n1,2333346,2520771,buy,1511561733\n"
    data = read_data(write("behaviour.csv", rows), settings)
    assert data.interactions.kinds == ("pv", "buy")
    assert list(data.catalogue.ids) == ["2268318", "2333346"]


def test_chinese_columns(write, tmp_path):
    write("行为.csv", "用户编号,商品编号,行为类型,时间\n张三,书1,购买,2024年3月5日\n张三,书2,浏览,2024/3/6 9:30\n")
    write("商品.csv", "商品编号,标题,类别,价格,库存\n书1,高山,小说;旅行,￥30,有货\n书2,流水,诗,25元,0\n")
    data = read_data(tmp_path)
    assert data.interactions.weight.tolist() == [5, 1]
    assert data.interactions.time.tolist() == [1709596800, 1709717400]
    assert [(item.title, item.tags, item.price, item.stock) for item in data.catalogue] == [
        ("高山", ("小说", "旅行"), 30, None),
        ("流水", ("诗",), 25, 0),
    ]


def test_files_of_several_kinds_of_events(write, tmp_path):
    write("game_play.dat", "User_ID\tGame_ID\tHours\n1\t1\t10\n1\t2\t0.5\n")
    write("game_purchase.dat", "User_ID\tGame_ID\tPurchase\n1\t1\t1.0\n2\t2\t1.0\n")
    write("item_info.dat", "Game_ID\tGame Name\n1\tSkyrim\n2\tPortal\n")
    write("user_info.dat", "New_ID\tReal_ID\n1\t77\n")
    data = read_data(tmp_path)
    assert data.interactions.kinds == ("play", "purchase")
    assert data.interactions.kind.tolist() == [0, 0, 1, 1]
    assert [item.title for item in data.catalogue] == ["Skyrim", "Portal"]
    assert "no event has a time" in data.notes
    assert any("not read: user_info.dat" in note for note in data.notes)


def test_a_k_core_is_told(write):
    rows = [f"u{n},i{n % 2},2024-01-0{1 + n % 2}" for n in range(4)] + ["u0,i1,2024-01-03", "u2,i1,2024-01-03"]
    path = write("log.csv", "\n".join(["user,item,time", *rows, "u0,i9,2024-01-04"]))
    data = read_data(path, ReadingSettings(k_core=2))
    assert len(data.interactions) == 4
    assert any(note.startswith("k-core: left out 3 of 7 events, 2 of 4 users and 1 of 3 items") for note in data.notes)


def test_a_k_core_that_leaves_nothing_is_refused(write):
    with pytest.raises(DataError, match="nothing is left of 2 events"):
        read_data(write("log.csv", "user,item\na,b\nc,d\n"), ReadingSettings(k_core=5))
