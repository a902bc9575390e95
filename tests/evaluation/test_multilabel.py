"""Figures of many labels a text are those of scikit-learn; labels the model lacks count as missed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sklearn.metrics import f1_score, hamming_loss, precision_score, recall_score

from scaffold.evaluation.multilabel import label_counts, label_scores, multilabel_metrics

LABELS = ("a", "b", "c")
TRUTH = arrays.arrays(bool, st.tuples(st.integers(1, 12), st.just(3)))


def named(rows) -> list[frozenset[str]]:
    return [frozenset(label for label, has in zip(LABELS, row, strict=True) if has) for row in rows]


@settings(deadline=None)
@given(TRUTH, st.integers(0, 2**32 - 1))
def test_figures_are_those_of_scikit_learn(truth, seed):
    rng = np.random.default_rng(seed)
    probabilities = rng.random(truth.shape)
    chosen = probabilities > 0.5
    found = multilabel_metrics(LABELS, named(truth), chosen, probabilities)

    assert found["micro_f1"] == pytest.approx(f1_score(truth, chosen, average="micro", zero_division=0))
    occurs = truth.any(axis=0) | chosen.any(axis=0)
    macro = f1_score(truth, chosen, average=None, zero_division=0)[occurs]
    assert found["macro_f1"] == pytest.approx(macro.mean() if occurs.any() else 0.0)
    assert found["micro_precision"] == pytest.approx(precision_score(truth, chosen, average="micro", zero_division=0))
    assert found["micro_recall"] == pytest.approx(recall_score(truth, chosen, average="micro", zero_division=0))
    assert found["hamming_loss"] == pytest.approx(hamming_loss(truth, chosen))
    assert found["subset_accuracy"] == pytest.approx((truth == chosen).all(axis=1).mean())
    assert all(np.isfinite(value) for value in found.values())


def test_labels_the_model_lacks_are_missed():
    chosen, probabilities = np.array([[1, 0, 0], [0, 1, 0]]), np.full((2, 3), 0.5)
    found = multilabel_metrics(LABELS, [frozenset({"a"}), frozenset({"b", "new"})], chosen, probabilities, chosen)

    assert found["micro_recall"] == pytest.approx(2 / 3)
    assert found["micro_precision"] == 1.0
    assert found["subset_accuracy"] == 0.5
    assert found["unknown_label_rows"] == 1
    assert found["true_labels_kept"] == pytest.approx((1 + 1 / 2) / 2)


def test_what_is_given_is_judged_by_itself():
    truth = named([[1, 0, 0]] * 50 + [[0, 0, 0]] * 50)
    probabilities = np.tile([0.9, 0.01, 0.01], (100, 1))
    found = multilabel_metrics(LABELS, truth, probabilities > 0.5, probabilities)

    assert found["given_confidence"] == pytest.approx(0.9)
    assert found["given_ece"] == pytest.approx(0.4)
    # Over all labels the many that are surely absent hide it.
    assert found["ece"] < 0.2
    assert found["given_ece_by_chance"] < 0.05


def test_labels_are_scored_weakest_first():
    truth = named([[1, 1, 0], [1, 0, 0], [0, 1, 0]])
    chosen = np.array([[1, 0, 0], [1, 0, 1], [0, 1, 0]], dtype=bool)
    scores = {score.label: score for score in label_scores(LABELS, truth, chosen)}

    assert list(scores) == ["c", "b", "a"]
    assert (scores["b"].precision, scores["b"].recall, scores["b"].support) == (1.0, 0.5, 2)
    assert (scores["c"].f1, scores["c"].predicted) == (0.0, 1)
    right, given_, wanted = label_counts(LABELS, truth, chosen)
    assert (right.sum(), given_.sum(), wanted.sum()) == (3, 4, 4)
