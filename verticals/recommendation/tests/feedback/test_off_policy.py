"""Off-policy estimates: without bias, exact where they must be, and silent where the logs cannot tell."""

from __future__ import annotations

import json
import math
from itertools import permutations
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.errors import DataError, ScaffoldError
from scaffold_recommendation.feedback.event import Event
from scaffold_recommendation.feedback.logged_places import LoggedPlaces, same_places
from scaffold_recommendation.feedback.off_policy import estimate
from scaffold_recommendation.feedback.store import FeedbackStore

NOW = 1_700_000_000.0

rewards = st.floats(-2, 2, allow_subnormal=False)


def every_action(worth, wanted):
    """Each action of each context logged once, as often as uniform logging would on average.

    :param worth: reward of an action, (contexts, actions).
    :param wanted: probability of an action under the target, (contexts, actions).
    """
    contexts, actions = worth.shape
    return LoggedPlaces.of(
        np.arange(contexts * actions), np.full(worth.size, 1 / actions), wanted.ravel(), worth.ravel()
    )


def quick(logged, **options):
    return estimate(logged, draws=20, **options)


@given(st.data(), st.integers(1, 4), st.integers(1, 4))
def test_over_all_that_chance_may_log_the_mean_is_the_true_one(data, contexts, actions):
    row = st.lists(rewards, min_size=actions, max_size=actions)
    worth = np.array(data.draw(st.lists(row, min_size=contexts, max_size=contexts)))
    raw = np.array(data.draw(st.lists(st.integers(0, 5), min_size=worth.size, max_size=worth.size)), float) + 0.01
    wanted = raw.reshape(worth.shape) / raw.reshape(worth.shape).sum(1, keepdims=True)
    found = quick(every_action(worth, wanted), method="ips")
    true = (worth * wanted).sum(1).mean()
    assert found.value.value == pytest.approx(true, abs=1e-9)
    assert found.coverage.value == pytest.approx(1.0)
    assert found.logged.value == pytest.approx(worth.mean(), abs=1e-9)
    assert found.gain.value == pytest.approx(true - worth.mean(), abs=1e-9)
    # Where all actions are weighted to 1 together, nothing is left to normalise.
    assert quick(every_action(worth, wanted)).value.value == pytest.approx(true, abs=1e-9)


@given(st.lists(rewards, min_size=9, max_size=9), st.permutations(range(3)))
def test_lists_shuffled_in_every_way_tell_what_another_order_is_worth(values, order):
    worth = np.array(values).reshape(3, 3)  # of an item in a place
    shuffled = list(permutations(range(3)))
    rows = [(number, item, place) for number, items in enumerate(shuffled) for place, item in enumerate(items)]
    logged = LoggedPlaces.of(
        [number for number, _, _ in rows],
        np.full(len(rows), 1 / 3),
        [float(order[place] == item) for _, item, place in rows],
        [worth[item, place] for _, item, place in rows],
    )
    true = np.mean([worth[item, place] for place, item in enumerate(order)])
    assert quick(logged, method="ips").value.value == pytest.approx(true, abs=1e-9)


def simulated(rng, lists, chance, target, taken):
    """Lists of one place, filled by chance, and taken with the probability of the item."""
    item = rng.choice(len(chance), size=lists, p=chance)
    return LoggedPlaces.of(range(lists), chance[item], target[item], rng.random(lists) < taken[item])


@pytest.mark.parametrize("method", ["ips", "snips"])
@pytest.mark.parametrize("chance", [[0.25, 0.25, 0.25, 0.25], [0.1, 0.5, 0.3, 0.1]])
def test_intervals_hold_the_truth_as_often_as_they_say(method, chance):
    rng = np.random.default_rng(3)
    target, taken = np.array([0.7, 0.1, 0.1, 0.1]), np.array([0.3, 0.05, 0.1, 0.2])
    true = float(target @ taken)
    found = [
        estimate(simulated(rng, 500, np.array(chance), target, taken), method=method, draws=200).value
        for _ in range(120)
    ]
    # Of a mean of 120 estimates, four standard errors.
    middle, spread = np.mean([each.value for each in found]), np.std([each.value for each in found])
    assert abs(middle - true) < 4 * spread / math.sqrt(len(found))
    assert 0.87 <= np.mean([each.low <= true <= each.high for each in found]) <= 1.0


@given(
    st.lists(st.tuples(st.integers(0, 4), st.floats(0.01, 1), st.floats(0, 1)), min_size=1, max_size=30),
    st.floats(-1e6, 1e6, allow_subnormal=False),
    st.none() | st.floats(0.1, 20),
)
def test_a_constant_reward_is_estimated_as_that_constant(rows, constant, clip):
    lists, propensity, target = zip(*rows, strict=True)
    found = quick(LoggedPlaces.of(lists, propensity, target, [constant] * len(rows)), clip=clip).value
    if any(target):
        assert found.value == constant
    else:
        assert math.isnan(found.value)


@given(
    st.lists(
        st.lists(st.tuples(st.floats(0.05, 1), st.floats(0, 1), rewards), min_size=1, max_size=4),
        min_size=1,
        max_size=8,
    ),
    st.randoms(use_true_random=False),
    st.sampled_from(["ips", "snips"]),
)
def test_the_order_of_lists_changes_nothing(lists, random, method):
    def columns(some):
        rows = [(number, *place) for number, places in enumerate(some) for place in places]
        return LoggedPlaces.of(*zip(*rows, strict=True))

    mixed = list(lists)
    random.shuffle(mixed)
    one, other = (json.dumps(quick(columns(some), method=method).as_dict()) for some in (lists, mixed))
    assert one == other


def test_clipping_cuts_weights_and_says_so():
    logged = LoggedPlaces.of([0, 1], [0.01, 1.0], [1.0, 1.0], [1.0, 0.0])
    assert quick(logged, method="ips").value.value == 50.0
    found = quick(logged, method="ips", clip=10.0)
    assert found.value.value == 5.0
    assert found.as_dict()["clip"] == 10.0
    assert found.coverage.value == 50.5
    assert quick(logged, clip=1.0).value.value == 0.5


def test_evidence_is_counted_in_lists():
    even = LoggedPlaces.of(np.repeat(np.arange(50), 4), np.full(200, 0.5), np.full(200, 0.5), np.zeros(200))
    assert quick(even).effective == pytest.approx(50)
    one = LoggedPlaces.of([0, 1, 2], [0.5] * 3, [0.5, 0.0, 0.0], [0.0] * 3)
    assert quick(one).effective == pytest.approx(1)
    assert (quick(one).lists, quick(one).places) == (3, 3)


def test_little_overlap_is_said_plainly():
    rng = np.random.default_rng(0)
    wanted = np.zeros(2000)
    wanted[:40] = 1.0
    found = estimate(LoggedPlaces.of(range(2000), np.full(2000, 0.02), wanted, rng.random(2000) < 0.1))
    assert not found.is_trusted
    assert "of 2,000 logged lists only 40 lists' worth tells of the new ranker, and 100 are needed" in found.warning
    assert estimate(LoggedPlaces.of(range(2000), np.full(2000, 0.02), wanted, wanted), few=40).is_trusted


def test_a_ranker_that_shows_what_had_no_chance_is_not_judged_by_the_rest():
    # Logged without exploration; the new ranker agrees on half of the places.
    wanted = np.tile([1.0, 0.0], 1000)
    found = estimate(LoggedPlaces.of(np.repeat(np.arange(1000), 2), np.ones(2000), wanted, wanted))
    assert found.effective == pytest.approx(1000)
    assert not found.is_trusted
    assert "the logs tell of 50.0% of what the new ranker would show" in found.warning


def test_propensities_that_cannot_be_right_are_noticed():
    found = estimate(LoggedPlaces.of(range(1000), np.full(1000, 0.5), np.ones(1000), np.zeros(1000)))
    assert "the weights are 2 on average in place of 1" in found.warning


def test_a_ranker_whose_lists_were_never_shown_has_no_figure():
    found = quick(LoggedPlaces.of([0, 1], [0.5, 0.5], [0.0, 0.0], [1.0, 1.0]))
    assert not found.is_trusted
    assert json.loads(json.dumps(found.as_dict(), allow_nan=False))["value"]["value"] is None


def test_the_ranker_that_logged_is_worth_what_was_logged():
    rng = np.random.default_rng(5)
    chance = rng.uniform(0.2, 1, size=900)
    found = estimate(LoggedPlaces.of(np.repeat(np.arange(300), 3), chance, chance, rng.random(900) < 0.3))
    assert found.is_trusted
    assert found.value == found.logged
    assert (found.gain.low, found.gain.high) == (0.0, 0.0)


@pytest.mark.parametrize(
    "columns",
    [
        ([0, 1], [0.5], [1.0, 1.0], [1.0, 1.0]),
        ([0], [0.0], [1.0], [1.0]),
        ([0], [1.5], [1.0], [1.0]),
        ([0], [math.nan], [1.0], [1.0]),
        ([0], [0.5], [1.5], [1.0]),
        ([0], [0.5], [1.0], [math.nan]),
    ],
)
def test_columns_that_cannot_be_are_refused(columns):
    with pytest.raises(ScaffoldError):
        LoggedPlaces.of(*columns)


def test_nothing_logged_is_said():
    with pytest.raises(DataError, match="no list was logged yet"):
        estimate(LoggedPlaces.of([], [], [], []))
    with pytest.raises(ScaffoldError, match="clipped at a number above 0"):
        estimate(LoggedPlaces.of([0], [1.0], [1.0], [1.0]), clip=0.0)


def test_same_places_are_those_with_the_same_item(shown):
    logged = shown("l", "u", NOW, ["a", "b", "c"])
    assert same_places(logged, ["a", "c", "b", "d"]) == [1.0, 0.0, 0.0]
    assert same_places(logged, []) == [0.0, 0.0, 0.0]


def test_from_the_store_to_a_figure(file, shown):
    """Two items in one place, logged by the toss of a coin: who likes them is known."""
    rng = np.random.default_rng(1)
    with FeedbackStore.open(file) as store:
        lists, events = [], []
        for number in range(800):
            item = "ab"[int(rng.integers(2))]
            lists.append(shown(f"l{number}", f"u{number}", NOW, [item], propensity=0.5))
            if rng.random() < {"a": 0.6, "b": 0.2}[item]:
                events.append(Event(f"u{number}", item, NOW + 60))
        store.log_shown(lists, now=NOW)
        store.append(events, now=NOW)
        of = {
            item: LoggedPlaces.compare(store.shown(), lambda each, item=item: same_places(each, [item]))
            for item in "ab"
        }
    good, bad = (estimate(of[item]) for item in "ab")
    assert good.is_trusted
    assert good.value.low < 0.6 < good.value.high
    assert bad.value.low < 0.2 < bad.value.high
    assert good.gain.low > 0 > bad.gain.high


def test_a_target_must_tell_of_every_place(shown):
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        LoggedPlaces.compare([shown("l", "u", NOW, ["a", "b"])], lambda _: [1.0])
    assert len(LoggedPlaces.compare([SimpleNamespace(places=())], lambda _: []).lists) == 0
