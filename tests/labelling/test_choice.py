"""Which texts to label next: the model hesitates, they are unlike each other, and a tenth is drawn blindly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.labelling.choice import choose, choose_unseen, margins

TEXTS = 600


def unit(seed: int, rows: int = TEXTS) -> np.ndarray:
    array = np.random.default_rng(seed).normal(size=(rows, 16)).astype(np.float32)
    return array / np.linalg.norm(array, axis=1, keepdims=True)


@pytest.fixture
def margin() -> np.ndarray:
    return np.random.default_rng(5).permutation(TEXTS) / TEXTS


def test_margin_is_the_lead_of_the_likeliest():
    probabilities = [[0.2, 0.5, 0.3], [0.98, 0.01, 0.01], [0.5, 0.0, 0.5]]

    np.testing.assert_allclose(margins(np.array(probabilities)), [0.2, 0.97, 0.0])


def test_what_is_not_random_is_among_the_most_uncertain(margin):
    choice = choose(margin, unit(1), unit(2, 0), 20, seed=1)
    chosen = [row for row, why in zip(choice.rows, choice.why, strict=True) if why != "random"]

    assert len(chosen) == 18
    assert margin[chosen].max() < 0.4
    assert {"uncertain", "different"} >= {why for why in choice.why if why != "random"}


def test_uncertain_ones_are_those_that_margin_alone_would_take(margin):
    choice = choose(margin, unit(1), unit(2, 0), 100, seed=1)
    rest = np.setdiff1d(np.arange(TEXTS), [r for r, w in zip(choice.rows, choice.why, strict=True) if w == "random"])
    first = set(rest[np.argsort(margin[rest])[:90]].tolist())

    assert "uncertain" in choice.why
    assert all(
        (row in first) == (why == "uncertain")
        for row, why in zip(choice.rows, choice.why, strict=True)
        if why != "random"
    )


def test_random_tenth_stands_for_all_texts(margin):
    drawn = [
        margin[row]
        for seed in range(60)
        for row, why in zip(*_pairs(choose(margin, unit(1), unit(2, 0), 50, seed=seed)), strict=True)
        if why == "random"
    ]

    assert len(drawn) == 300
    assert abs(np.mean(drawn) - 0.5) < 0.06


def _pairs(choice):
    return choice.rows.tolist(), choice.why


def test_near_duplicates_of_labelled_texts_wait(margin):
    features = unit(1)
    hardest = np.argsort(margin)[:300]
    choice = choose(margin, features, features[hardest], 20, seed=1)

    taken = [row for row, why in zip(*_pairs(choice), strict=True) if why != "random"]
    assert not set(taken) & set(hardest.tolist())


def test_unseen_texts_are_chosen_for_difference_and_at_random():
    choice = choose_unseen(unit(3), 30, seed=2)

    assert list(choice.why) == ["different"] * 27 + ["random"] * 3
    assert len(set(choice.rows.tolist())) == 30


@given(st.integers(1, 60), st.integers(1, 80), st.integers(0, 5))
@settings(max_examples=40, deadline=None)
def test_no_text_twice_and_the_same_again_for_the_same_seed(texts, count, seed):
    features, margin = unit(seed, texts), np.linspace(0, 1, texts)

    one, other = (choose(margin, features, features[:3], count, seed) for _ in range(2))
    assert one.rows.tolist() == other.rows.tolist()
    assert len(set(one.rows.tolist())) == len(one.rows) == len(one.why) == min(texts, count)
