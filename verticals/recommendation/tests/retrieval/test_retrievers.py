from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from scaffold_recommendation.data.interactions import Interactions
from scaffold_recommendation.data.items import Catalogue
from scaffold_recommendation.retrieval.als import Als, AlsShape
from scaffold_recommendation.retrieval.ease import Ease
from scaffold_recommendation.retrieval.histories import Histories
from scaffold_recommendation.retrieval.item_knn import ItemKnn
from scaffold_recommendation.retrieval.nearest import Nearest
from scaffold_recommendation.retrieval.popularity import DAY, Popularity
from scaffold_recommendation.retrieval.retrievers import NAMES, Retrievers
from scaffold_recommendation.retrieval.shape import Shape
from scaffold_recommendation.retrieval.text_match import TextMatch

Shop = tuple[Interactions, Catalogue]


@pytest.fixture(scope="module")
def taken(shop: Shop) -> sparse.csr_matrix:
    return shop[0].matrix()


def test_ease_without_denoising_is_the_closed_form_of_the_paper(taken: sparse.csr_matrix) -> None:
    dense = taken.toarray().astype(np.float64)
    inverse = np.linalg.inv(dense.T @ dense + 7.0 * np.eye(dense.shape[1]))
    wanted = inverse / -np.diag(inverse)
    np.fill_diagonal(wanted, 0)
    found = Ease.fit(taken, 7.0, 100, dropout=0.0)
    np.testing.assert_allclose(found.weights, wanted, atol=1e-5)


def test_ease_covers_the_most_taken_items_and_says_nothing_of_others(taken: sparse.csr_matrix) -> None:
    ease = Ease.fit(taken, 10.0, 20)
    counts = np.asarray(taken.sum(axis=0)).ravel()
    assert counts[ease.columns].min() >= np.sort(counts)[-20]
    other = int(np.argmin(counts))
    query = ease.query(Histories.of_one([int(ease.columns[0])], [1.0], [0.0]))
    assert query.scores(np.array([[other]])).tolist() == [[0.0]]
    assert other not in query.top(60)[0]
    assert not ease.because(other, ease.columns[:3]).any()


def test_what_items_of_a_history_say_adds_up_to_the_score_of_ease(taken: sparse.csr_matrix) -> None:
    ease = Ease.fit(taken, 10.0, 100)
    history = np.array([3, 7, 11])
    score = ease.query(Histories.of_one(list(history), [1.0] * 3, [0.0] * 3)).scores(np.array([[15]]))[0, 0]
    assert ease.because(15, history).sum() == pytest.approx(score, abs=1e-5)


def test_item_knn_is_the_shrunk_cosine(taken: sparse.csr_matrix) -> None:
    both = (taken.T @ taken).toarray().astype(np.float64)
    counts = np.diag(both)
    wanted = both / np.sqrt(np.outer(counts, counts)) * both / (both + 5.0)
    np.fill_diagonal(wanted, 0)
    found = ItemKnn.fit(taken, 59, shrinkage=5.0).similar.toarray()
    np.testing.assert_allclose(found, wanted, atol=1e-5)


def test_item_knn_keeps_the_nearest_neighbours(taken: sparse.csr_matrix) -> None:
    whole, few = ItemKnn.fit(taken, 59, shrinkage=0.0), ItemKnn.fit(taken, 3, shrinkage=0.0)
    for item in (0, 17, 40):
        kept = {other for other, _ in few.neighbours(item, 10)}
        reached = few.similar.T.tocsr()[item].nnz + len(kept)
        assert reached > 0
        assert few.similar.nnz <= 60 * 3
        assert whole.neighbours(item, 1)[0][1] == pytest.approx(whole.similar[item].toarray().max())


def test_factors_of_a_known_user_are_those_solved_from_the_history(taken: sparse.csr_matrix) -> None:
    shape = AlsShape(factors=8, l2=2.0, alpha=3.0)
    als = Als.fit(taken, shape)
    items = als.nearest.vectors.astype(np.float64)
    history = Histories.of_one([1, 5, 9], [1.0] * 3, [0.0] * 3)
    # Hu, Koren & Volinsky, equation 4, with confidence alpha for what was taken and 1 for all else.
    confidence = np.ones(len(items))
    confidence[[1, 5, 9]] = shape.alpha
    wanted = np.linalg.solve(
        items.T @ (items * confidence[:, None]) + shape.l2 * np.eye(8), items.T @ (confidence * (confidence > 1))
    )
    np.testing.assert_allclose(als.users(history)[0], wanted, rtol=0.02, atol=1e-3)


def test_an_empty_history_says_nothing_to_those_that_learn_from_histories(shop: Shop, texts: np.ndarray) -> None:
    retrievers = Retrievers.fit(shop[0], Shape(als=AlsShape(8, 1.0, 2.0)), texts)
    empty = Histories.of_one([], [], [])
    for name, query in retrievers.query(empty).items():
        found = query.top(5)
        if name == "popularity":
            assert (found >= 0).all()
        else:
            assert (found == -1).all(), name
            assert not query.scores(np.array([[0, 1, 2]])).any(), name


def test_every_retriever_scores_what_it_brings_in_that_order(shop: Shop, texts: np.ndarray) -> None:
    retrievers = Retrievers.fit(shop[0], Shape(als=AlsShape(8, 1.0, 2.0)), texts)
    assert retrievers.names == NAMES
    histories = Histories.of(shop[0], np.arange(10), 100)
    for name, query in retrievers.query(histories).items():
        top = query.top(12)
        scores = np.where(top >= 0, query.scores(top), -np.inf)
        assert (np.diff(scores, axis=1) <= 1e-5).all(), name


def test_batch_and_single_requests_agree(shop: Shop, texts: np.ndarray) -> None:
    retrievers = Retrievers.fit(shop[0], Shape(als=AlsShape(8, 1.0, 2.0)), texts)
    histories = Histories.of(shop[0], np.arange(10), 100)
    items = np.tile(np.arange(60), (10, 1))
    together = {name: query.scores(items) for name, query in retrievers.query(histories).items()}
    for user in range(10):
        for name, query in retrievers.query(histories.rows(user, user + 1)).items():
            np.testing.assert_allclose(query.scores(items[:1])[0], together[name][user], atol=2e-4, err_msg=name)


def test_popularity_halves_after_a_half_life(shop: Shop) -> None:
    events = shop[0]
    now = float(events.time.max())
    counts = Popularity.fit(events, 10.0).counts
    wanted = np.zeros(60)
    np.add.at(wanted, events.item, 0.5 ** ((now - events.time) / (10 * DAY)))
    np.testing.assert_allclose(counts, wanted, rtol=1e-4)
    plain = Popularity.fit(events).counts
    assert plain.tolist() == np.bincount(events.item, minlength=60).tolist()


def test_texts_find_items_of_the_same_group(texts: np.ndarray) -> None:
    match = TextMatch(Nearest(texts))
    found = match.query(Histories.of_one([0, 4], [1.0, 1.0], [0.0, 1.0])).top(12)[0]
    assert np.mean(found % 4 == 0) > 0.9


def test_new_items_are_found_by_their_texts(shop: Shop, texts: np.ndarray) -> None:
    retrievers = Retrievers.fit(shop[0], Shape(als=AlsShape(8, 1.0, 2.0)), texts).extended(texts[[0]])
    history = Histories.of(shop[0], np.array([0]), 100)
    scores = {name: query.scores(np.array([[0, 60]]))[0] for name, query in retrievers.query(history).items()}
    assert scores["ease"][1] == scores["item_knn"][1] == 0
    assert scores["text"][1] == pytest.approx(scores["text"][0])
    assert scores["text_map"][1] == pytest.approx(scores["text_map"][0], rel=1e-4)


def test_an_index_of_many_vectors_finds_nearly_what_looking_at_all_does(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(40, 16))
    vectors = (centres[rng.integers(0, 40, 4000)] + 0.3 * rng.normal(size=(4000, 16))).astype(np.float32)
    queries = centres[:20].astype(np.float32)
    exact = Nearest(vectors).top(queries, 10)
    monkeypatch.setattr("scaffold_recommendation.retrieval.nearest.EXACT", 1000)
    found = Nearest(vectors).top(queries, 10)
    assert np.mean([len(set(a) & set(b)) / 10 for a, b in zip(exact, found, strict=True)]) > 0.8


def test_an_index_is_kept_and_takes_further_vectors_without_being_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scaffold_recommendation.retrieval.nearest.EXACT", 1000)
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(3000, 16)).astype(np.float32)
    made = Nearest(vectors)
    stored = made.stored["index"]
    monkeypatch.setattr("scaffold_recommendation.retrieval.nearest._SAMPLE", 0)
    read = Nearest(vectors, stored)
    assert read.top(vectors[:50], 10).tolist() == made.top(vectors[:50], 10).tolist()

    far = 10 * np.ones((2, 16), np.float32)
    assert sorted(read.extended(far).top(far[:1], 2)[0].tolist()) == [3000, 3001]
    assert (read.top(far[:1], 5) < 3000).all()
    monkeypatch.setattr("scaffold_recommendation.retrieval.nearest.EXACT", 5000)
    assert made.stored == {}


def test_what_was_seen_is_not_found_in_an_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scaffold_recommendation.retrieval.nearest.EXACT", 1000)
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(3000, 16)).astype(np.float32)
    nearest = Nearest(vectors)
    deep = nearest.top(vectors[:20], 40)
    seen = sparse.lil_matrix((20, 3000), dtype=np.float32)
    for row in range(19):
        seen[row, deep[row, : row + 1]] = 1
    found = nearest.query(vectors[:20]).top(10, seen.tocsr())
    for row in range(20):
        hidden = set(deep[row, : row + 1].tolist()) if row < 19 else set()
        assert found[row].tolist() == [item for item in deep[row].tolist() if item not in hidden][:10]
    assert nearest.query(vectors[:0]).scores(np.zeros((0, 4), np.int64)).shape == (0, 4)
