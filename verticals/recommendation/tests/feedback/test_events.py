"""Events are kept once each, at once, and come back by user or in their order."""

from __future__ import annotations

import math
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from scaffold.errors import DataError, SettingsError, UserError
from scaffold_recommendation.feedback.event import Event
from scaffold_recommendation.feedback.schema import SCHEMA
from scaffold_recommendation.feedback.store import FeedbackStore

NOW = 1_700_000_000.0
ODD = [
    "=1+1",
    "../../etc/passwd",
    "'; DROP TABLE rec_events; --",
    "a\0b",
    "\ud83d",
    "\ud83d\ude00",
    "用户",
    " ",
    "%_\\",
    "é" * 500,
]


def test_a_new_store_is_empty(store):
    assert (store.count(), store.last(), store.history("u"), list(store.since())) == (0, 0, [], [])


def test_an_event_comes_back_as_it_was(store):
    event = Event("u", "i", NOW + 0.125, "purchase", 2.5, -3.25, "order-1")
    assert store.append([event], now=NOW) == 1
    (found,) = store.history("u")
    assert found == event
    assert found.number == store.last() == 1
    assert list(store.since()) == [event]


@pytest.mark.parametrize("odd", ODD)
def test_any_text_is_an_id(store, odd):
    event = Event(odd, odd, NOW, odd, key=odd)
    store.append([event, Event("other", "i", NOW)], now=NOW)
    assert store.history(odd) == [event]
    assert store.append([event], now=NOW) == 0
    assert store.forget(odd).events == 1
    assert store.count() == 1


def test_the_same_key_is_one_event(store):
    first = Event("u", "i", NOW, key="k")
    assert store.append([first, Event("u", "j", NOW + 1, key="k"), Event("u", "i", NOW)], now=NOW) == 2
    assert store.append([Event("v", "i", NOW, key="k"), Event("u", "i", NOW)], now=NOW) == 1
    assert [event.key for event in store.since()] == ["k", None, None]
    assert store.history("v") == []


def test_an_event_is_seen_by_the_next_request_of_another(address):
    with FeedbackStore.open(address) as one, FeedbackStore.open(address) as other:
        for number in range(3):
            one.append([Event("u", f"i{number}", NOW + number)], now=NOW)
            assert [event.item for event in other.history("u", 1)] == [f"i{number}"]


def test_reading_on_from_a_number_misses_nothing_that_was_appended_after_a_user_was_forgotten(store):
    store.append([Event("u", "a", NOW), Event("gone", "b", NOW)], now=NOW)
    last = store.last()
    store.forget("gone")
    store.append([Event("u", "c", NOW)], now=NOW)
    assert [event.item for event in store.since(last)] == ["c"]


def test_events_are_read_in_blocks_and_those_that_come_meanwhile_are_left(store):
    store.append((Event(f"u{number % 7}", f"i{number}", NOW - number) for number in range(12_001)), now=NOW)
    reading = store.since(5)
    first = next(reading)
    store.append([Event("u", "late", NOW)], now=NOW)
    rest = list(reading)
    assert first.number == 6
    assert [event.item for event in rest] == [f"i{number}" for number in range(6, 12_001)]
    assert [event.item for event in store.since(rest[-1].number)] == ["late"]


names = st.text(st.characters(exclude_categories=[]), min_size=1, max_size=3) | st.sampled_from(["u", "v", "\0"])
events = st.builds(
    Event,
    user=names,
    item=names,
    time=st.floats(0, 5) | st.sampled_from([1.0, 2.0]),
    kind=names,
    weight=st.floats(0, 9),
    rating=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    key=st.none() | names,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(events, max_size=6), max_size=5), st.integers(1, 6))
def test_it_keeps_what_a_plain_list_would_keep(store, batches, limit):
    with store._database.writing() as connection:
        for table in SCHEMA.metadata.sorted_tables:
            if table is not SCHEMA.version:
                connection.execute(table.delete())
    kept: list[Event] = []
    known: set[str] = set()
    before = store.last()
    for batch in batches:
        new = []
        for event in batch:
            if event.key is None or event.key not in known:
                new.append(event)
                known.add(event.key)
        kept += new
        assert store.append(batch, now=NOW) == len(new)
    assert store.count() == len(kept)
    assert list(store.since(before)) == kept
    for user in {event.user for event in kept} | {"nobody"}:
        own = sorted((event for event in kept if event.user == user), key=lambda event: event.time)
        assert store.history(user, limit) == own[-limit:]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"weight": -1.0}, "the weight -1 is negative"),
        ({"weight": math.nan}, "the weight 'nan' is no finite number"),
        ({"weight": math.inf}, "the weight 'inf' is no finite number"),
        ({"rating": math.inf}, "the rating 'inf' is no finite number"),
        ({"rating": math.nan}, "the rating 'nan' is no finite number"),
        ({"rating": "good"}, "the rating 'good' is no finite number"),
        ({"rating": 10**400}, "is no finite number"),
        ({"time": math.nan}, "the time 'nan' is no finite number"),
        ({"time": NOW + 86_401}, "the time 2023-11-15 22:13 UTC is in the future"),
        ({"time": NOW * 1000}, "is in the future, more than a day after now"),
        ({"time": 1e300}, "the time 1e+300 is in the future"),
        ({"user": ""}, "the user is empty"),
        ({"item": 7}, "the item '7' is no text"),
        ({"item": "x" * 1001}, "is longer than 1,000 bytes"),
        ({"key": ""}, "the key is empty"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(store, change, message):
    bad = Event(**{"user": "u", "item": "i", "time": NOW, **change})
    with pytest.raises(DataError) as caught:
        store.append([Event("u", "i", NOW), bad], now=NOW)
    assert message in str(caught.value)
    assert "event 2 of those appended" in str(caught.value)
    assert store.count() == 0


def test_ratings_may_be_any_number_and_clocks_a_day_ahead(store):
    store.append([Event("u", "i", NOW + 86_399, weight=0, rating=-2), Event("u", "j", -5.0, rating=1e9)], now=NOW)
    assert [(event.item, event.rating) for event in store.history("u")] == [("j", 1e9), ("i", -2.0)]


def test_the_clock_is_now_if_nothing_else_is_said(store):
    store.append([Event("u", "i", time.time())])
    with pytest.raises(DataError, match="in the future"):
        store.append([Event("u", "i", time.time() + 90_000)])


@pytest.mark.parametrize("user", ["often", "seldom"])
def test_a_history_is_found_by_its_index(file, user):
    with FeedbackStore.open(file) as store:
        store.append((Event("often", "i", float(number)) for number in range(3000)), now=NOW)
        store.append([Event("seldom", "i", 1.0)], now=NOW)
        query = "SELECT * FROM rec_events WHERE user_id = :user ORDER BY time DESC, number DESC LIMIT 5"
        with store._database.reading() as connection:
            plan = connection.execute(text(f"EXPLAIN QUERY PLAN {query}"), {"user": user.encode()}).all()
        assert [row.detail for row in plan] == ["SEARCH rec_events USING INDEX rec_events_by_time (user_id=?)"]
        assert len(store.history(user, 5)) == (5 if user == "often" else 1)


def test_a_store_must_be_there_where_it_is_only_read(file):
    with pytest.raises(UserError, match="there is no feedback store here") as caught:
        FeedbackStore.open(file, must_exist=True)
    assert "`feedback` in [recommendation]" in str(caught.value)
    assert not file.exists()
    FeedbackStore.open(file).close()
    FeedbackStore.open(file, must_exist=True).close()


def test_what_is_no_store_is_refused(file):
    file.write_text("user,item\n" * 500)
    with pytest.raises(UserError, match="this file is no feedback store, or it is damaged"):
        FeedbackStore.open(file)
    with pytest.raises(SettingsError, match="a feedback store cannot be kept in 'mysql'"):
        FeedbackStore.open("mysql://me:s3cret@host/shop")


def test_a_full_disk_is_told_and_nothing_is_half_appended(file):
    with FeedbackStore.open(file) as store:
        store.append([Event("u", "i", NOW)], now=NOW)
        with store._database.reading() as connection:
            pages = connection.execute(text("PRAGMA page_count")).scalar()

        def fill():
            with store._database.writing() as connection:
                connection.execute(text(f"PRAGMA max_page_count = {pages + 3}"))
                store.append((Event("u", f"item-{number}", NOW) for number in range(20_000)), now=NOW)

        with pytest.raises(UserError, match="the disk is full"):
            fill()
        assert store.count() == 1
