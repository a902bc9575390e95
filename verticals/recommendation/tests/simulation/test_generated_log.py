"""The log that simulated readers leave."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest

from scaffold_recommendation.data.items import Catalogue
from scaffold_recommendation.simulation.generate import LoggedEvent, log
from scaffold_recommendation.simulation.shelf import Shelf
from scaffold_recommendation.simulation.taste import END, START, Reader, readers


@pytest.fixture(scope="module")
def shelf(catalogue: Catalogue) -> Shelf:
    return Shelf(catalogue, 5)


@pytest.fixture(scope="module")
def people(shelf: Shelf) -> list[Reader]:
    return readers(shelf, 300, 5)


@pytest.fixture(scope="module")
def events(shelf: Shelf, people: list[Reader]) -> list[LoggedEvent]:
    return list(log(shelf, people, 5))


def test_the_same_seed_gives_the_same_log(shelf: Shelf, people: list[Reader], events: list[LoggedEvent]) -> None:
    assert list(log(shelf, people, 5)) == events
    assert list(log(shelf, people, 6)) != events


def test_events_are_in_order_within_the_period_after_first_days(
    people: list[Reader], events: list[LoggedEvent]
) -> None:
    times = [event.time for event in events]
    assert times == sorted(times)
    first = {reader.name: reader.first_day for reader in people}
    assert all(max(START, first[event.user]) <= event.time < END for event in events)


def test_everybody_comes_and_some_come_often(people: list[Reader], events: list[LoggedEvent]) -> None:
    counts = Counter(event.user for event in events)
    assert set(counts) == {reader.name for reader in people}
    assert max(counts.values()) > 4 * np.median(list(counts.values()))


def test_a_book_comes_twice_only_from_wish_to_purchase(events: list[LoggedEvent]) -> None:
    pairs = defaultdict(list)
    for event in events:
        pairs[event.user, event.item].append(event)
    twice = [held for held in pairs.values() if len(held) > 1]
    assert twice
    for first, second in twice:
        assert (first.kind, second.kind) == ("wishlist", "purchase")
        assert 3 * 86_400 <= second.time - first.time <= 40 * 86_400 + 1


def test_dates_languages_and_ages_are_kept(shelf: Shelf, people: list[Reader], events: list[LoggedEvent]) -> None:
    who = {reader.name: reader for reader in people}
    for event in events:
        item, reader = shelf.numbers[event.item], who[event.user]
        assert shelf.since[item] <= event.time < shelf.until[item]
        assert reader.reads(shelf.language[item])
        assert shelf.age_limit[item] <= reader.age
    assert {"b80", "b82"} <= {event.item for event in events}


def test_only_purchases_are_rated(events: list[LoggedEvent]) -> None:
    rated = [event for event in events if event.rating is not None]
    assert rated
    assert {event.kind for event in rated} == {"purchase"}


def test_another_period_is_kept_as_well(shelf: Shelf) -> None:
    start, end = START + 10 * 86_400, START + 40 * 86_400
    found = list(log(shelf, readers(shelf, 40, 5, start, end), 5, start, end))
    assert len({event.user for event in found}) == 40
    assert all(start <= event.time < end for event in found)


def test_an_empty_shop_has_an_empty_log() -> None:
    empty = Shelf(Catalogue(), 1)
    assert list(log(empty, readers(empty, 5, 1), 1)) == []
