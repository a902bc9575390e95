from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix

from scaffold.evaluation.confusion import REST_LABEL, UNKNOWN_LABEL, ConfusedPair, confused_pairs, confusions

LABELS = tuple("abcdef")


def test_all_classes_are_shown_when_they_fit() -> None:
    rng = np.random.default_rng(0)
    truth, predicted = rng.integers(0, 6, 80), rng.integers(0, 6, 80)
    found = confusions(truth, predicted, LABELS)
    assert found.is_whole
    assert set(found.rows) == set(LABELS)
    expected = confusion_matrix(truth, predicted, labels=range(6))
    at = [LABELS.index(label) for label in found.rows]
    assert np.array_equal(np.array(found.counts), expected[np.ix_(at, at)])


def test_only_the_worst_classes_are_shown_and_rows_add_up() -> None:
    truth = [0] * 5 + [1] * 5 + [2] * 5 + [3] * 5
    predicted = [1] * 5 + [1] * 5 + [2] * 4 + [5] + [3] * 5
    found = confusions(truth, predicted, LABELS, worst=2)
    assert not found.is_whole
    assert set(found.rows) == {"a", "b"}
    assert REST_LABEL not in found.columns
    found = confusions(truth, predicted, LABELS, worst=3)
    assert set(found.rows) == {"a", "b", "c"}
    assert found.columns[-1] == REST_LABEL
    assert found.counts[found.rows.index("c")][-1] == 1
    assert [sum(row) for row in found.counts] == [5, 5, 5]


def test_labels_that_the_model_lacks_are_a_row() -> None:
    found = confusions([0, -1, -1], [0, 1, 1], LABELS, worst=12)
    assert found.rows[-1] == UNKNOWN_LABEL
    assert found.counts[-1][found.columns.index("b")] == 2
    assert found.is_whole


def test_no_errors_among_many_classes_leave_nothing_to_show() -> None:
    found = confusions([0, 1, 2], [0, 1, 2], LABELS, worst=2)
    assert found.rows == ()


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(-1, 5), st.integers(0, 5)), max_size=60), st.integers(2, 8))
def test_rows_add_up_to_their_support(rows: list[tuple[int, int]], worst: int) -> None:
    truth = np.array([t for t, _ in rows], dtype=int)
    found = confusions(truth, [p for _, p in rows], LABELS, worst=worst)
    names = [*LABELS, UNKNOWN_LABEL]
    for label, counts in zip(found.rows, found.counts, strict=True):
        index = names.index(label) if label != UNKNOWN_LABEL else -1
        assert sum(counts) == int((truth == index).sum())
        assert len(counts) == len(found.columns)


def test_pairs_come_most_frequent_first() -> None:
    truth = [0, 0, 0, 1, 1, 2, -1]
    predicted = [1, 1, 0, 0, 1, 5, 3]
    assert confused_pairs(truth, predicted, LABELS, most=2) == [
        ConfusedPair("a", "b", 2, 3),
        ConfusedPair("b", "a", 1, 2),
    ]
    assert confused_pairs([0], [0], LABELS) == []
