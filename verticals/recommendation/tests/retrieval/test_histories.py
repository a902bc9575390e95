from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_recommendation.data.ids import Ids
from scaffold_recommendation.data.interactions import Interactions
from scaffold_recommendation.retrieval.histories import Histories

EVENTS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 6), st.integers(0, 30), st.sampled_from([0.0, 1.0, 3.0])))


def made(rows: list[tuple[int, int, int, float]]) -> Interactions:
    user, item, time, weight = (np.array(column) for column in zip(*rows, strict=True)) if rows else ([],) * 4
    number = len(rows)
    return Interactions(
        Ids(f"u{n}" for n in range(5)),
        Ids(f"i{n}" for n in range(7)),
        np.asarray(user, np.int64),
        np.asarray(item, np.int64),
        np.asarray(weight, np.float32),
        np.full(number, np.nan, np.float32),
        np.asarray(time, np.float64),
        np.zeros(number, np.int16),
    )


def plainly(rows: list[tuple[int, int, int, float]], user: int, limit: int) -> dict[int, tuple[float, float]]:
    """The same by a dictionary: newest time and largest weight of each item, the newest `limit` of them."""
    found: dict[int, tuple[float, float]] = {}
    for who, item, time, weight in rows:
        if who == user:
            before = found.get(item, (-1.0, -1.0))
            found[item] = (max(before[0], time), max(before[1], weight))
    times = sorted((time for time, _ in found.values()), reverse=True)
    oldest = times[limit - 1] if len(times) > limit else -1
    return {item: value for item, value in found.items() if value[0] >= oldest}


@given(EVENTS, st.integers(1, 8))
def test_a_history_holds_each_item_once_with_its_newest_time_and_strongest_weight(
    rows: list[tuple[int, int, int, float]], limit: int
) -> None:
    histories = Histories.of(made(rows), np.arange(5), limit)
    assert len(histories) == 5
    for user in range(5):
        one = histories.rows(user, user + 1)
        wanted = plainly(rows, user, limit)
        assert len(one.item) == min(len({item for who, item, _, _ in rows if who == user}), limit)
        assert list(one.time) == sorted(one.time)
        for item, time, weight in zip(one.item, one.time, one.weight, strict=True):
            assert wanted[int(item)] == (time, weight)


@given(EVENTS)
def test_matrix_and_newest_say_the_same_as_the_columns(rows: list[tuple[int, int, int, float]]) -> None:
    histories = Histories.of(made(rows), np.arange(5), 100)
    dense = histories.matrix(7).toarray()
    items, weights = histories.newest(3)
    for user in range(5):
        one = histories.rows(user, user + 1)
        assert dense[user].sum() == pytest.approx(one.weight.sum())
        last = list(zip(one.item, one.weight, strict=True))[::-1][:3]
        assert list(zip(items[user], weights[user], strict=True))[: len(last)] == last
        assert (items[user][len(last) :] == -1).all()


def test_users_come_in_the_order_that_is_asked_for() -> None:
    histories = Histories.of(made([(0, 1, 1, 1.0), (2, 3, 1, 1.0), (2, 4, 2, 1.0)]), np.array([2, 1, 0]), 10)
    assert histories.lengths.tolist() == [2, 0, 1]
    assert histories.of_users(np.array([2, 0])).item.tolist() == [1, 3, 4]


def test_items_of_a_later_catalogue_are_no_columns_of_an_earlier_one() -> None:
    histories = Histories.of_one([1, 9], [1.0, 1.0], [0.0, 1.0])
    assert histories.matrix(5).toarray().tolist() == [[0, 1, 0, 0, 0]]
    assert histories.matrix(2, np.array([-1, 1])).toarray().tolist() == [[0, 1]]
