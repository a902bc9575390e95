"""Lists of one retriever."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scaffold.errors import SettingsError
from scaffold_recommendation.batch.fast_lists import FastLists, retriever_of
from scaffold_recommendation.batch.list_plan import BEST, ListPlan
from scaffold_recommendation.batch.lists import lists_of
from scaffold_recommendation.batch.user_shard import UserBlock
from scaffold_recommendation.retrieval.retrievers import NAMES

K = 10


@pytest.fixture
def block(model):
    """All users of the model."""
    return UserBlock.of(model.users, len(model.recommender.catalogue), 0, len(model.users.ids))


@pytest.mark.parametrize("name", NAMES)
def test_list_is_the_best_of_all_items_that_were_not_seen(model, block, name):
    made = lists_of(model, ListPlan(k=K, fast=name)).of(block)
    items = len(model.recommender.catalogue)
    query = {each.name: each for each in model.recommender.retrievers}[name].query(block.histories)
    scores = query.scores(np.tile(np.arange(items), (len(block), 1)))
    scores[block.seen.toarray() > 0] = -np.inf
    # Equal scores may stand in any order.
    expected = -np.sort(-np.where(scores == 0, -np.inf, scores), axis=1)[:, :K]
    told = made.scores[np.isfinite(expected)]

    assert np.allclose(told, expected[np.isfinite(expected)], atol=1e-5)
    assert np.isnan(made.probability).all()
    assert not np.take_along_axis(block.seen.toarray(), made.items, axis=1).any()


def test_places_that_stay_empty_are_filled_with_what_is_popular(model, block):
    made = lists_of(model, ListPlan(k=K, fast="als")).of(block)
    new = len(block) - 1
    popular = model.recommender.retrievers.popularity.counts

    assert not block.histories.lengths[new]
    assert (np.sort(popular)[::-1][:K] == popular[made.items[new]]).all()
    assert (made.scores[new] == 0).all()
    assert all(len(set(row)) == K for row in made.items.tolist())


def test_best_is_what_the_model_says_and_als_where_it_says_nothing(model):
    assert retriever_of(model, BEST).name == "ease"
    silent = type(model)(model.recommender, model.users, model.rules, {})
    assert retriever_of(silent, BEST).name == "als"


def test_a_model_without_texts_has_no_retriever_of_texts(model):
    recommender = replace(model.recommender, retrievers=replace(model.recommender.retrievers, text=None, text_map=None))
    with pytest.raises(SettingsError, match="no retriever 'text_map': it was fitted without texts"):
        retriever_of(replace(model, recommender=recommender), "text_map")


def test_users_of_a_block_do_not_change_each_other(model, block):
    lists = FastLists(model.recommender, model.recommender.retrievers.ease, K)
    items = len(model.recommender.catalogue)
    together = lists.of(block).items
    apart = [lists.of(UserBlock.of(model.users, items, row, row + 1)).items[0] for row in range(0, len(block), 20)]

    assert (together[::20] == apart).all()
