"""Who the simulated readers are."""

from __future__ import annotations

import numpy as np
import pytest

from scaffold_recommendation.data.items import Catalogue, Item
from scaffold_recommendation.simulation.shelf import Shelf
from scaffold_recommendation.simulation.taste import END, START, YEAR, Reader, readers


@pytest.fixture(scope="module")
def shelf(catalogue: Catalogue) -> Shelf:
    return Shelf(catalogue, 5)


@pytest.fixture(scope="module")
def people(shelf: Shelf) -> list[Reader]:
    return readers(shelf, 2000, 5)


def test_tastes_are_shares(people: list[Reader]) -> None:
    for reader in people[:200]:
        for now in (START, START + YEAR, END):
            for taste in reader.taste(now):
                assert taste.min() >= 0
                assert taste.sum() == pytest.approx(1)


def test_tastes_are_sparse(people: list[Reader]) -> None:
    favourite = np.array([reader.genres[0].max() for reader in people])
    assert np.median(favourite) > 0.7


def test_taste_drifts_from_the_first_day_on_and_not_before(people: list[Reader]) -> None:
    reader = max(people, key=lambda each: each.drift)
    first, _ = reader.taste(reader.first_day - YEAR)
    same, _ = reader.taste(reader.first_day)
    later, _ = reader.taste(reader.first_day + YEAR)
    latest, _ = reader.taste(reader.first_day + 50 * YEAR)
    assert np.array_equal(first, reader.genres[0])
    assert np.array_equal(first, same)
    step = np.abs(later - first).sum()
    assert 0 < step < np.abs(latest - first).sum()
    assert latest == pytest.approx(0.4 * reader.genres[0] + 0.6 * reader.genres[1])


def test_people_are_spread_as_the_model_says(people: list[Reader]) -> None:
    assert {reader.age for reader in people} <= set(range(11, 86))
    assert np.mean([reader.language == "en" for reader in people]) == pytest.approx(0.87, abs=0.03)
    assert np.mean([reader.openness for reader in people]) == pytest.approx(1, abs=0.05)
    activity = np.array([reader.activity for reader in people])
    assert np.log(activity).mean() == pytest.approx(2.75, abs=0.06)
    assert activity.max() > 8 * np.median(activity)
    first = np.array([reader.first_day for reader in people])
    assert START <= first.min() <= first.max() < END
    assert np.mean(first < START + 30 * 86_400) == pytest.approx(1 / 3 + 2 / 3 * 30 / 549, abs=0.04)


def test_a_seed_gives_the_same_readers_and_another_gives_others(shelf: Shelf, people: list[Reader]) -> None:
    again, others = readers(shelf, 50, 5), readers(shelf, 50, 6)
    assert all(np.array_equal(one.genres, two.genres) for one, two in zip(people, again, strict=False))
    assert [one.age for one in people[:50]] == [two.age for two in again]
    assert [one.age for one in again] != [two.age for two in others]


def test_a_new_book_changes_nobody(catalogue: Catalogue, people: list[Reader]) -> None:
    more = Catalogue([*catalogue, Item("new", tags=("crime", "sea"), fields={"author": "somebody new"})])
    larger = Shelf(more, 5)
    assert np.array_equal(larger.appeal[:-1], Shelf(catalogue, 5).appeal)
    assert np.array_equal(larger.voice[:-1], Shelf(catalogue, 5).voice)
    again = readers(larger, 2000, 5)
    assert all(np.array_equal(one.themes, two.themes) for one, two in zip(people, again, strict=True))


def test_books_of_an_author_have_one_voice(shelf: Shelf) -> None:
    within = np.mean([shelf.voice[number] @ shelf.voice[number + 1] for number in range(0, 80, 5)])
    between = np.mean([shelf.voice[number] @ shelf.voice[number + 5] for number in range(0, 70, 5)])
    assert within > 1.5 > between


def test_a_book_that_says_nothing_has_a_place_too(shelf: Shelf) -> None:
    assert shelf.genre[84] == -1
    assert shelf.theme[84].sum() == 0
    assert shelf.price[84] == pytest.approx(np.log(10))
    assert shelf.since[84] == -np.inf


@pytest.mark.parametrize("items", [[], [Item("only")]])
def test_catalogues_of_none_and_one_are_no_error(items: list[Item]) -> None:
    shelf = Shelf(Catalogue(items), 1)
    assert len(readers(shelf, 3, 1)) == 3
