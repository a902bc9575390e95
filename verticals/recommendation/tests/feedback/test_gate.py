"""The gate: a model passes that was shown to be no worse, for all users and for every slice."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.errors import ScaffoldError
from scaffold_recommendation.feedback.gate import Gate
from scaffold_recommendation.feedback.logged_places import LoggedPlaces
from scaffold_recommendation.feedback.off_policy import estimate


@pytest.fixture
def old():
    return np.random.default_rng(0).uniform(0.1, 0.5, size=600)


@pytest.fixture
def gate():
    return Gate(draws=300)


def noise(seed, size=600, spread=0.02):
    return np.random.default_rng(seed).normal(0, spread, size=size)


def test_the_first_model_passes(gate, old):
    found = gate.decide(old)
    assert found.accepted
    assert found.reasons == ("It is the first model: there is none to compare it with.",)


def test_the_same_model_passes(gate, old):
    found = gate.decide(old, old)
    assert found.accepted
    assert "All users: the new model is no worse by more than 2.0%" in found.reasons[0]


def test_a_better_model_passes(gate, old):
    found = gate.decide(old + 0.02 + noise(1), old)
    assert found.accepted
    assert "clearly better" in found.reasons[0]


def test_a_worse_model_is_refused(gate, old):
    found = gate.decide(old - 0.02 + noise(1), old)
    assert not found.accepted
    assert found.reasons[0].startswith("All users: the new model is clearly worse (0.2")


def test_a_model_that_may_be_worse_is_refused_though_nothing_is_proved(gate, old):
    found = gate.decide(old + noise(1, spread=0.2), old)
    (all_users,) = found.comparisons
    assert all_users.difference.low < 0 < all_users.difference.high
    assert not found.accepted
    assert "it was not shown that the new model is no worse by more than 2.0%" in found.reasons[0]


def test_a_model_that_is_a_little_worse_passes_and_it_is_said(gate, old):
    found = gate.decide(old * 0.99, old)
    assert found.accepted
    assert "the new model is worse, but by less than 2.0%" in found.reasons[0]
    assert not Gate(draws=300, margin=0.005).decide(old * 0.99, old).accepted
    assert not Gate(draws=300, margin=0.0).decide(old * 0.99, old).accepted


@given(st.integers(0, 10_000), st.floats(-0.02, 0.02), st.floats(0, 0.1), st.floats(0, 0.1))
def test_it_passes_if_and_only_if_the_lower_bound_is_within_the_margin(seed, shift, spread, margin):
    rng = np.random.default_rng(seed)
    old = rng.random(40)
    found = Gate(margin=margin, draws=50).decide(old + shift + rng.normal(0, spread, 40), old)
    (all_users,) = found.comparisons
    assert found.accepted == (all_users.difference.low >= -margin * old.mean())


def test_a_slice_can_refuse(gate, old):
    cold = np.arange(600) < 60
    found = gate.decide(np.where(cold, old * 0.8, old * 1.1), old, slices={"cold users": cold, "others": ~cold})
    assert not found.accepted
    assert found.reasons[0].startswith("Slice 'cold users': the new model is clearly worse")
    assert [(each.name, each.users, each.is_no_worse) for each in found.comparisons] == [
        ("", 600, True),
        ("cold users", 60, False),
        ("others", 540, True),
    ]


def test_a_slice_that_may_be_worse_by_chance_does_not_refuse(gate, old):
    rng = np.random.default_rng(3)
    cold = np.arange(600) < 40
    found = gate.decide(np.where(cold, old + rng.normal(0, 0.3, 600), old * 1.1), old, slices={"cold users": cold})
    assert found.accepted
    assert not found.comparisons[1].is_no_worse


def test_a_slice_of_few_users_tells_nothing(gate, old):
    few = np.arange(600) < 29
    found = gate.decide(np.where(few, 0.0, old * 1.1), old, slices={"few": few, "none": np.zeros(600, dtype=bool)})
    assert found.accepted
    assert "Slice 'few': 29 users cannot be compared, 30 are needed." in found.reasons
    assert "Slice 'none': 0 users cannot be compared, 30 are needed." in found.reasons
    assert not Gate(draws=300, few=29).decide(np.where(few, 0.0, old * 1.1), old, slices={"few": few}).accepted


@pytest.mark.parametrize("users", [0, 1, 29])
def test_too_few_users_let_nothing_pass(gate, users):
    found = gate.decide(np.ones(users), np.zeros(users))
    assert not found.accepted
    assert "cannot be compared, 30 are needed" in found.reasons[0]


def _log(taken_of_new, lists=1000):
    """A coin chose one of two items, the new ranker shows the first one alone."""
    first = np.tile([1.0, 0.0], lists // 2)
    taken = np.random.default_rng(2).random(lists) < np.where(first, taken_of_new, 0.4)
    return estimate(LoggedPlaces.of(range(lists), np.full(lists, 0.5), first, taken), draws=300)


def test_logs_refuse_what_would_have_been_worse(gate, old):
    found = gate.decide(old * 1.1, old, logs=[_log(0.2)])
    assert not found.accepted
    assert found.reasons[0].startswith("By 1,000 logged lists, it would have been worse (a gain of -0.")
    assert gate.decide(old * 1.1, old, logs=[_log(0.4)]).accepted
    assert not gate.decide(old * 0.5, old, logs=[_log(0.9)]).accepted


def test_logs_that_tell_too_little_do_not_count(gate, old):
    found = gate.decide(old * 1.1, old, logs=[_log(0.0, lists=60)])
    assert found.accepted
    assert found.reasons[-1].startswith("Logs do not count: no figure can be trusted: of 60 logged lists")


def test_models_without_a_hit_are_alike(gate):
    assert gate.decide(np.zeros(100), np.zeros(100)).accepted


def test_what_was_decided_can_be_written_down(gate, old):
    found = gate.decide(old, old, slices={"half": np.arange(600) < 300}).as_dict()
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["accepted"] is True
    assert [each["slice"] for each in found["comparisons"]] == ["", "half"]
    assert found["comparisons"][0]["allowed"] == pytest.approx(-0.02 * old.mean())


@pytest.mark.parametrize(
    ("new", "before", "slices"),
    [
        (np.ones(40), np.ones(41), {}),
        (np.ones(40), np.ones(40), {"half": np.ones(20, dtype=bool)}),
        (np.ones(40), np.ones(40), {"numbers": np.arange(40)}),
        (np.ones((40, 2)), np.ones(40), {}),
        (np.full(40, math.nan), np.ones(40), {}),
    ],
)
def test_figures_of_other_users_are_refused(gate, new, before, slices):
    with pytest.raises(ScaffoldError):
        gate.decide(new, before, slices=slices)
