"""Lists that were shown: what was taken, what was passed by, and how a user is forgotten."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scaffold.errors import DataError
from scaffold_recommendation.feedback.event import Event
from scaffold_recommendation.feedback.schema import SCHEMA
from scaffold_recommendation.feedback.shown_list import ShownList, ShownPlace
from scaffold_recommendation.feedback.store import WEEK, FeedbackStore, Forgotten

NOW = 1_700_000_000.0
DAY = 86_400.0


def taken(lists):
    return {each.id: [place.taken for place in each.places] for each in lists}


def test_a_list_comes_back_as_it_was(store, shown):
    odd = ShownList("l\0", "u\ud800", NOW, "=m", (ShownPlace("../i", 3, 0.1 + 0.2, 1.0), ShownPlace("j", 1, 1.0, 0.0)))
    assert store.log_shown([odd, shown("empty", "u", NOW, [])], now=NOW) == 2
    found, empty = store.shown()
    assert found == replace(odd, places=odd.places[::-1])
    assert empty.places == ()
    assert store.count_shown() == 2


def test_the_same_id_is_one_list(store, shown):
    assert store.log_shown([shown("l", "u", NOW, ["a"]), shown("l", "v", NOW, ["b", "c"])], now=NOW) == 1
    assert store.log_shown([shown("l", "u", NOW, ["z"]), shown("l2", "u", NOW, ["z"])], now=NOW) == 1
    assert {each.id: [place.item for place in each.places] for each in store.shown()} == {"l": ["a"], "l2": ["z"]}


@pytest.mark.parametrize(
    ("event", "is_taken"),
    [
        (Event("u", "a", NOW), True),
        (Event("u", "a", NOW + WEEK), True),
        (Event("u", "a", NOW - 0.5), False),
        (Event("u", "a", NOW + WEEK + 0.5), False),
        (Event("u", "a", NOW + 5, weight=0.0), False),
        (Event("u", "b", NOW + 5), False),
        (Event("v", "a", NOW + 5), False),
    ],
)
def test_a_place_is_taken_by_what_its_user_does_within_the_window(store, shown, event, is_taken):
    store.log_shown([shown("l", "u", NOW, ["a"])], now=NOW)
    store.append([event], now=NOW + 2 * WEEK)
    assert taken(store.shown()) == {"l": [is_taken]}
    assert store.times_seen("u", ["a", "never"]) == {"a": int(not is_taken), "never": 0}


def test_lists_are_chosen_by_model_and_time(store, shown):
    for number in range(6):
        each = shown(f"l{number}", "u", NOW + number, ["a"], model="new" if number % 2 else "old")
        store.log_shown([each], now=NOW)
    store.append([Event("u", "a", NOW + 20)], now=NOW)

    def ids(**chosen):
        return [each.id for each in store.shown(**chosen)]

    assert ids(model="new") == ["l1", "l3", "l5"]
    assert ids(since=NOW + 2, before=NOW + 4) == ["l2", "l3"]
    assert ids(model="none") == []
    assert taken(store.shown(window=15.0)) == {f"l{n}": [n >= 5] for n in range(6)}


def test_many_lists_are_read_in_blocks(store, shown):
    store.log_shown((shown(f"l{number}", f"u{number % 3}", NOW, ["a", "b"]) for number in range(1203)), now=NOW)
    store.append([Event("u1", "b", NOW + 1)], now=NOW)
    found = taken(store.shown())
    assert list(found) == [f"l{number}" for number in range(1203)]
    assert all(places == [False, number % 3 == 1] for number, places in enumerate(found.values()))


def test_an_item_is_counted_as_seen_until_it_is_taken(store, shown):
    for number in range(4):
        store.log_shown([shown(f"l{number}", "u", NOW + number * DAY, ["a", "b"])], now=NOW + 9 * DAY)
    store.log_shown([shown("other", "v", NOW, ["a"])], now=NOW)
    store.append([Event("u", "b", NOW + 2.5 * DAY)], now=NOW + 9 * DAY)
    assert store.times_seen("u", ["a", "b"]) == {"a": 4, "b": 1}
    assert store.times_seen("u", ["a", "b"], window=DAY) == {"a": 4, "b": 3}
    assert store.times_seen("u", ["a"], since=NOW + 2 * DAY) == {"a": 2}
    assert store.times_seen("nobody", ["a"]) == {"a": 0}
    assert store.times_seen("u", []) == {}
    assert sum(store.times_seen("u", [f"i{number}" for number in range(1200)] + ["a"]).values()) == 4


users, items = st.sampled_from(["u", "v"]), st.sampled_from(["a", "b", "c"])
moments = st.integers(0, 12).map(float)
some_lists = st.tuples(users, moments, st.lists(items, unique=True, max_size=3))
some_events = st.builds(Event, user=users, item=items, time=moments, weight=st.sampled_from([0.0, 1.0]))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(some_lists, max_size=6), st.lists(some_events, max_size=6), st.integers(0, 5))
def test_what_was_taken_is_what_a_plain_search_finds(store, shown, told, events, window):
    with store._database.writing() as connection:
        for table in SCHEMA.metadata.sorted_tables:
            if table is not SCHEMA.version:
                connection.execute(table.delete())
    lists = [shown(f"l{number}", *row) for number, row in enumerate(told)]
    store.append(events, now=NOW)
    store.log_shown(lists, now=NOW)

    def is_taken(each, item):
        return any(
            event.user == each.user
            and event.item == item
            and event.weight > 0
            and 0 <= event.time - each.time <= window
            for event in events
        )

    answers = {each.id: [is_taken(each, place.item) for place in each.places] for each in lists}
    assert taken(store.shown(window=window)) == answers
    for user in ("u", "v"):
        passed = [
            place.item
            for each in lists
            for place, yes in zip(each.places, answers[each.id], strict=True)
            if each.user == user and not yes
        ]
        assert store.times_seen(user, ["a", "b", "c"], window=window) == {item: passed.count(item) for item in "abc"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"propensity": 0.0}, "the propensity 0 is not above 0 and up to 1"),
        ({"propensity": 1.5}, "the propensity 1.5 is not"),
        ({"propensity": math.nan}, "the propensity 'nan' is no finite number"),
        ({"probability": -0.1}, "the probability -0.1 is not from 0 to 1"),
        ({"position": 0}, "the position 0 is none from 1 to 100,000"),
        ({"position": 1.5}, "the position 1.5 is none"),
        ({"position": 2}, "the position 2 stands twice in one list"),
        ({"item": "b"}, "the item 'b' stands twice in one list"),
        ({"item": ""}, "the item is empty"),
    ],
)
def test_a_place_that_cannot_be_is_refused_and_nothing_is_kept(store, shown, change, message):
    good, bad = shown("good", "u", NOW, ["a"]), shown("bad", "u", NOW, ["a", "b"])
    bad = replace(bad, places=(replace(bad.places[0], **change), bad.places[1]))
    with pytest.raises(DataError) as caught:
        store.log_shown([good, bad], now=NOW)
    assert message in str(caught.value)
    assert "list 'bad'" in str(caught.value)
    assert store.count_shown() == 0


def test_a_list_of_the_future_is_refused(store, shown):
    with pytest.raises(DataError, match="in the future"):
        store.log_shown([shown("l", "u", NOW + 2 * DAY, ["a"])], now=NOW)


def test_forgetting_deletes_all_of_one_user_and_nothing_of_others(store, shown):
    store.append([Event("u", "a", NOW), Event("u", "b", NOW), Event("v", "a", NOW)], now=NOW)
    store.log_shown([shown("l", "u", NOW, ["a", "b", "c"]), shown("m", "v", NOW, ["a"])], now=NOW)
    assert store.forget("u") == Forgotten(events=2, lists=1, places=3)
    assert store.forget("u") == Forgotten(0, 0, 0)
    assert (store.history("u"), store.times_seen("u", ["c"])) == ([], {"c": 0})
    assert len(store.history("v")) == 1
    assert taken(store.shown()) == {"m": [True]}


def test_nothing_of_a_forgotten_user_is_left_in_the_files(file, shown):
    with FeedbackStore.open(file) as store:
        for number in range(50):
            store.append([Event("erase-me", f"i{number}", NOW), Event("stays-here", "i", NOW)], now=NOW)
            store.log_shown([shown(f"l{number}", "erase-me", NOW, ["a", "b"])], now=NOW)

        def left(name):
            return sum(path.read_bytes().count(name) for path in file.parent.iterdir())

        assert left(b"erase-me") > 100
        store.forget("erase-me")
        assert left(b"erase-me") == 0
        assert left(b"stays-here") > 50
