"""Records as items."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.text import normalise
from scaffold_financial_sentiment.news.item import Item, Reject
from scaffold_financial_sentiment.news.record import LONGEST_BODY, LONGEST_HEADLINE, item_of, role_of

AT = datetime(2024, 3, 5, 14, 30, tzinfo=UTC).timestamp()


def item(record: Any) -> Item:
    found = item_of(record, "file:1")
    assert isinstance(found, Item), found
    return found


def reason(record: Any) -> str:
    found = item_of(record, "file:1")
    assert isinstance(found, Reject)
    assert found.where == "file:1"
    return found.reason


def test_all_fields() -> None:
    record = {
        "id": "a-1",
        "headline": "Acme  recalls\n<b>cars</b> &amp; vans",
        "time": "2024-03-05T14:30:00Z",
        "source": "The Wire",
        "url": "https://wire.example/a-1",
        "body": "<p>Acme said so.</p>",
        "price": 3,
    }
    assert item(record) == Item(
        "a-1", "Acme recalls cars & vans", AT, "The Wire", "https://wire.example/a-1", "Acme said so."
    )


@pytest.mark.parametrize("name", ["headline", "Title", "TEXT", "sentence", "标题", "News-Title", "tweet"])
def test_names_of_a_headline(name: str) -> None:
    assert role_of(name) == "headline"
    assert item({name: "Acme falls", "time": AT}).text == "Acme falls"


@pytest.mark.parametrize(
    "name", ["time", "published", "publishedAt", "pub_date", "Date", "datetime", "timestamp", "day", "时间", "发布时间"]
)
def test_names_of_a_time(name: str) -> None:
    assert role_of(name) == "time"
    assert item({"title": "Acme falls", name: "2024-03-05 14:30"}).time == AT


def test_of_several_times_the_one_with_a_clock_counts() -> None:
    reuters = {"day": "2006-10-22", "time": "Sat Oct 21, 2006 8:11pm EDT", "headline": "x"}
    assert item(reuters).time == datetime(2006, 10, 22, 0, 11, tzinfo=UTC).timestamp()
    assert item({"time": "2024-03-05", "timestamp": AT, "headline": "x"}).time == AT
    assert item({"published": "2024-03-05T14:30Z", "updated": "2024-03-06T10:00Z", "headline": "x"}).time == AT


def test_a_day_and_a_time_of_day_are_taken_together() -> None:
    assert item({"date": "2024-03-05", "time": "14:30", "headline": "x"}).time == AT
    assert item({"day": "2024/3/5", "time": "9:30am EST", "headline": "x"}).time == AT


def test_what_a_headline_and_a_body_are() -> None:
    both = item({"title": "Acme falls", "text": "All about it.", "time": AT})
    assert (both.text, both.body) == ("Acme falls", "All about it.")
    post = item({"body": "Acme is <i>down</i> again", "time": AT})
    assert (post.text, post.body) == ("Acme is down again", "")
    same = item({"title": "Acme falls", "summary": "Acme falls", "time": AT})
    assert same.body == ""
    assert item({"headline": " ", "title": "Acme falls", "time": AT}).text == "Acme falls"


def test_a_source_may_be_an_object() -> None:
    assert item({"title": "x", "time": AT, "source": {"id": None, "name": "The Wire"}}).source == "The Wire"
    assert item({"title": "x", "time": AT, "source": 7, "publisher": "The Wire"}).source == "The Wire"


def test_only_addresses_for_browsers_are_kept() -> None:
    assert item({"title": "x", "time": AT, "url": "javascript:alert(1)", "link": "http://a.example/"}).url == (
        "http://a.example/"
    )
    for url in ("file:///etc/passwd", "/news/1", "https://a.example/" + "x" * 3000, 5, "https://a b"):
        assert item({"title": "x", "time": AT, "url": url}).url == ""


def test_a_missing_id_is_made_and_stays_the_same() -> None:
    plain = {"title": "Acme falls", "time": "2024-03-05T14:30:00Z"}
    made = item(plain).id
    assert made == item({"标题": "Acme  falls", "published": AT}).id
    assert len({made, item({**plain, "source": "A"}).id, item({**plain, "time": AT + 1}).id}) == 3
    linked = {**plain, "url": "https://a.example/1"}
    assert item(linked).id == item({**linked, "title": "Acme falls, corrected"}).id != made


def test_ids_are_text_of_bounded_length() -> None:
    assert item({"title": "x", "time": AT, "id": 5}).id == item({"title": "x", "time": AT, "guid": 5.0}).id == "5"
    long = item({"title": "x", "time": AT, "id": "y" * 5000}).id
    assert len(long) == 16
    assert item({"title": "x", "time": AT, "id": True}).id != "True"


def test_long_texts_are_cut() -> None:
    record = {"title": "a" * 1_000_000, "body": "b" * 1_000_000, "source": "c" * 1_000_000, "time": AT}
    cut = item(record)
    assert (len(cut.text), len(cut.body), len(cut.source)) == (LONGEST_HEADLINE, LONGEST_BODY, 200)


@pytest.mark.parametrize("time", ["2150-01-01", "2024-03-05T14:30:00Z"])
def test_future_times_pass(time: str) -> None:
    assert item({"title": "x", "time": time})


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ({}, "no headline"),
        ({"price": 5}, "fields here: price"),
        ({"title": "   ", "time": AT}, "no headline"),
        ({"title": "<br>", "time": AT}, "no headline"),
        ({"title": ["Acme"], "time": AT}, "no headline"),
        ({"title": None, "time": AT}, "no headline"),
        ({"title": "x"}, "no time"),
        ({"title": "x", "time": ""}, "no time"),
        ({"title": "x", "time": "2 hours ago"}, "the time cannot be used"),
        ({"title": "x", "time": "03/04/2024"}, "year first"),
        ({"title": "x", "time": {"a": 1}}, "the time cannot be used"),
        ({"title": "x", "time": "14:30"}, "the time cannot be used"),
        ([], "expected an object"),
        ("x", "expected an object"),
        (None, "expected an object"),
    ],
)
def test_what_is_no_item_says_why(record: Any, words: str) -> None:
    assert words in reason(record)


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["2024-03-05", "14:30", "<b>"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
names = st.sampled_from(["headline", "text", "time", "day", "date", "source", "url", "id", "body", "标题"]) | st.text()


@given(st.dictionaries(names, values, max_size=8) | values)
@settings(deadline=None)
def test_any_value_is_an_item_or_a_reject(record: Any) -> None:
    found = item_of(record, "here")
    if isinstance(found, Reject):
        assert found.where == "here"
        assert found.reason
    else:
        assert found.text
        assert found.text == normalise(found.text)
        assert 0 < len(found.id) <= 200
        assert item_of(record, "there") == found
