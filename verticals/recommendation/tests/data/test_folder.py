"""Which file of a folder is which."""

from __future__ import annotations

import pytest

from scaffold.errors import DataError
from scaffold_recommendation.data.reading import read_data
from scaffold_recommendation.data.settings import ReadingSettings

EVENTS = "user,item\na,1\nb,2\n"


def test_ids_that_are_just_called_id(write, tmp_path):
    write("log.csv", EVENTS)
    write("goods.csv", "id,title\n1,One\n2,Two\n")
    write("customers.csv", "id,name\na,Anna\n")
    data = read_data(tmp_path)
    assert [item.title for item in data.catalogue] == ["One", "Two"]
    assert data.people == {"a": {"name": "Anna"}}


def test_several_files_of_items_are_refused_unless_one_says_more(write, tmp_path):
    write("log.csv", EVENTS)
    write("a.csv", "item,title\n1,One\n")
    write("links.csv", "item,imdb\n1,77\n")
    data = read_data(tmp_path)
    assert data.catalogue[0].title == "One"
    assert any("not read: links.csv" in note for note in data.notes)
    write("b.csv", "item,title\n2,Two\n")
    with pytest.raises(DataError, match=r"several files may hold items: a\.csv, b\.csv") as caught:
        read_data(tmp_path)
    assert caught.value.where == str(tmp_path)


def test_several_files_of_users_are_refused(write, tmp_path):
    write("log.csv", EVENTS)
    write("a.csv", "user,age\na,3\n")
    write("b.csv", "user,city\nb,Bonn\n")
    with pytest.raises(DataError, match="several files may hold users"):
        read_data(tmp_path)


def test_no_events(write, tmp_path):
    write("a.csv", "user,age\na,3\n")
    write("b.csv", "item,title\n1,One\n")
    with pytest.raises(DataError, match="no file here has a column of users and one of items") as caught:
        read_data(tmp_path)
    assert "a.csv: user, age; b.csv: item, title" in str(caught.value.hint)
    assert "recommendation.user=COLUMN" in str(caught.value.hint)


def test_named_columns_that_are_not_there(write, tmp_path):
    path = write("log.csv", "user,item,stars\na,1,3\nb,2,4\n")
    with pytest.raises(DataError, match="there is no column 'star', did you mean 'stars'") as caught:
        read_data(path, ReadingSettings(rating="star"))
    assert "--set recommendation.rating=stars" in str(caught.value.hint)
    with pytest.raises(DataError, match="no file of events has the column 'star'"):
        read_data(tmp_path, ReadingSettings(rating="star"))


def test_named_columns_find_the_file(write, tmp_path):
    write("log.csv", "who,what\na,1\nb,2\n")
    write("things.csv", "what,title\n1,One\n")
    data = read_data(tmp_path, ReadingSettings(user="who", item="what"))
    assert data.catalogue[0].title == "One"


def test_files_about_the_data_are_passed_by(write, tmp_path):
    write("log.csv", EVENTS)
    write("SOURCE.txt", "from a shop")
    write("LICENSE", "x")
    write(".hidden.csv", "user,item\nc,3\n")
    assert len(read_data(tmp_path).files) == 1


def test_rows_of_one_id(write, tmp_path):
    write("log.csv", EVENTS)
    write("items.csv", "item,title\n1,One\n2,Two\n1,Uno\n")
    write("users.csv", "user,age\na,1\na,2\n")
    data = read_data(tmp_path)
    assert data.catalogue[0].title == "Uno"
    assert len(data.catalogue) == 2
    assert any("1 ids stand there more than once" in note and "'1' in line 4" in note for note in data.notes)
    assert data.people["a"] == {"age": "2"}
    assert any("1 rows have the id of a user before them" in note for note in data.notes)


@pytest.mark.parametrize(
    ("name", "content"), [("items.csv", "item,title\n1,One\n,Two\n"), ("users.csv", "user,age\na,1\n,2\n")]
)
def test_rows_without_an_id_are_named(write, tmp_path, name, content):
    write("log.csv", EVENTS)
    path = write(name, content)
    with pytest.raises(DataError, match="in this row") as caught:
        read_data(tmp_path)
    assert caught.value.where == f"{path}:3"
