"""What events are worth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.errors import SettingsError
from scaffold.settings import validate
from scaffold_recommendation.data.event_log import EventArrays
from scaffold_recommendation.data.event_weights import weigh
from scaffold_recommendation.data.reading import read_data
from scaffold_recommendation.data.settings import USUAL_WEIGHTS, ReadingSettings


def arrays(kind, amount=None, rating=None):
    size = len(kind)
    nothing = np.full(size, np.nan, np.float32)
    return EventArrays(
        np.zeros(size, np.int32),
        np.zeros(size, np.int32),
        np.array(kind, np.int16),
        nothing if rating is None else np.array(rating, np.float32),
        nothing if amount is None else np.array(amount, np.float32),
        np.full(size, np.nan),
    )


def test_usual_weights_and_named_ones(write):
    path = write(
        "log.csv", "user,item,event\na,x,View\na,y,Add-To-Cart\nb,x,purchase\nb,y,glance\nb,z,收藏\nb,w,dislike\n"
    )
    data = read_data(path)
    assert data.interactions.weight.tolist() == [1, 3, 5, 1, 2, 0]
    assert data.interactions.kinds == ("view", "add_to_cart", "purchase", "glance", "收藏", "dislike")
    assert any("without a known weight count 1: glance" in note for note in data.notes)
    named = read_data(path, ReadingSettings(weights={"Add to cart": 4, "glance": 0.5}))
    assert named.interactions.weight.tolist() == [1, 4, 5, 0.5, 2, 0]
    assert not any("glance (set" in note for note in named.notes)


@pytest.mark.parametrize("weight", [-1, float("nan"), float("inf")])
def test_weights_that_are_none(weight):
    with pytest.raises(SettingsError, match="weights"):
        validate(ReadingSettings, {"weights": {"view": weight}}, where="[recommendation]")


def test_ratings_below_a_level_say_nothing(write):
    data = read_data(write("log.csv", "user,item,rating\na,x,5\na,y,2\nb,x,4\nb,y,\n"), ReadingSettings(min_rating=4))
    assert data.interactions.weight.tolist() == [1, 0, 1, 1]
    assert "1 ratings below 4 (recommendation.min_rating) weigh 0" in data.notes


def test_amounts_raise_and_lower(write):
    data = read_data(write("game_play.csv", "user,item,hours\na,x,100\na,y,1\nb,x,\nb,y,0\n"))
    much, little, unknown, none = data.interactions.weight.tolist()
    assert much > 3 > little > none == 0
    assert unknown == 3
    assert much / little == pytest.approx(np.log1p(100) / np.log1p(1))
    assert "1 events with an amount of 0 or below weigh 0" in data.notes


@given(st.lists(st.tuples(st.integers(0, 2), st.floats(0.125, 1e6, width=32)), min_size=1, max_size=30))
@settings(deadline=None)
def test_a_kind_weighs_the_same_with_amounts_as_without(rows):
    kinds = ("view", "purchase", "play")
    kind, amount = zip(*rows, strict=True)
    weights, _ = weigh(arrays(kind, amount), kinds, ReadingSettings())
    assert (weights > 0).all()
    for number, name in enumerate(kinds):
        own = weights[np.array(kind) == number]
        if len(own):
            assert own.mean() == pytest.approx(USUAL_WEIGHTS[name], rel=1e-4)


def test_negative_ratings_weigh_nothing_below_any_level():
    weights, notes = weigh(arrays([0, 0], rating=[-3, -1]), ("rating",), ReadingSettings(min_rating=-2))
    assert weights.tolist() == [0, 0]
    assert len([note for note in notes if "rating" in note and "weigh 0" in note]) == 2
