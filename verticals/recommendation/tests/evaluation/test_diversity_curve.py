"""What variety costs."""

from __future__ import annotations

import json

import numpy as np
import pytest
from scipy import sparse

from scaffold_recommendation.evaluation.curve import diversity_curve
from scaffold_recommendation.evaluation.metrics import coverage, user_figures
from scaffold_recommendation.ordering.list_diversity import intra_list_diversity

ITEMS = 80


@pytest.fixture(scope="module")
def candidates():
    """60 users with 40 candidates each in order, the better ones taken more often; items in five directions."""
    rng = np.random.default_rng(0)
    items = np.stack([rng.permutation(ITEMS)[:40] for _ in range(60)])
    scores = -np.sort(-rng.normal(size=items.shape), axis=1).astype(np.float32)
    taken = rng.random(items.shape) < 0.5 / (1 + np.arange(40))
    taken[:, 0] |= ~taken.any(axis=1)
    rows = np.nonzero(taken)[0]
    truth = sparse.csr_matrix((np.ones(len(rows)), (rows, items[taken])), shape=(60, ITEMS))
    vectors = rng.normal(size=(ITEMS, 5)) + 4 * np.eye(5)[np.arange(ITEMS) % 5]
    return items, scores, truth, (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def test_it_begins_with_the_lists_as_ranked(candidates):
    items, scores, truth, vectors = candidates
    found = diversity_curve(*candidates, (1.0, 0.5))
    top = items[:, :10]
    assert found.ranked.ndcg == pytest.approx(user_figures(top, truth)["ndcg@10"].mean())
    assert found.ranked.diversity == pytest.approx(np.mean(intra_list_diversity(top, vectors)))
    assert found.ranked.coverage == coverage(top, ITEMS)
    assert (found.ranked.lost.low, found.ranked.lost.high) == (0, 0)
    assert [(each.method, each.trade_off) for each in found.points] == [("mmr", 0.5), ("dpp", 0.5), ("msd", 0.5)]
    shuffled = np.random.default_rng(1).permutation(40)
    again = diversity_curve(items[:, shuffled], scores[:, shuffled], truth, vectors, (0.5,))
    assert again.as_metrics() == found.as_metrics()


def test_more_variety_costs_more_and_the_most_varied_of_the_cheap_is_chosen(candidates):
    found = diversity_curve(*candidates, most_lost=0.1)
    for method in ("mmr", "msd", "dpp"):
        own = [each for each in found.points if each.method == method]
        assert [each.trade_off for each in own] == sorted((each.trade_off for each in own), reverse=True)
        assert own[-1].diversity > own[0].diversity
        assert own[-1].ndcg < own[0].ndcg
    cheap = [each for each in found.points if each.ndcg >= 0.9 * found.ranked.ndcg]
    assert 0 < len(cheap) < len(found.points)
    assert found.chosen == max(cheap, key=lambda each: each.diversity)
    assert found.more_diverse == pytest.approx(found.chosen.diversity / found.ranked.diversity - 1)
    assert found.chosen.lost.value == pytest.approx(1 - found.chosen.ndcg / found.ranked.ndcg)
    assert found.chosen.lost.low <= found.chosen.lost.value <= found.chosen.lost.high
    json.dumps(found.as_metrics(), allow_nan=False)


def test_what_other_users_chose_is_shown_whatever_it_costs(candidates):
    chosen = next(each for each in diversity_curve(*candidates, (0.3,)).points if each.method == "mmr")
    found = diversity_curve(*candidates, (0.9,), chosen=chosen)
    assert found.is_chosen_before
    assert found.chosen == chosen
    assert chosen.lost.value > found.most_lost
    assert {(each.method, each.trade_off) for each in found.points} == {
        ("mmr", 0.9),
        ("msd", 0.9),
        ("dpp", 0.9),
        ("mmr", 0.3),
    }


def test_where_all_is_alike_nothing_is_chosen(candidates):
    items, scores, truth, vectors = candidates
    found = diversity_curve(items, scores, truth, np.tile(vectors[:1], (ITEMS, 1)), (0.5,))
    assert found.chosen is None
    assert (found.more_diverse, found.more_coverage) == (0.0, 1.0)
    assert found.as_metrics()["chosen"] is None


def test_many_users_are_sampled_always_alike(candidates):
    first, again = (diversity_curve(*candidates, (0.7,), most_users=20, seed=3) for _ in range(2))
    assert first.users == 20
    assert first.as_metrics() == again.as_metrics()
    other = diversity_curve(*candidates, (0.7,), most_users=20, seed=4)
    assert other.ranked.ndcg != first.ranked.ndcg


def test_few_candidates_and_lists_that_find_nothing():
    items = np.array([[2, -1, -1], [0, 1, -1]])
    scores = np.array([[1.0, -np.inf, -np.inf], [2.0, 1.0, -np.inf]], np.float32)
    truth = sparse.csr_matrix(([1.0, 1.0], ([0, 1], [3, 3])), shape=(2, 4))
    found = diversity_curve(items, scores, truth, np.eye(4, dtype=np.float32), (0.5,))
    assert (found.ranked.ndcg, found.points[0].lost.value) == (0, 0)
    assert found.ranked.diversity == 1
    json.dumps(found.as_metrics(), allow_nan=False)
