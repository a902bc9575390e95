"""Candidates from elsewhere are ranked as the retrievers' own."""

from __future__ import annotations

import numpy as np

from scaffold_recommendation.batch.reranking import rerank


def test_own_candidates_come_back_in_their_order(model):
    recommender, histories = model.recommender, model.users.histories.rows(0, 150)
    ranked = recommender.rank(histories, recommender.none_seen(histories))
    # Sorted by number, so that the order has to be found again.
    given = np.sort(ranked.items, axis=1)
    again = rerank(recommender, histories, given)

    assert (again.items == ranked.items).all()
    assert np.allclose(again.probability, ranked.probability)


def test_empty_places_come_last(model):
    recommender, histories = model.recommender, model.users.histories.rows(0, 3)
    given = np.array([[5, -1, 9, 2], [-1, -1, -1, -1], [0, 1, 2, 3]])
    again = rerank(recommender, histories, given, now=recommender.now + 100)

    assert set(again.items[0, :3]) == {5, 9, 2}
    assert again.items[0, 3] == -1
    assert (again.items[1] == -1).all()
    assert (again.probability[1] == 0).all()
