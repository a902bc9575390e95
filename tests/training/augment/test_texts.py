"""Copies of labelled texts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.errors import SettingsError
from scaffold.training.augment import augment_texts
from scaffold.training.augment.texts import class_sizes

TEXTS = ["where is my new card", "我的信用卡什么时候到", "card", "please give my money back now"]
TRUTH = np.array([0, 1, 0, 1])


@pytest.mark.parametrize("method", ["aeda", "eda"])
def test_copies_carry_the_truth_of_their_text(method):
    made, truth = augment_texts(TEXTS, TRUTH, method=method, copies=4, seed=1)

    assert 8 <= len(made) <= 12
    assert len(made) == len(truth)
    assert not set(made) & set(TEXTS)
    for text, label in zip(made, truth, strict=True):
        letters = {character for character in text if character.isalpha()}
        assert any(letters <= set(source) and label == TRUTH[row] for row, source in enumerate(TEXTS))


@given(
    st.lists(st.text(max_size=30), max_size=8), st.integers(0, 4), st.integers(0, 9), st.sampled_from(["aeda", "eda"])
)
@settings(max_examples=60, deadline=None)
def test_same_seed_same_copies_whatever_stands_after(texts, copies, seed, method):
    truth = np.zeros(len(texts), dtype=np.int64)
    made, labels = augment_texts(texts, truth, method=method, copies=copies, seed=seed)
    more, _ = augment_texts([*texts, "a b c"], np.append(truth, 0), method=method, copies=copies, seed=seed)

    assert more[: len(made)] == made
    assert len(made) == len(labels) <= copies * len(texts)


def test_large_classes_get_no_copies():
    truth = np.array([0, 0, 0, 1])
    made, labels = augment_texts(["a b c d"] * 4, truth, method="aeda", copies=2, seed=1, most_a_class=2)

    assert made
    assert set(labels.tolist()) == {1}


def test_truth_of_several_classes_goes_by_the_rarest():
    truth = np.array([[1, 1, 0], [1, 0, 0], [1, 0, 1], [0, 0, 0]])

    assert class_sizes(truth).tolist() == [1, 3, 1, 4]
    made, labels = augment_texts(["a b c d"] * 4, truth, method="aeda", copies=1, seed=1, most_a_class=1)
    assert len(made) == 2
    assert labels.tolist() == [[1, 1, 0], [1, 0, 1]]


def test_numbers_are_one_class():
    assert class_sizes(np.array([0.5, 1.5, 0.5])).tolist() == [3, 3, 3]


def test_unknown_method_is_refused():
    with pytest.raises(SettingsError, match="no augmentation 'adea', did you mean 'aeda'"):
        augment_texts(TEXTS, TRUTH, method="adea", copies=1, seed=1)
