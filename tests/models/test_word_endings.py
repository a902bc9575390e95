"""Endings of words have numbers of their own."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scaffold.models.word_endings import ENDINGS, LENGTHS, word_endings


def of(*words: str) -> np.ndarray:
    text = " ".join(words)
    starts = np.cumsum([0, *(len(word) + 1 for word in words)])[:-1]
    return word_endings(text, [(int(at), int(at) + len(word)) for at, word in zip(starts, words, strict=True)])


def test_words_that_end_alike_share_numbers():
    sinusitis, arthritis, lymphoma = of("sinusitis", "Arthritis", "lymphoma")

    assert sinusitis.tolist() == arthritis.tolist()
    assert not set(sinusitis) & set(lymphoma)


def test_short_words_and_chinese_characters_are_their_own_ends():
    short, other, chinese = of("of", "at", "痛")

    assert short[0] == short[1] != other[0]
    assert chinese[0] not in (short[0], other[0])


@given(st.text(max_size=30))
def test_numbers_stay_within_bounds(word):
    found = word_endings(word, [(0, len(word))])

    assert found.shape == (1, len(LENGTHS))
    assert ((found >= 0) & (found < ENDINGS)).all()


def test_text_without_words_has_none():
    assert word_endings("", []).shape == (0, len(LENGTHS))
