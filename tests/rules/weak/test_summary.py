from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scaffold.rules.weak.dawid_skene import DawidSkene
from scaffold.rules.weak.interval import share_bounds
from scaffold.rules.weak.summary import summarise, totals


@pytest.fixture
def votes(rules_of):
    fired = [[1, 1, 0], [1, 0, 1], [1, 0, 0], [0, 0, 0], [0, 0, 1]]
    targets = np.array([[1, 0, 0], [0.5, 0, 0.5], [0, 1, 0]], dtype=np.float32)
    return replace(rules_of(fired, [0, 0, 1], 3), targets=targets)


def test_counts_of_each_rule(votes) -> None:
    fitted = DawidSkene.fit(votes)
    found = summarise(votes, fitted)
    assert [each.id for each in found] == ["r0", "r1", "r2"]
    assert [each.label for each in found] == ["a", "not b", "b"]
    assert [each.fired for each in found] == [3, 1, 2]
    assert [each.coverage for each in found] == pytest.approx([0.6, 0.2, 0.4])
    assert [each.overlap for each in found] == pytest.approx([0.4, 0.2, 0.2])
    # The first two rules both allow a; the first and the last cannot both be right.
    assert [each.conflict for each in found] == pytest.approx([0.2, 0, 0.2])
    assert [each.accuracy for each in found] == pytest.approx(fitted.accuracies)


def test_precision_where_the_class_is_known(votes) -> None:
    found = summarise(votes, DawidSkene.fit(votes), gold=np.array([2, 0, -1, 1, -1]))
    assert [(each.correct, each.judged, each.precision) for each in found] == [(1, 2, 0.5), (1, 1, 1.0), (0, 1, 0.0)]
    assert (found[0].low, found[0].high) == share_bounds(1, 2)


def test_without_texts_of_known_class_precision_is_open(votes) -> None:
    first = summarise(votes, DawidSkene.fit(votes))[0]
    assert (first.precision, first.judged, first.low, first.high) == (None, 0, 0.0, 1.0)


def test_all_rules_together(votes, rules_of) -> None:
    found = totals(votes)
    assert (found.texts, found.coverage, found.overlap, found.conflict) == pytest.approx((5, 0.8, 0.4, 0.2))
    assert totals(rules_of(np.zeros((0, 1)), [0], 2)).coverage == 0


def test_a_rule_that_leaves_several_labels_names_them_or_what_it_rules_out(rules_of) -> None:
    votes = rules_of(np.zeros((1, 3)), [0, 0, 0], 5)
    said = np.array([[1, 1, 0, 0, 0], [1, 1, 1, 0, 0], [0, 0, 0, 0, 0]])
    targets = (said / np.maximum(said.sum(axis=1, keepdims=True), 1)).astype(np.float32)
    votes = replace(votes, targets=targets)
    assert [each.label for each in summarise(votes, DawidSkene.fit(votes))] == ["a or b", "not d or e", ""]
