"""Cells of items."""

from __future__ import annotations

import json

import pytest

from scaffold_recommendation.data.item_rows import tags_of
from scaffold_recommendation.data.reading import read_data


@pytest.fixture
def read_item(write, tmp_path):
    """The item that a row describes, and the notes."""

    def read(**row):
        write("log.csv", "user,item\na,1\nb,2\n")
        write("items.jsonl", json.dumps({"item": "1", **row}, ensure_ascii=False))
        data = read_data(tmp_path)
        return data.catalogue[0], data.notes

    return read


@pytest.mark.parametrize(
    ("cell", "price"),
    [(3, 3.0), ("12.50", 12.5), ("$12.50", 12.5), ("12.5 EUR", 12.5), ("¥30", 30.0), ("", None), (None, None)],
)
def test_prices(read_item, cell, price):
    item, notes = read_item(price=cell)
    assert item.price == price
    assert not any("left out" in note for note in notes)


@pytest.mark.parametrize("cell", ["12,50", "cheap", "-3", "1.2.3"])
def test_prices_that_cannot_be_read_are_told(read_item, cell):
    item, notes = read_item(price=cell)
    assert item.price is None
    assert any("cells of 'price' are no price and left out" in note for note in notes)


@pytest.mark.parametrize(
    ("cell", "stock"),
    [(3, 3), ("0", 0), (False, 0), (True, None), ("sold out", 0), ("缺货", 0), ("in stock", None), (-2, 0), (2.0, 2)],
)
def test_stock(read_item, cell, stock):
    item, _ = read_item(in_stock=cell)
    assert item.stock == stock


@pytest.mark.parametrize(
    ("cell", "since"),
    [("1995", 788918400), (1995, 788918400), ("1995-01-01", 788918400), (788918400, 788918400), ("?", None)],
)
def test_dates(read_item, cell, since):
    item, notes = read_item(released=cell)
    assert item.since == since
    assert any("no date" in note for note in notes) == (since is None)


def test_texts_are_cleaned(read_item):
    item, _ = read_item(title=" Still\u00a0 Water\x00", description=["a", "b"], author="Ann", empty="")
    assert (item.title, item.description) == ("Still Water", "a b")
    assert dict(item.fields) == {"author": "Ann"}


@pytest.mark.parametrize(
    ("cells", "tags"),
    [
        (["A|B"], ("A", "B")),
        (["A, B"], ("A", "B")),
        (["A; B, C"], ("A", "B, C")),
        (['["A", "B"]'], ("A", "B")),
        ([["A"], "B|A"], ("A", "B")),
        ([None, ""], ()),
        (["Action & Adventure"], ("Action & Adventure",)),
        (["小说、旅行"], ("小说", "旅行")),
        ([{"A": 1}], ("A",)),
    ],
)
def test_tags(cells, tags):
    assert tags_of(cells) == tags
