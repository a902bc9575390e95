"""Texts whose label is sure and texts whose label is only believed, side by side."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from scaffold.data.example import Example
from scaffold.data.examples import Examples
from scaffold.training.objectives.kinds import OBJECTIVES
from scaffold.training.task import Labelled, SoftLabels, labelled

NUMBERS = st.lists(st.lists(st.integers(0, 100), min_size=3, max_size=3), min_size=1, max_size=12)


def soft(rows, weights=None) -> SoftLabels:
    shares = np.array(rows, dtype=np.float32)
    weights = np.ones(len(shares), np.float32) if weights is None else np.array(weights, dtype=np.float32)
    return SoftLabels(shares, weights, np.zeros_like(shares))


@given(NUMBERS)
def test_expanded_has_every_likely_class_and_no_class_less(numbers):
    shares = np.array(numbers, dtype=np.float64) + 1e-6
    known = soft(shares / shares.sum(axis=1, keepdims=True), np.arange(1, len(shares) + 1))
    rows, classes, weights = known.expanded()

    assert set(classes) == {0, 1, 2}
    entries = set(zip(rows.tolist(), classes.tolist(), strict=True))
    assert len(entries) == len(rows)
    assert {(row, label) for row, label in np.argwhere(known.shares > 0.05).tolist()} <= entries
    for row, label in entries:
        likeliest = known.shares[row, label] == known.shares[:, label].max()
        assert known.shares[row, label] > 0.05 or likeliest
    np.testing.assert_allclose(weights, known.shares[rows, classes] * known.weights[rows])


@given(st.lists(st.integers(0, 2), min_size=1, max_size=12).filter(lambda each: len(set(each)) == 3))
def test_sure_classes_expand_to_themselves(truth):
    rows, classes, weights = soft(np.eye(3)[truth]).expanded()
    assert (rows.tolist(), classes.tolist(), weights.tolist()) == (list(range(len(truth))), truth, [1.0] * len(truth))


def test_further_sure_texts_count_as_much_as_the_most():
    more = soft([[0.5, 0.5], [0.0, 1.0]], [1, 5]).plus(np.array([0, 1]))

    np.testing.assert_array_equal(more.shares, [[0.5, 0.5], [0, 1], [1, 0], [0, 1]])
    assert more.weights.tolist() == [1, 5, 5, 5]
    assert not more.evidence.any()
    assert more.evidence.shape == (4, 2)
    assert {each.dtype for each in (more.shares, more.weights, more.evidence)} == {np.dtype(np.float32)}


def test_texts_are_added_to_labels_of_either_sort():
    plain = Labelled(["x"], np.array([0])).plus(["y", "z"], np.array([1, 1]))
    assert (plain.texts, plain.truth.tolist(), plain.soft) == (["x", "y", "z"], [0, 1, 1], None)
    assert list(plain.targets()) == [0, 1, 1]

    believed = Labelled(["x"], np.array([0]), soft([[0.75, 0.25]])).plus(["y"], np.array([1]))
    assert len(believed) == 2
    (one, two) = believed.targets()
    assert [part.tolist() for part in one] == [[0.75, 0.25], 1.0, [0.0, 0.0]]
    assert [part.tolist() for part in two] == [[0.0, 1.0], 1.0, [0.0, 0.0]]


def points(rows: int = 60):
    rng = np.random.default_rng(0)
    truth = np.arange(rows) % 3
    return (np.eye(3)[truth] + rng.normal(0, 0.7, (rows, 3))).astype(np.float32), truth


@pytest.mark.parametrize("model", [LogisticRegression(tol=1e-8), LinearSVC(random_state=0, tol=1e-8, max_iter=20_000)])
def test_fit_with_sure_shares_is_the_plain_fit(model):
    features, truth = points()
    texts = [""] * len(truth)
    plain = Labelled(texts, truth).fit(model, features).coef_.copy()
    believed = Labelled(texts, truth, soft(np.eye(3)[truth])).fit(model, features).coef_
    np.testing.assert_allclose(believed, plain, atol=1e-4)


def test_a_text_counts_by_its_weight():
    features, truth = points()
    model = LogisticRegression(tol=1e-8, max_iter=1000)
    weights = np.where(truth == 0, 3.0, 1.0)
    wanted = model.fit(features, truth, sample_weight=weights).coef_.copy()
    found = Labelled([""] * 60, truth, soft(np.eye(3)[truth], weights)).fit(model, features).coef_
    np.testing.assert_allclose(found, wanted, atol=1e-4)


def test_fit_knows_a_class_that_is_nowhere_the_likeliest():
    features, truth = points()
    shares = np.eye(3)[truth] * 0.98 + 0.01
    shares[truth == 2] = [0.96, 0.02, 0.02]
    fitted = Labelled([""] * 60, np.where(truth == 2, 0, truth), soft(shares)).fit(LogisticRegression(), features)
    assert fitted.classes_.tolist() == [0, 1, 2]


def test_fine_tuning_starts_from_the_middle_of_each_class_by_its_shares():
    features, truth = points()
    objective = OBJECTIVES["classification"]
    plain = Labelled([""] * 60, truth).start(objective, features, 3)
    sure = Labelled([""] * 60, truth, soft(np.eye(3)[truth], [2.0] * 60)).start(objective, features, 3)
    np.testing.assert_allclose(sure[0], plain[0], atol=1e-6)
    np.testing.assert_array_equal(sure[1], plain[1])

    # A class that is nowhere the likeliest one has a middle all the same.
    unlikely = soft([[0.6, 0.4, 0.0]] * 30 + [[0.4, 0.3, 0.3]] * 30)
    weight, bias = Labelled([""] * 60, np.zeros(60, int), unlikely).start(objective, features, 3)
    np.testing.assert_allclose(np.linalg.norm(weight, axis=1), 1, rtol=1e-5)
    assert np.isfinite(weight).all()
    assert not bias.any()


def test_labels_that_are_not_known_get_minus_one():
    examples = Examples.from_iter(
        Example(text, labels=labels) for text, labels in (("x", {"h": "a"}), ("y", {}), ("z", {"h": "new"}))
    )
    part = labelled(examples, "h", ("a", "b"))
    assert (part.texts, part.truth.tolist()) == (["x", "z"], [0, -1])
