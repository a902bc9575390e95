"""What a history says for an item is what the retrievers add up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_recommendation.reasons.said import by_als, by_ease, by_knn, by_takers, by_text
from scaffold_recommendation.retrieval.als import Als
from scaffold_recommendation.retrieval.ease import Ease
from scaffold_recommendation.retrieval.histories import Histories
from scaffold_recommendation.retrieval.item_knn import ItemKnn

ITEMS = 45
taken = st.lists(st.integers(0, ITEMS - 1), max_size=40, unique=True)


def history(items, weights):
    return Histories.of_one(items, weights[: len(items)], [float(time) for time in range(len(items))])


@pytest.mark.parametrize(("name", "said"), [("ease", by_ease), ("item_knn", by_knn), ("als", by_als)])
@given(items=taken, weights=st.lists(st.sampled_from([0.5, 1.0, 3.0]), min_size=40, max_size=40))
def test_parts_sum_up_to_the_score(recommender, name, said, items, weights):
    retriever, one = getattr(recommender.retrievers, name), history(items, weights)
    everything = np.arange(ITEMS)
    parts = said(retriever, one, everything)
    assert parts.shape == (ITEMS, len(items))
    scores = retriever.query(one).scores(everything[None])[0]
    np.testing.assert_allclose(parts.sum(axis=1), scores, atol=1e-4)


@given(items=taken, weights=st.lists(st.sampled_from([0.0, 1.0, 3.0]), min_size=40, max_size=40))
def test_parts_of_texts_sum_up_to_the_score_but_for_its_length(recommender, items, weights):
    text, one = recommender.retrievers.text, history(items, weights)
    everything = np.arange(ITEMS)
    read, cosine, parts = by_text(text, one, everything)
    assert set(read) <= {item for item, weight in zip(items, weights, strict=False) if weight} | {ITEMS - 1}
    assert (cosine <= 1.001).all()
    found, scores = parts.sum(axis=1), text.query(one).scores(everything[None])[0]
    if found.any():
        length = np.linalg.norm(found) / np.linalg.norm(scores)
        np.testing.assert_allclose(found / length, scores, atol=1e-4)


@given(items=taken)
def test_what_weighs_nothing_says_nothing(recommender, items):
    parts = by_takers(recommender.retrievers, history(items, [0.0] * len(items)), np.arange(ITEMS))
    assert not parts.any()


def test_numbers_beyond_what_was_fitted_say_nothing(recommender):
    one = history([3, ITEMS + 5], [1.0, 1.0])
    parts = by_takers(recommender.retrievers, one, np.array([1, ITEMS + 7]))
    assert parts[0, 0] > 0
    assert not parts[:, 1].any()
    assert not parts[1].any()


def test_what_ease_does_not_cover_item_knn_says_and_else_als(recommender, events):
    given = events.matrix()
    given.data[:] = 1
    few = Ease.fit(given, 10.0, most=2)
    one = history([0, 1, 2], [1.0] * 3)
    uncovered = np.array([3])
    assert 3 not in few.columns
    without_ease = replace(recommender.retrievers, ease=few)
    np.testing.assert_allclose(
        by_takers(without_ease, one, uncovered), by_knn(without_ease.item_knn, one, uncovered), atol=1e-6
    )
    nobody = ItemKnn(given[:0].T @ given[:0])
    only_als = replace(without_ease, item_knn=nobody)
    said = by_takers(only_als, one, uncovered)
    np.testing.assert_allclose(said, by_als(only_als.als, one, uncovered), atol=1e-6)
    assert said.sum() > 0


def test_als_that_hardly_says_anything_says_nothing(recommender, events):
    given = events.matrix()
    faint = Als(recommender.retrievers.als.shape, recommender.retrievers.als.nearest)
    retrievers = replace(recommender.retrievers, ease=Ease.fit(given, 10.0, most=2), als=faint)
    retrievers = replace(retrievers, item_knn=ItemKnn(given[:0].T @ given[:0]))
    assert not by_takers(retrievers, history([3], [1e-5]), np.array([4])).any()
