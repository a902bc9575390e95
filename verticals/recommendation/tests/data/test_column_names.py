"""Columns by their names."""

from __future__ import annotations

import pytest

from scaffold_recommendation.data.column_names import event_columns, find, item_columns, names_role, user_column
from scaffold_recommendation.data.settings import ReadingSettings

GUESSED = ReadingSettings()


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("userId,movieId,rating,timestamp", ("userId", "movieId", "rating", None, "timestamp", None)),
        ("User_ID,Game_ID,Hours", ("User_ID", "Game_ID", None, None, None, "Hours")),
        ("timestamp,visitorid,event,itemid,transactionid", ("visitorid", "itemid", None, "event", "timestamp", None)),
        ("customer_no,sku,qty,InvoiceDate", ("customer_no", "sku", None, None, "InvoiceDate", "qty")),
        ("reviewerID,asin,overall,unixReviewTime", ("reviewerID", "asin", "overall", None, "unixReviewTime", None)),
        ("User-ID,ISBN,Book-Rating", ("User-ID", "ISBN", "Book-Rating", None, None, None)),
        ("读者编号,图书编号,评分,事件,日期", ("读者编号", "图书编号", "评分", "事件", "日期", None)),
        ("用户,商品,次数", ("用户", "商品", None, None, None, "次数")),
        ("user,user_name,product,product_code", ("user", "product_code", None, None, None, None)),
    ],
)
def test_events(header, expected):
    found = event_columns(header.split(","), GUESSED)
    assert found is not None
    roles = ("user", "item", "rating", "event", "time", "weight")
    assert tuple(getattr(found, role) for role in roles) == expected


@pytest.mark.parametrize("header", ["user,price", "item,title", "a,b"])
def test_no_events(header):
    assert event_columns(header.split(","), GUESSED) is None


def test_a_named_column_is_not_guessed_again():
    names = ["user", "item", "rating", "score"]
    found = event_columns(names, ReadingSettings(rating="score"))
    assert found is not None
    assert found.rating == "score"
    found = event_columns(names, ReadingSettings(rating="stars"))
    assert found is not None
    assert found.rating is None


def test_items():
    names = ["book_id", "Book Title", "blurb", "genres", "category", "unit_price", "in_stock", "release_date"]
    names += ["available_until", "pages"]
    found = item_columns(names, GUESSED, plain_id=False)
    assert found is not None
    assert found.by_role == {
        "item": "book_id",
        "title": "Book Title",
        "description": "blurb",
        "price": "unit_price",
        "stock": "in_stock",
        "since": "release_date",
        "until": "available_until",
        "tags": "category, genres",
    }
    assert "pages" not in found.used


def test_plain_ids_count_where_it_is_known_what_they_are_of():
    assert item_columns(["id", "title"], GUESSED, plain_id=False) is None
    found = item_columns(["id", "title"], GUESSED, plain_id=True)
    assert found is not None
    assert found.item == "id"
    assert user_column(["id", "age"], GUESSED, plain_id=False) is None
    assert user_column(["id", "age"], GUESSED, plain_id=True) == "id"


def test_a_name_of_something_else_is_no_title():
    assert find(["author_name", "brand_name"], "title") is None
    assert find(["author_name", "product_name"], "title") == "product_name"


def test_words_of_file_names():
    assert [names_role(word) for word in ("customers", "people", "movies", "catalogue", "log")] == [
        "user",
        "user",
        "item",
        "item",
        None,
    ]
