"""Punctuation put in, words swapped or left out, in English and Chinese."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.training.augment.pieces import Pieces
from scaffold.training.augment.punctuation import insert_punctuation
from scaffold.training.augment.words import delete_words, swap_words

LETTERS = st.sampled_from("ab c信用卡 .,。!'-é\n")
TEXTS = st.text() | st.text(LETTERS, max_size=40)
TOKENS = st.lists(st.sampled_from(["where", "is", "my", "new", "card", "我", "的", "卡"]), min_size=2, max_size=30)
SEEDS = st.integers(0, 99)


def words(text: str) -> list[str]:
    return list(Pieces.of(text).words)


@given(TEXTS)
def test_pieces_make_the_text_again(text):
    assert Pieces.of(text).text == text


@given(TEXTS, SEEDS)
def test_punctuation_leaves_words_in_order(text, seed):
    assert words(insert_punctuation(text, np.random.default_rng(seed))) == words(text)


@given(TEXTS, SEEDS)
def test_swapping_keeps_every_character(text, seed):
    assert sorted(swap_words(text, np.random.default_rng(seed))) == sorted(text)


@given(TOKENS, SEEDS)
def test_swapping_keeps_every_word(tokens, seed):
    assert sorted(words(swap_words(" ".join(tokens), np.random.default_rng(seed)))) == sorted(tokens)


@given(TOKENS, SEEDS)
def test_deleting_keeps_the_others_in_order(tokens, seed):
    text = " ".join(tokens)
    left = iter(tokens)
    kept = words(delete_words(text, np.random.default_rng(seed)))

    assert len(kept) == len(tokens) - max(1, round(0.1 * len(tokens)))
    assert all(word in left for word in kept)


@given(TEXTS, SEEDS)
def test_deleting_leaves_a_word_where_there_was_one(text, seed):
    assert bool(words(delete_words(text, np.random.default_rng(seed)))) == bool(words(text))


@pytest.mark.parametrize(
    ("text", "marks", "joined"),
    [("where is my new card", ".;?:!,", " {} "), ("我的信用卡什么时候到", "。；？：！，", "{}")],
)
def test_marks_are_those_of_the_language(text, marks, joined):
    found = {
        mark
        for seed in range(40)
        for mark in marks
        if joined.format(mark) in insert_punctuation(text, np.random.default_rng(seed))
    }

    assert found == set(marks)


def test_at_most_one_mark_for_three_words():
    text = "one two three four five six seven eight nine"
    counts = {len(insert_punctuation(text, np.random.default_rng(seed)).split()) - 9 for seed in range(60)}

    assert counts == {1, 2, 3}


@pytest.mark.parametrize("text", ["card", "", "?!", "e-mail"])
def test_text_without_a_place_for_a_mark_stays(text):
    assert insert_punctuation(text, np.random.default_rng(1)) == text


def test_share_of_words_is_what_alpha_says():
    text = " ".join(f"w{number}" for number in range(40))

    assert len(words(delete_words(text, np.random.default_rng(1), alpha=0.05))) == 38
    moved = words(swap_words(text, np.random.default_rng(1), alpha=0.05))
    assert 2 <= sum(one != other for one, other in zip(moved, words(text), strict=True)) <= 4


def test_punctuation_stays_where_a_word_goes():
    assert delete_words("no, thanks", np.random.default_rng(0)) in ("no,", ", thanks", "no", "thanks", "no, ")
