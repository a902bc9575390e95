from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_recommendation.data.ids import Ids
from scaffold_recommendation.data.interactions import Interactions
from scaffold_recommendation.data.items import Catalogue, Item
from scaffold_recommendation.data.recommender_data import RecommenderData
from scaffold_recommendation.feedback.event import Event
from scaffold_recommendation.learning.with_feedback import with_feedback


def data() -> RecommenderData:
    catalogue = Catalogue([Item("a", "A"), Item("b", "B")])
    users = Ids(["u", "v"])
    columns = (np.array([0, 1]), np.array([0, 1]), np.ones(2, np.float32), np.full(2, np.nan, np.float32))
    events = Interactions(users, catalogue.ids, *columns, np.array([1.0, 2.0]), np.zeros(2, np.int16), ("view",))
    return RecommenderData(events, catalogue)


def test_events_stand_behind_those_of_the_files() -> None:
    found = with_feedback(data(), [Event("w", "b", 5.0, "purchase", 5.0), Event("u", "new", 6.0, rating=4.0)])
    events = found.interactions
    assert [events.users[int(at)] for at in events.user] == ["u", "v", "w", "u"]
    assert [events.items[int(at)] for at in events.item] == ["a", "b", "b", "new"]
    assert events.weight.tolist() == [1, 1, 5, 1]
    assert events.rating[3] == 4
    assert [events.kinds[int(at)] for at in events.kind] == ["view", "view", "purchase", "event"]
    assert found.catalogue[2] == Item("new")
    assert "2 events of feedback" in found.notes[-1]


def test_without_feedback_nothing_changes() -> None:
    before = data()
    assert with_feedback(before, []) is before
    assert with_feedback(before, [Event("u", "a", 1.0)]) is before


ROWS = st.tuples(st.sampled_from("uvw"), st.sampled_from("abc"), st.integers(0, 4))


@given(st.lists(ROWS, unique=True))
def test_what_the_data_hold_already_counts_once(rows: list[tuple[str, str, int]]) -> None:
    found = with_feedback(data(), [Event(user, item, float(time)) for user, item, time in rows]).interactions
    triples = [
        (found.users[int(user)], found.items[int(item)], float(time))
        for user, item, time in zip(found.user, found.item, found.time, strict=True)
    ]
    assert set(triples) == {("u", "a", 1.0), ("v", "b", 2.0)} | {(u, i, float(t)) for u, i, t in rows}
    assert len(triples) == len(set(triples))


def test_the_record_itself_is_not_changed() -> None:
    before = data()
    with_feedback(before, [Event("w", "new", 5.0)])
    assert len(before.interactions.users) == 2
    assert len(before.catalogue) == 2
    with pytest.raises(IndexError):
        before.catalogue[2]
