from __future__ import annotations

import numpy as np
import pytest

from scaffold_recommendation.data.interactions import Interactions
from scaffold_recommendation.data.items import Catalogue, Item
from scaffold_recommendation.ranking.features import features
from scaffold_recommendation.ranking.item_facts import ItemFacts
from scaffold_recommendation.retrieval.candidates import Candidates
from scaffold_recommendation.retrieval.histories import Histories
from scaffold_recommendation.retrieval.popularity import DAY

Shop = tuple[Interactions, Catalogue]


@pytest.fixture
def facts(shop: Shop) -> ItemFacts:
    counts = np.bincount(shop[0].item, minlength=60).astype(np.float32)
    return ItemFacts.of(shop[0], shop[1], counts)


def column(values: np.ndarray, names: tuple[str, ...], name: str) -> np.ndarray:
    return values[..., names.index(name)]


def made(facts: ItemFacts, histories: Histories, items: list[list[int]], now: float | None = None) -> tuple:
    numbers = np.array(items)
    scores = {"ease": np.arange(numbers.size, dtype=np.float32).reshape(numbers.shape)}
    return features(Candidates(numbers, scores), histories, facts, ("ease",), now)


def test_items_of_the_tags_of_a_history_fit_it_better(facts: ItemFacts) -> None:
    values, names = made(facts, Histories.of_one([0, 4, 8], [1.0] * 3, [0.0] * 3), [[12, 13]])
    own, other = column(values, names, "tag affinity")[0]
    assert own > 0 > other


def test_distances_are_those_from_the_prices_of_the_history(facts: ItemFacts) -> None:
    values, names = made(facts, Histories.of_one([0, 7], [1.0] * 2, [0.0] * 2), [[14, 3]])
    near, far = column(values, names, "price distance")[0]
    assert near == pytest.approx(0, abs=1e-4)
    assert far > 1


def test_days_count_from_the_end_of_the_history_and_the_start_of_the_item(facts: ItemFacts) -> None:
    now = 1_800_000_000.0
    values, names = made(facts, Histories.of_one([0], [1.0], [now - 3 * DAY]), [[1, 2]], now)
    assert column(values, names, "days since last")[0] == pytest.approx(np.log1p([3, 3]), rel=1e-5)
    age = (now / DAY) - facts.first[[1, 2]]
    assert column(values, names, "item age")[0] == pytest.approx(np.log1p(age), rel=1e-3)


def test_items_are_alike_by_the_tags_they_share_and_those_without_any_too(shop: Shop) -> None:
    tags = (("a", "b"), ("a",), ("a", "b"), ("b",), (), ("only here",))
    items = (Item(f"i{number}", tags=tags[number] if number < 6 else ()) for number in range(60))
    facts = ItemFacts.of(shop[0], Catalogue(items), np.zeros(60, np.float32))
    vectors = facts.tag_vectors(np.arange(6))
    assert vectors @ vectors[0] == pytest.approx([1, 0.5**0.5, 1, 0.5**0.5, 0, 0])
    assert vectors @ vectors[4] == pytest.approx([0, 0, 0, 0, 1, 1])


def test_nothing_is_known_of_somebody_new(facts: ItemFacts) -> None:
    values, names = made(facts, Histories.of_one([], [], []), [[0, 1, -1]], 1_800_000_000.0)
    assert np.isnan(column(values, names, "price distance")).all()
    assert np.isnan(column(values, names, "days since last")).all()
    assert (column(values, names, "history length") == 0).all()
    assert np.isfinite(column(values, names, "tag affinity")).all()


def test_scores_are_standardised_among_the_candidates_of_each_history(facts: ItemFacts) -> None:
    values, names = made(facts, Histories.of_one([0], [1.0], [0.0]), [[1, 2, 3, -1]])
    found = column(values, names, "ease standard score")[0]
    assert found[:3].mean() == pytest.approx(0, abs=1e-6)
    assert found[:3].std() == pytest.approx(1, abs=1e-5)
    assert found[3] == 0


def test_facts_of_further_items_stand_behind_the_others(facts: ItemFacts) -> None:
    more = facts.extended([Item("new", price=9.0, tags=("group 1", "unheard of"))], 1_800_000_000.0)
    assert len(more.takers) == 61
    assert more.takers[-1] == 0
    assert more.price[-1] == pytest.approx(np.log1p(9.0))
    assert more.tags[-1].sum() == 1
    assert more.tags[-1, facts.tag_columns["group 1"]] == 1
    assert more.first[-1] == pytest.approx(1_800_000_000.0 / DAY, rel=1e-5)


def test_a_catalogue_that_says_nothing_has_no_facts_but_counts() -> None:
    catalogue = Catalogue([Item("a"), Item("b")])
    events = Interactions(
        catalogue.ids, catalogue.ids, np.array([0]), np.array([1]), np.ones(1, np.float32),
        np.full(1, np.nan, np.float32), np.full(1, np.nan), np.zeros(1, np.int16),
    )  # fmt: skip
    facts = ItemFacts.of(events, catalogue, np.zeros(2, np.float32))
    assert np.isnan(facts.price).all()
    assert np.isnan(facts.first).all()
    assert facts.tags.shape == (2, 0)
    assert facts.takers.tolist() == [0, 1]
