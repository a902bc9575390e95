from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scaffold.errors import DataError
from scaffold_recommendation.data.interactions import Interactions
from scaffold_recommendation.data.items import Catalogue
from scaffold_recommendation.data.splits import Split, split
from scaffold_recommendation.evaluation.lines import other_lines
from scaffold_recommendation.evaluation.metrics import user_figures
from scaffold_recommendation.learning.choosing import ALS, EASE_L2, HALF_LIVES, chosen_shape
from scaffold_recommendation.learning.fitting import Fitted, Plan, fit, fit_all
from scaffold_recommendation.learning.prepared import Asking
from scaffold_recommendation.ranking.ranking import FUSED, WAYS
from scaffold_recommendation.retrieval.als import AlsShape
from scaffold_recommendation.retrieval.histories import Histories
from scaffold_recommendation.retrieval.shape import Shape

Shop = tuple[Interactions, Catalogue]
SMALL = Shape(ease_l2=20.0, als=AlsShape(8, 2.0, 3.0))


@pytest.fixture(scope="module")
def parts(shop: Shop) -> Split:
    return split(shop[0], "time")


@pytest.fixture(scope="module")
def fitted(shop: Shop, parts: Split, texts: np.ndarray) -> Fitted:
    return fit(parts.train, parts.validation, shop[1], texts, Plan(shape=SMALL, choose=False, candidates=30))


def test_lists_are_better_than_popularity_where_tastes_differ(parts: Split, fitted: Fitted) -> None:
    asking = Asking.of(parts.train, parts.test, 100, seen=parts.train.seen() + parts.validation.seen())
    ours = fitted.recommender.lists(asking.histories, asking.seen, 10)
    popular = other_lines(fitted.recommender.retrievers, asking.histories, asking.seen, 10)["popularity"]
    found, plain = (user_figures(lists, asking.truth, (10,)).means()["ndcg@10"] for lists in (ours, popular))
    assert found > 1.1 * plain


def test_no_list_holds_what_was_seen_or_an_item_twice(parts: Split, fitted: Fitted) -> None:
    asking = Asking.of(parts.train, parts.test, 100)
    for row, items in enumerate(fitted.recommender.lists(asking.histories, asking.seen, 20)):
        kept = [int(item) for item in items if item >= 0]
        assert len(set(kept)) == len(kept)
        assert not set(kept) & set(asking.seen[row].indices.tolist())


def test_the_order_that_did_best_on_validation_data_is_taken(fitted: Fitted) -> None:
    assert {way.name for way in fitted.ways} == set(WAYS)
    assert fitted.ways[0].validation == max(way.validation for way in fitted.ways)
    assert fitted.recommender.ranking.way == fitted.ways[0].name


def test_probabilities_are_calibrated_on_validation_data(parts: Split, fitted: Fitted) -> None:
    asking = Asking.of(parts.train, parts.validation, 100)
    ranked = fitted.recommender.rank(asking.histories, asking.seen)
    there = ranked.items >= 0
    truth = asking.truth.toarray() > 0
    taken = np.take_along_axis(truth, np.where(there, ranked.items, 0), axis=1)[there]
    assert ranked.probability[there].mean() == pytest.approx(taken.mean(), abs=0.01)


def test_the_same_seed_gives_the_same_lists(shop: Shop, parts: Split, texts: np.ndarray, fitted: Fitted) -> None:
    again = fit(parts.train, parts.validation, shop[1], texts, Plan(shape=SMALL, choose=False, candidates=30))
    asking = Asking.of(parts.train, parts.test, 100)
    lists = [each.recommender.lists(asking.histories, asking.seen, 10) for each in (fitted, again)]
    assert (lists[0] == lists[1]).mean() > 0.99


def test_what_is_served_knows_all_events_and_keeps_the_ranker(shop: Shop, texts: np.ndarray, fitted: Fitted) -> None:
    served = fit_all(fitted, shop[0], texts)
    assert served.facts.takers.sum() == len(shop[0])
    assert served.ranking is fitted.recommender.ranking
    assert served.now == shop[0].time.max()


def test_settings_are_those_that_do_best_on_validation_data(parts: Split) -> None:
    shape = chosen_shape(Shape(), parts.train, parts.validation, 100)
    assert shape.ease_l2 in EASE_L2
    assert shape.als in ALS
    assert shape.half_life in HALF_LIVES


def test_items_without_texts_are_ranked_by_the_rest(shop: Shop, parts: Split) -> None:
    found = fit(parts.train, parts.validation, shop[1], None, Plan(shape=SMALL, choose=False, candidates=30))
    assert found.recommender.retrievers.names == ("ease", "als", "item_knn", "popularity")
    history = Histories.of_one([0], [1.0], [0.0])
    assert (found.recommender.lists(history, found.recommender.none_seen(history), 5) >= 0).all()


def test_too_few_lists_teach_no_ranker(shop: Shop) -> None:
    few = shop[0].select(shop[0].user < 5)
    parts = split(few, "random")
    found = fit(parts.train, parts.validation, shop[1], None, Plan("random", SMALL, choose=False))
    assert found.recommender.ranking.way == FUSED
    assert not found.recommender.ranking.rankers


def test_one_item_is_no_choice(shop: Shop, parts: Split) -> None:
    with pytest.raises(DataError, match="recommending is choosing"):
        fit(parts.train, parts.validation, Catalogue([shop[1][0]]))


def test_events_that_speak_for_nothing_teach_nothing(shop: Shop, parts: Split) -> None:
    silent = parts.train.select(np.arange(len(parts.train)))
    silent.weight[:] = 0
    with pytest.raises(DataError, match="says something for an item"):
        fit(silent, parts.validation, shop[1])


def test_a_new_item_can_be_recommended_at_once(shop: Shop, texts: np.ndarray, fitted: Fitted) -> None:
    recommender = fitted.recommender
    catalogue = Catalogue(shop[1])
    number = catalogue.put(replace(shop[1][0], id="new"))
    more = recommender.with_items(catalogue, texts[[0]])
    history = Histories.of_one([4, 8, 12, 16], [1.0] * 4, [0.0] * 4)
    seen = more.none_seen(history)
    assert seen.shape == (1, 61)
    ranked = more.rank(history, seen)
    assert number in ranked.items[0]
