from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as sk

from scaffold.errors import ScaffoldError
from scaffold.evaluation.metrics import class_scores, classification_metrics, truth_columns

LABELS = ("a", "b", "c", "d")


@st.composite
def predictions(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    rows = draw(st.integers(1, 30))
    truth = np.array(draw(st.lists(st.integers(-1, 3), min_size=rows, max_size=rows)))
    seed = draw(st.integers(0, 2**32 - 1))
    return truth, np.random.default_rng(seed).dirichlet(np.ones(4), rows)


def test_metrics_of_a_case_worked_by_hand() -> None:
    p = [[0.7, 0.2, 0.1, 0.0], [0.5, 0.3, 0.1, 0.1], [0.1, 0.1, 0.8, 0.0], [0.25, 0.4, 0.2, 0.15]]
    m = classification_metrics(LABELS, [0, 1, 2, 3], p)
    assert m["accuracy"] == 0.5
    assert m["top3_accuracy"] == 0.75
    # F1 is 2/3 for a (one of two predictions right), 0 for b and d, 1 for c.
    assert m["macro_f1"] == pytest.approx((2 / 3 + 0 + 1 + 0) / 4)
    assert m["nll"] == pytest.approx(-np.log([0.7, 0.3, 0.8, 0.15]).mean())
    assert m["brier"] == pytest.approx(np.mean([0.14, 0.76, 0.06, 0.9850]))
    # Each row is a bin of its own: gaps 0.3, 0.5, 0.2 and 0.4.
    assert m["ece"] == pytest.approx(0.35)
    # Surest first the rows are right, right, wrong, wrong.
    assert m["aurc"] == pytest.approx((0 + 0 + 1 / 3 + 2 / 4) / 4)
    assert m["rows"] == 4


@settings(deadline=None)
@given(predictions())
def test_metrics_agree_with_scikit_learn(case: tuple[np.ndarray, np.ndarray]) -> None:
    truth, p = case
    predicted = p.argmax(axis=1)
    m = classification_metrics(LABELS, truth, p)
    assert m["accuracy"] == pytest.approx(sk.accuracy_score(truth, predicted))
    assert m["macro_f1"] == pytest.approx(sk.f1_score(truth, predicted, average="macro", zero_division=0))
    assert m["weighted_f1"] == pytest.approx(sk.f1_score(truth, predicted, average="weighted", zero_division=0))
    known = truth >= 0
    if known.any():
        assert m["nll"] == pytest.approx(sk.log_loss(truth[known], p[known], labels=range(4)))
    if known.all():
        one_hot = np.eye(4)[truth]
        assert m["brier"] == pytest.approx(((p - one_hot) ** 2).sum(axis=1).mean())
        expected = sk.top_k_accuracy_score(truth, p, k=3, labels=range(4))
        assert m["top3_accuracy"] == pytest.approx(expected)


@settings(deadline=None)
@given(predictions())
def test_metrics_stay_in_their_ranges(case: tuple[np.ndarray, np.ndarray]) -> None:
    m = classification_metrics(LABELS, *case)
    shares = ("accuracy", "macro_f1", "weighted_f1", "top3_accuracy", "ece", "ece_equal_width", "aurc")
    assert all(-1e-9 <= m[name] <= 1 + 1e-9 for name in shares)
    assert -1e-9 <= m["brier"] <= 2 + 1e-9
    assert m["accuracy"] <= m["top3_accuracy"]


def test_labels_that_the_model_lacks_are_errors_and_are_counted() -> None:
    truth, unknown = truth_columns(LABELS, ["a", "x", "b", None, "x"])
    assert truth.tolist() == [0, -1, 1, -1, -1]
    assert unknown == {"x": 2, "(none)": 1}
    sure = np.eye(4)[[0, 0, 1, 1, 2]]
    m = classification_metrics(LABELS, truth, sure)
    assert m["accuracy"] == pytest.approx(0.4)
    assert m["unknown_label_rows"] == 3
    assert m["top3_accuracy"] == pytest.approx(0.4)


def test_a_label_named_like_the_absent_one_stays_a_label() -> None:
    truth, unknown = truth_columns(["", "a"], [""])
    assert truth.tolist() == [0]
    assert unknown == {}


def test_no_rows_give_counts_only() -> None:
    assert classification_metrics(LABELS, [], np.empty((0, 4))) == {"rows": 0, "unknown_label_rows": 0}


@pytest.mark.parametrize(("truth", "shape"), [([0, 1], (3, 4)), ([0, 1], (2, 3)), ([0, 4], (2, 4)), ([0, -2], (2, 4))])
def test_shapes_that_do_not_fit_are_refused(truth: list[int], shape: tuple[int, int]) -> None:
    with pytest.raises(ScaffoldError, match="4 labels"):
        classification_metrics(LABELS, truth, np.full(shape, 0.25))


@settings(deadline=None)
@given(predictions())
def test_class_scores_agree_with_scikit_learn(case: tuple[np.ndarray, np.ndarray]) -> None:
    truth, p = case
    predicted = p.argmax(axis=1)
    precision, recall, f1, support = sk.precision_recall_fscore_support(
        truth, predicted, labels=range(4), zero_division=0
    )
    scores = {s.label: s for s in class_scores(LABELS, truth, predicted)}
    for i, label in enumerate(LABELS):
        s = scores[label]
        assert (s.precision, s.recall, s.f1, s.support) == pytest.approx((precision[i], recall[i], f1[i], support[i]))


def test_class_scores_come_weakest_first() -> None:
    scores = class_scores(LABELS, [0, 0, 1, 2, 2], [0, 0, 0, 2, 1])
    assert [s.f1 for s in scores] == sorted(s.f1 for s in scores)
    assert scores[0].label == "b"
