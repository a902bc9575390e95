"""Texts by whether somebody has labelled them, and what is believed of the others."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from scaffold.data.example import Example
from scaffold.data.examples import Examples
from scaffold.heads.weak_texts import SURE, believed_labels, labelled_texts, unlabelled_texts, with_soft_labels
from scaffold.training.task import Labelled, Task


def examples(*rows) -> Examples:
    return Examples.from_iter(
        Example(text, labels={} if label is None else {"topic": label}, metadata={"n": n})
        for n, (text, label) in enumerate(rows)
    )


def dataset(train: Examples, more: Examples | None = None):
    return SimpleNamespace(splits={"train": train}, unlabelled=more)


def test_texts_with_a_label_come_with_their_metadata():
    found = labelled_texts(examples(("a", "x"), ("b", None), ("c", ["x", "y"]), ("d", [])), "topic")
    assert list(found) == ["a", "c", "d"]
    assert [each.fields for each in found.materials] == [{"n": 0}, {"n": 2}, {"n": 3}]


def test_texts_without_one_are_those_of_train_and_those_kept_beside_it():
    train = examples(("a", "x"), ("b", None), ("c", None))
    assert list(unlabelled_texts(dataset(train), "topic", 10, 0)) == ["b", "c"]
    assert list(unlabelled_texts(dataset(train, examples(("d", None))), "topic", 10, 0)) == ["b", "c", "d"]
    assert list(unlabelled_texts(dataset(examples(("a", "x"))), "topic", 10, 0)) == []
    assert list(unlabelled_texts(dataset(train), "mood", 10, 0)) == ["a", "b", "c"]


def test_of_very_many_a_sample_in_their_order_is_taken():
    train = examples(*((f"t{n}", None) for n in range(20)))
    more = examples(*((f"u{n}", None) for n in range(20)))
    found = list(unlabelled_texts(dataset(train, more), "topic", 15, 3))

    assert len(found) == len(set(found)) == 15
    assert found == sorted(found, key=lambda text: (text[0], int(text[1:])))
    assert {text[0] for text in found} == {"t", "u"}
    assert found == list(unlabelled_texts(dataset(train, more), "topic", 15, 3))
    assert found != list(unlabelled_texts(dataset(train, more), "topic", 15, 4))


def test_believed_labels_are_the_likeliest_of_covered_texts():
    shares = np.array([[0.9, 0.1], [0.5, 0.5], [0.2, 0.8]])
    made = believed_labels(
        examples(("a", None), ("b", None), ("c", None)), "topic", ("x", "y"), np.array([True, False, True]), shares
    )
    assert list(made.iter_texts()) == ["a", "c"]
    assert list(made.labels("topic")) == ["x", "y"]
    assert [each.metadata for each in made] == [{"n": 0}, {"n": 2}]


@pytest.mark.parametrize("known", [0, 3])
def test_believed_texts_come_after_sure_ones_which_count_more(known):
    train = Labelled([f"k{n}" for n in range(known)], np.arange(known, dtype=np.int64) % 2)
    shares, evidence = np.array([[0.3, 0.7], [1.0, 0.0]]), np.array([[0, 2.0], [1.0, 0]])
    made = with_soft_labels(Task("topic", ("x", "y"), train, train), ["u", "v"], shares, evidence).train

    assert made.texts == [*train.texts, "u", "v"]
    assert made.truth.tolist() == [*train.truth, 1, 0]
    assert made.truth.dtype == np.int64
    assert made.soft.weights.tolist() == [SURE] * known + [1.0, 1.0]
    np.testing.assert_allclose(made.soft.shares[known:], shares, rtol=1e-6)
    np.testing.assert_array_equal(made.soft.shares[:known], np.eye(2)[train.truth])
    np.testing.assert_array_equal(made.soft.evidence, np.concatenate([np.zeros((known, 2)), evidence]))
