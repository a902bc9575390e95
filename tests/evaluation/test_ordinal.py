"""Figures of labels in an order: far off counts more than near."""

from __future__ import annotations

import pytest
from sklearn.metrics import cohen_kappa_score

from scaffold.evaluation.evaluate import SplitOutputs, evaluate_head
from scaffold.evaluation.metrics import UNKNOWN
from scaffold.evaluation.ordinal import ordinal_metrics


def test_agreement_and_distance():
    truth, predicted = [0, 1, 2, 3, 3], [0, 2, 2, 3, 0]
    found = ordinal_metrics(truth, predicted)

    assert found["quadratic_kappa"] == pytest.approx(cohen_kappa_score(truth, predicted, weights="quadratic"))
    assert found["within_one_step"] == 0.8
    assert found["mean_steps_off"] == pytest.approx(4 / 5)


def test_labels_the_model_lacks_are_left_out():
    assert ordinal_metrics([0, UNKNOWN, 1], [0, 5, 1]) == ordinal_metrics([0, 1], [0, 1])
    assert ordinal_metrics([UNKNOWN], [1]) == {}


def test_one_step_only_agrees_by_chance():
    assert ordinal_metrics([1, 1], [1, 1])["quadratic_kappa"] == 0.0


def test_ordinal_heads_have_them_among_their_figures():
    split = SplitOutputs(["x", "y"], ["1", "2"], [[0.9, 0.1], [0.2, 0.8]])
    for kind, has in (("ordinal", True), ("classification", False)):
        head = evaluate_head("stars", ["1", "2"], {"test": split}, metric="accuracy", kind=kind)
        assert ("quadratic_kappa" in head.figures) == has
