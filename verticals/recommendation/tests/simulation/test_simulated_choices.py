"""How a simulated reader chooses."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_recommendation.data.items import Catalogue
from scaffold_recommendation.simulation.popularity import HALF_LIFE, Popularity
from scaffold_recommendation.simulation.reader import Choosing
from scaffold_recommendation.simulation.shelf import Shelf
from scaffold_recommendation.simulation.taste import END, START, Reader, readers

NOW = START + 100 * 86_400.0
NEVER = -1e8


@pytest.fixture
def choosing(catalogue: Catalogue) -> Choosing:
    return Choosing(Shelf(catalogue, 5))


@pytest.fixture
def reader(choosing: Choosing) -> Reader:
    """A grown-up who reads English."""
    return next(each for each in readers(choosing.shelf, 200, 5) if each.age > 30 and each.language == "en")


def utility(choosing: Choosing, reader: Reader, now: float = NOW) -> np.ndarray:
    return choosing.utility(reader, now, choosing.liking(reader, now))


def test_what_cannot_be_taken_never_is(choosing: Choosing, reader: Reader) -> None:
    child = replace(reader, age=12, language="zh")
    assert np.flatnonzero(utility(choosing, reader) < NEVER).tolist() == [80, 82, 83]
    assert np.flatnonzero(utility(choosing, child) < NEVER).tolist() == [81, 82, 83]
    assert 82 not in np.flatnonzero(utility(choosing, reader, END - 1) < NEVER)
    assert 83 not in np.flatnonzero(utility(choosing, reader, START) < NEVER)


def test_nothing_is_taken_twice_and_everything_once(choosing: Choosing, reader: Reader) -> None:
    rng = np.random.default_rng(1)
    taken = []
    while (item := choosing.browse(reader, NOW, choosing.liking(reader, NOW), rng)) is not None:
        choosing.take(reader, item, NOW)
        taken.append(item)
    assert sorted(taken) == [number for number in range(90) if number not in (80, 82, 83)]


def test_browsing_follows_the_softmax(choosing: Choosing, reader: Reader) -> None:
    rng = np.random.default_rng(2)
    liking = choosing.liking(reader, NOW)
    drawn = Counter(choosing.browse(reader, NOW, liking, rng) for _ in range(4000))
    chance = np.exp(utility(choosing, reader))
    chance /= chance.sum()
    for item in np.argsort(-chance)[:5].tolist():
        assert drawn[item] / 4000 == pytest.approx(chance[item], abs=0.03)


def test_liking_is_higher_where_tags_meet_the_taste(choosing: Choosing, reader: Reader) -> None:
    liking = choosing.liking(replace(reader, voice=np.zeros(4)), NOW)
    genres, themes = reader.taste(NOW)
    best = np.flatnonzero(choosing.shelf.genre == genres.argmax())
    others = np.flatnonzero((choosing.shelf.genre >= 0) & (choosing.shelf.genre != genres.argmax()))
    assert liking[best].mean() > liking[others].mean()
    match = choosing.shelf.theme @ themes
    assert np.corrcoef(match[best], liking[best])[0, 1] > 0.9


def test_series_and_author_draw_after_the_first_book(choosing: Choosing, reader: Reader) -> None:
    reader = replace(reader, series=1.5, openness=0.0)
    before = utility(choosing, reader)
    choosing.take(reader, 0, NOW)
    gain = utility(choosing, reader) - before
    assert gain[1] == pytest.approx(1.5 + 0.7)
    assert gain[4] == pytest.approx(0.7)
    assert gain[20] == pytest.approx(0)


def test_the_crowd_draws_those_who_are_open_to_it(choosing: Choosing, reader: Reader) -> None:
    open_one, other = replace(reader, openness=2.0), replace(reader, openness=0.0)
    before = [utility(choosing, each)[40] for each in (open_one, other)]
    for number in range(30):
        choosing.take(replace(reader, name=f"someone {number}"), 40, NOW)
    after = [utility(choosing, each)[40] for each in (open_one, other)]
    assert after[0] - before[0] == pytest.approx(2 * 0.4 * np.log(31))
    assert after[1] == before[1]


def test_a_price_above_the_level_puts_off_the_thrifty(choosing: Choosing, reader: Reader) -> None:
    poor = replace(reader, price=float(np.log(8)), thrift=2.0)
    loss = utility(choosing, poor) - utility(choosing, replace(poor, thrift=0.0))
    dear, cheap = 8, 0
    assert (choosing.shelf.price[dear], choosing.shelf.price[cheap]) == (np.log(14), np.log(6))
    assert loss[dear] == pytest.approx(-2 * np.log(14 / 8))
    assert loss[cheap] == 0


def test_seasons_come_and_go(choosing: Choosing, reader: Reader) -> None:
    january, july = (utility(choosing, replace(reader, drift=0.0), START + days * 86_400.0) for days in (193, 10))
    winter = np.arange(90) % 4 == 1
    usual = ~winter & (np.arange(90) % 4 != 0) & (choosing.shelf.genre != choosing.shelf.genres.index("travel"))
    possible = (january > NEVER) & (july > NEVER)
    change = january - july
    assert change[winter & possible & (np.arange(90) % 3 != 1)].min() > change[usual & possible].max()


@given(st.floats(-60, 60), st.integers(0, 200))
def test_chances_are_probabilities_and_fall_down_the_list(utility: float, place: int) -> None:
    choosing = Choosing(Shelf(Catalogue(), 1))
    assert 0 <= choosing.chance(utility, place + 1) <= choosing.chance(utility, place) <= 1
    assert choosing.chance(utility, place) <= choosing.chance(utility + 1, place)
    assert choosing.chance(-1e9, place) == 0


def test_what_is_liked_is_bought_and_well_rated(choosing: Choosing, reader: Reader) -> None:
    rng = np.random.default_rng(3)
    kinds = {above: Counter(choosing.kind(above, rng) for _ in range(2000)) for above in (-1.0, 3.0)}
    assert kinds[3.0]["purchase"] > 3 * kinds[-1.0]["purchase"]
    stars = {above: [choosing.rating(reader, above, rng) for _ in range(1000)] for above in (-1.0, 3.0)}
    given_ = {above: [each for each in all_ if each is not None] for above, all_ in stars.items()}
    assert np.mean(given_[3.0]) > np.mean(given_[-1.0]) + 1
    assert all(set(each) <= {1, 2, 3, 4, 5} for each in given_.values())
    assert len(given_[3.0]) / 1000 == pytest.approx(1 / 3, abs=0.06)


def test_popularity_is_half_after_its_half_life() -> None:
    popularity = Popularity(3)
    popularity.add(1, 0.0)
    popularity.add(1, 0.0)
    assert popularity.level(HALF_LIFE).tolist() == pytest.approx([0, np.log(2), 0])
    popularity.add(0, 0.0)
    assert popularity.level(HALF_LIFE).tolist() == pytest.approx([np.log(2), np.log(2), 0])
