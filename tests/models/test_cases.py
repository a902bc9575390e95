"""Known cases: the nearest ones, their votes, and an even sample of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.errors import BundleError
from scaffold.models.cases import Cases, even_sample

LABELS = st.lists(st.integers(0, 4), min_size=1, max_size=60).map(lambda values: np.array(values))


def cases(rows: int = 30, classes: int = 3, seed: int = 0) -> Cases:
    random = np.random.default_rng(seed)
    truth = np.arange(rows) % classes
    features = np.eye(8, dtype=np.float32)[truth] + random.normal(0, 0.2, (rows, 8)).astype(np.float32)
    features /= np.linalg.norm(features, axis=1, keepdims=True)
    return Cases([f"text {i} 卡" for i in range(rows)], truth.astype(np.int64), features)


def test_nearest_are_those_of_a_full_comparison():
    known = cases()
    indices, cosines = known.nearest(known.features[:7], 5)

    likeness = known.features[:7] @ known.features.T
    np.testing.assert_array_equal(indices, np.argsort(-likeness, axis=1, kind="stable")[:, :5])
    np.testing.assert_allclose(cosines, -np.sort(-likeness, axis=1)[:, :5], rtol=1e-6)
    assert indices[:, 0].tolist() == list(range(7))


def test_nearest_of_few_cases_are_all_of_them():
    indices, _ = cases(rows=3).nearest(cases(rows=3).features, 20)

    assert indices.shape == (3, 3)


def test_equal_cases_come_in_the_order_they_were_read():
    known = Cases(["a", "b", "c"], np.array([0, 1, 0]), np.ones((3, 4), dtype=np.float32) / 2)

    assert known.nearest(known.features[:1], 3)[0].tolist() == [[0, 1, 2]]


def test_votes_are_log_shares_that_follow_the_neighbours():
    known = cases()
    votes = known.log_votes(known.features, 4, k=5, temperature=0.05)

    np.testing.assert_allclose(np.exp(votes).sum(axis=1), 1, rtol=1e-5)
    assert (votes.argmax(axis=1) == known.truth).all()
    assert np.isfinite(votes).all()
    assert (votes[:, 3] < np.log(0.01)).all()


def test_small_temperature_gives_the_nearest_case_the_say():
    known = Cases(["a", "b", "c"], np.array([0, 1, 1]), np.array([[1, 0], [0.8, 0.6], [0.8, 0.6]], dtype=np.float32))
    asked = np.array([[1, 0]], dtype=np.float32)

    assert known.log_votes(asked, 2, k=3, temperature=0.01).argmax() == 0
    assert known.log_votes(asked, 2, k=3, temperature=10.0).argmax() == 1


def test_saved_cases_are_the_same(tmp_path):
    known = cases()
    known.save(tmp_path)
    again = Cases.read(tmp_path)

    assert again.texts == known.texts
    np.testing.assert_array_equal(again.truth, known.truth)
    np.testing.assert_array_equal(again.features, known.features)


def test_line_separators_inside_a_text_are_kept(tmp_path):
    known = Cases(["one\u2028two\x85three\nfour"], np.array([0]), np.ones((1, 2), dtype=np.float32))
    known.save(tmp_path)

    assert Cases.read(tmp_path).texts == known.texts


def test_texts_that_do_not_fit_the_features_are_refused(tmp_path):
    cases().save(tmp_path)
    (tmp_path / "texts.jsonl").write_text('"only one"\n', encoding="utf-8")

    with pytest.raises(BundleError, match="differ in number"):
        Cases.read(tmp_path)


@given(LABELS, st.integers(1, 80))
def test_even_sample_is_sorted_unique_and_as_large_as_allowed(truth, most):
    kept = even_sample(truth, most)

    assert len(kept) == min(most, len(truth))
    assert (np.diff(kept) > 0).all()


@given(LABELS, st.integers(1, 80))
def test_even_sample_takes_from_every_class_alike(truth, most):
    kept = even_sample(truth, most)

    for label, count in zip(*np.unique(truth, return_counts=True), strict=True):
        own = int((truth[kept] == label).sum())
        # A class may be short only of what it does not have, or of one turn.
        largest = int(np.bincount(truth[kept]).max())
        assert own == count or own >= largest - 1
