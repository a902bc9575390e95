from __future__ import annotations

import numpy as np
import pytest

from scaffold_recommendation.ranking.ranker import Ranker, Rows
from scaffold_recommendation.ranking.ranking import FUSED, LENGTH, POPULAR, TAKEN_BY_MANY, WAYS, Ranking, standardised

NAMES = ("useful", "noise", LENGTH, TAKEN_BY_MANY)


@pytest.fixture(scope="module")
def columns() -> tuple[np.ndarray, np.ndarray]:
    """300 lists of 20 candidates; those with a high first feature are taken."""
    rng = np.random.default_rng(0)
    values = rng.normal(size=(300, 20, 4)).astype(np.float32)
    values[..., 2] = 1.0
    taken = rng.random((300, 20)) < 1 / (1 + np.exp(-3 * (values[..., 0] - 1)))
    return values, taken


@pytest.fixture(scope="module")
def rankers(columns: tuple[np.ndarray, np.ndarray]) -> dict:
    values, taken = columns
    rows = Rows.of(values, taken, np.ones(taken.shape, bool))
    return {objective: Ranker.fit(rows, NAMES, objective) for objective in ("lambdarank", "binary")}


def test_lists_without_anything_taken_teach_nothing() -> None:
    values = np.zeros((3, 2, 1), np.float32)
    taken = np.array([[True, False], [False, False], [True, True]])
    there = np.array([[True, True], [True, True], [True, False]])
    rows = Rows.of(values, taken, there)
    assert rows.lists.tolist() == [2, 1]
    assert rows.taken.tolist() == [1, 0, 1]


@pytest.mark.parametrize("objective", ["lambdarank", "binary"])
def test_a_ranker_learns_which_candidates_are_taken(rankers: dict, objective: str) -> None:
    ranker = rankers[objective]
    fresh = np.random.default_rng(9).normal(size=(50, 20, 4)).astype(np.float32)
    scores = ranker.scores(fresh, np.ones((50, 20), bool))
    ranks = [np.corrcoef(row, values[:, 0])[0, 1] for row, values in zip(scores, fresh, strict=True)]
    assert np.mean(ranks) > 0.8
    assert next(iter(ranker.gains)) == "useful"
    assert sum(ranker.gains.values()) == pytest.approx(1)


def test_a_ranker_says_the_same_after_it_was_written_and_read(rankers: dict, columns: tuple) -> None:
    values, taken = columns
    there = np.ones(taken.shape, bool)
    again = Ranker(rankers["binary"].model, NAMES, "binary")
    np.testing.assert_array_equal(again.scores(values, there), rankers["binary"].scores(values, there))
    assert (again.scores(values, there, threads=1) == again.scores(values, there, threads=2)).all()


def test_where_there_is_no_candidate_there_is_no_score(rankers: dict, columns: tuple) -> None:
    there = np.zeros((300, 20), bool)
    there[:, :3] = True
    for way in WAYS:
        scores, probability = Ranking(rankers, way).scores(columns[0], there)
        assert np.isneginf(scores[:, 3:]).all()
        assert np.isfinite(scores[:, :3]).all()
        assert (probability[:, 3:] == 0).all()
        assert ((probability[:, :3] > 0) & (probability[:, :3] < 1)).all()


def test_without_a_ranker_candidates_stay_in_their_order() -> None:
    values, there = np.zeros((2, 4, 4), np.float32), np.ones((2, 4), bool)
    scores, probability = Ranking({}).scores(values, there)
    assert np.argsort(-scores, axis=1).tolist() == [[0, 1, 2, 3]] * 2
    assert np.isnan(probability).all()


def test_users_without_a_history_get_the_order_that_suits_them(rankers: dict, columns: tuple) -> None:
    values = columns[0][:10].copy()
    values[:5, :, 2] = 0.0
    there = np.ones((10, 20), bool)
    ranking = Ranking(rankers, "LambdaMART", POPULAR)
    scores, _ = ranking.scores(values, there)
    plain, _ = Ranking(rankers, "LambdaMART", "LambdaMART").scores(values, there)
    np.testing.assert_allclose(scores[:5], standardised(values[:5, :, 3], there[:5]))
    np.testing.assert_array_equal(scores[5:], plain[5:])
    assert FUSED in WAYS
