"""Splits are disjoint, complete, and by their protocol; what looks into the future is refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from scaffold.errors import DataError, SettingsError
from scaffold_recommendation.data.items import Catalogue, Item
from scaffold_recommendation.data.leaks import check_no_future
from scaffold_recommendation.data.splits import assign, split

rows = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 6), st.integers(0, 30)), min_size=6, max_size=60)
protocols = st.sampled_from(["time", "last", "random"])
quick = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
PARTS = ("train", "validation", "test")


def as_rows(interactions):
    return list(zip(interactions.user.tolist(), interactions.item.tolist(), interactions.time.tolist(), strict=True))


def done(function, *arguments, **named):
    """What a function gives; the case does not count where it has too little to split."""
    try:
        return function(*arguments, **named)
    except DataError:
        assume(False)


@given(rows, protocols, st.integers(0, 3))
@quick
def test_parts_are_disjoint_and_complete(events, found, protocol, seed):
    made = done(split, events(found), protocol, seed=seed, repeats=True)
    parts = [as_rows(getattr(made, name)) for name in PARTS]
    assert Counter(row for part in parts for row in part) == Counter((u, i, float(t)) for u, i, t in found)
    assert len(parts[0]) > 0
    assert len(parts[2]) > 0


@given(rows, protocols)
@quick
def test_what_a_user_had_is_no_truth_unless_asked(events, found, protocol):
    made = done(split, events(found), protocol)
    seen = {row[:2] for row in as_rows(made.train)}
    assert not seen & {row[:2] for row in as_rows(made.validation)}
    seen |= {row[:2] for row in as_rows(made.validation)}
    assert not seen & {row[:2] for row in as_rows(made.test)}
    whole = split(events(found), protocol, repeats=True)
    lost = sum(len(getattr(whole, name)) - len(getattr(made, name)) for name in PARTS)
    assert len(whole.train) == len(made.train)
    assert any("left out of the truth" in note for note in made.notes) == (lost > 0)


@given(rows)
@quick
def test_a_split_by_time_never_leaks(events, found):
    made = done(split, events(found), "time", repeats=True)
    assert made.train.time.max() < made.validation.time.min()
    assert made.validation.time.max() < made.test.time.min()
    check_no_future(made, features=made.train)
    check_no_future(made, features=made.validation)


@given(rows, st.randoms(use_true_random=False))
@quick
def test_a_shuffled_split_is_refused(events, found, chance):
    made = done(split, events(found), "time", repeats=True)
    whole = events(found)
    order = list(range(len(found)))
    chance.shuffle(order)
    cut, end = len(made.train), len(made.train) + len(made.validation)
    parts = [np.array(order[:cut]), np.array(order[cut:end]), np.array(order[end:])]
    train, validation, test = (whole.select(part) for part in parts)
    shuffled = replace(made, train=train, validation=validation, test=test)
    in_order = train.time.max() < validation.time.min() and validation.time.max() < test.time.min()
    assume(not in_order)
    with pytest.raises(DataError, match="looks into the future"):
        check_no_future(shuffled)


@given(rows)
@quick
def test_last_takes_the_last_of_each_user(events, found):
    made = done(split, events(found), "last", repeats=True)
    counts = Counter(row[0] for row in found)
    assert Counter(made.test.user.tolist()) == {user: 1 for user, count in counts.items() if count >= 3}
    assert Counter(made.validation.user.tolist()) == Counter(made.test.user.tolist())
    times = {user: sorted(row[2] for row in found if row[0] == user) for user in counts}
    for user, _, time in as_rows(made.test):
        assert time == times[user][-1]
    for user, _, time in as_rows(made.validation):
        assert time == times[user][-2]
    check_no_future(made)


@given(st.integers(1, 60), st.integers(0, 3))
@quick
def test_random_gives_recboles_sizes(events, count, seed):
    found = events([(0, n, 0) for n in range(count)] + [(1, n, 0) for n in range(10)])
    parts = assign(found, "random", (0.8, 0.1, 0.1), seed)[:count]
    sizes = [int(0.1 * count)] * 2
    left = count - sum(sizes)
    # RecBole 1.2, Dataset._calcu_split_ids.
    for part in (1, 0):
        if left <= 1:
            break
        if 0 < 0.1 * count < 1:
            sizes[part] += 1
            left -= 1
    assert [int((parts == number).sum()) for number in range(3)] == [left, *sizes]


def test_random_depends_on_the_seed_alone(events):
    found = events([(n % 3, n, n) for n in range(90)])
    first, again, other = (assign(found, "random", seed=seed) for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


def test_shares_by_time(events):
    made = split(events([(n % 7, n, n) for n in range(1000)]))
    assert [len(getattr(made, name)) for name in PARTS] == [800, 100, 100]
    assert made.notes == (
        "split by time for all users alike: train 800, validation 100, test 100; "
        "the test begins 1970-01-01T00:15:00 UTC",
    )
    without = split(events([(0, n, n) for n in range(10)]), shares=(0.7, 0, 0.3))
    assert [len(getattr(without, name)) for name in PARTS] == [7, 0, 3]
    check_no_future(without)


def test_one_moment_stays_on_one_side(events):
    times = [0] * 6 + [1] * 3 + [2]
    made = split(events([(n, n, time) for n, time in enumerate(times)]))
    assert [len(getattr(made, name)) for name in PARTS] == [6, 3, 1]


@pytest.mark.parametrize("protocol", ["time", "last"])
def test_undated_events_cannot_be_split_by_time(events, protocol):
    found = events([(0, n, np.nan if n == 3 else n) for n in range(9)])
    with pytest.raises(SettingsError, match="1 of 9 have no time") as caught:
        split(found, protocol)
    assert "recommendation.time=COLUMN" in str(caught.value.hint)
    assert len(split(found, "random").test) == 1


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ({"protocol": "tme"}, "did you mean 'time'"),
        ({"shares": (0.8, 0.1)}, "no shares"),
        ({"shares": (0.8, 0.1, 0.2)}, "no shares"),
        ({"shares": (0.9, 0.2, -0.1)}, "no shares"),
        ({"shares": (0.9, 0.1, 0.0)}, "a share each"),
    ],
)
def test_settings_that_are_wrong(events, named, words):
    with pytest.raises(SettingsError, match=words):
        split(events([(0, n, n) for n in range(20)]), **named)


@pytest.mark.parametrize(
    ("found", "protocol", "words"),
    [
        ([(0, n, 5) for n in range(9)], "time", "1 different times"),
        ([(n, n, n) for n in range(9)], "last", "no user has three events"),
        ([(n, n, n) for n in range(9)], "random", "no user has two events"),
        ([(0, 0, n) for n in range(9)], "time", "nothing is left to test on"),
    ],
)
def test_too_little_to_split(events, found, protocol, words):
    with pytest.raises(DataError, match=words) as caught:
        split(events(found), protocol)
    assert caught.value.hint


def test_one_event_of_the_future_is_found_and_named(events):
    made = split(events([(n % 3, n, n) for n in range(100)]))
    swapped = replace(made, train=made.train.select(np.arange(79)), test=made.test)
    check_no_future(swapped)
    time = swapped.train.time.copy()
    time[7] = 95
    with pytest.raises(DataError, match=r"1 of 79 training events .*user 'u1' with item 'i7', 1970-01-01T00:01:35 UTC"):
        check_no_future(replace(swapped, train=replace(swapped.train, time=time)))


def test_features_and_items_of_the_future_are_refused(events):
    whole = events([(n % 3, n, n) for n in range(100)])
    made = split(whole)
    with pytest.raises(DataError, match="10 of 100 feature events"):
        check_no_future(made, features=whole)
    items = [Item(f"i{n}", since=float(n)) for n in range(100)]
    check_no_future(made, catalogue=Catalogue(items))
    items[5] = Item("i5", since=99.0)
    with pytest.raises(DataError, match=r"1 items that are learned from .*'i5'"):
        check_no_future(made, catalogue=Catalogue(items))


def test_undated_parts_are_refused(events):
    made = split(events([(0, n, n) for n in range(20)]))
    lost = replace(made.train, time=np.full(len(made.train), np.nan))
    with pytest.raises(DataError, match="training events have no time"):
        check_no_future(replace(made, train=lost))


def test_last_looks_at_each_user_alone(events):
    found = [(user, item, item + 100 * user) for user in range(3) for item in range(5)]
    made = split(events(found), "last")
    check_no_future(made)
    time = made.train.time.copy()
    time[0] = 50
    with pytest.raises(DataError, match="the validation looks into the future: 1 of 9 training events"):
        check_no_future(replace(made, train=replace(made.train, time=time)))
