from __future__ import annotations

import numpy as np
import pytest

from scaffold_recommendation.data.interactions import Interactions
from scaffold_recommendation.data.items import Catalogue
from scaffold_recommendation.ranking.lessons import lessons

Shop = tuple[Interactions, Catalogue]


def test_what_judges_a_lesson_by_time_comes_after_all_that_is_known(shop: Shop) -> None:
    made = lessons(shop[0], "time")
    assert len(made) == 2
    for lesson in made:
        assert lesson.known.time.max() < lesson.asked.time.min()
        assert lesson.now is not None
        assert lesson.known.time.max() < lesson.now <= lesson.asked.time.min()


@pytest.mark.parametrize("protocol", ["last", "random"])
def test_no_event_is_known_and_asked_for_at_once(shop: Shop, protocol: str) -> None:
    for lesson in lessons(shop[0], protocol):
        known = set(zip(lesson.known.user.tolist(), lesson.known.item.tolist(), strict=True))
        asked = set(zip(lesson.asked.user.tolist(), lesson.asked.item.tolist(), strict=True))
        assert not known & asked
        assert len(known) + len(asked) == len(shop[0])


def test_the_last_event_of_each_user_is_asked_for(shop: Shop) -> None:
    (lesson,) = lessons(shop[0], "last")
    assert len(lesson.asked) == 400
    for user in range(0, 200, 17):
        assert lesson.asked.time[lesson.asked.user == user] == shop[0].time[shop[0].user == user].max()


def test_folds_ask_for_about_an_eighth_of_each_user(shop: Shop) -> None:
    made = lessons(shop[0], "random", seed=3)
    assert len(made) == 4
    assert all(0.1 < len(lesson.asked) / len(shop[0]) < 0.15 for lesson in made)
    again = lessons(shop[0], "random", seed=3)
    assert all((a.asked.item == b.asked.item).all() for a, b in zip(made, again, strict=True))


def test_events_without_times_are_dealt_out(shop: Shop) -> None:
    events = shop[0]
    undated = Interactions(
        events.users, events.items, events.user, events.item, events.weight, events.rating,
        np.full(len(events), np.nan), events.kind,
    )  # fmt: skip
    assert [lesson.now for lesson in lessons(undated, "time")] == [None] * 4
