"""The words of a text as a tagger sees them: every character of every word is covered, in one window or in many."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.models.encoder import Encoder
from scaffold.models.words import join_windows, read_words

WORDS = st.sampled_from(["card", "my", "unheardof", "退款", "请", "pin,", "(fee)", "éa", "!", "a-b", "卡card", " "])
TEXTS = st.lists(WORDS, max_size=40).map(" ".join)


@pytest.fixture(scope="module")
def narrow(tiny_encoder) -> Encoder:
    """The tiny encoder with a window of twelve tokens."""
    return Encoder(tiny_encoder.model, tiny_encoder.tokenizer, pooling=tiny_encoder.pooling, max_length=12)


@pytest.fixture(scope="module")
def wide(tiny_encoder) -> Encoder:
    """The same with a window that holds every text of this page."""
    return Encoder(tiny_encoder.model, tiny_encoder.tokenizer, pooling=tiny_encoder.pooling, max_length=512)


def joined(encoder: Encoder, text: str):
    (windows,) = read_words(encoder, [text])
    return windows, *join_windows(windows)


@settings(deadline=None, max_examples=60)
@given(TEXTS)
def test_every_character_of_every_word_is_covered_once(narrow, text):
    windows, offsets, numbers = joined(narrow, text)

    covered = [at for start, end in offsets for at in range(start, end)]
    assert covered == sorted(set(covered))
    assert {at for at, character in enumerate(text) if not character.isspace()} <= set(covered)
    assert all(
        len(row) == len(window.pieces) == len(window.offsets) for row, window in zip(numbers, windows, strict=True)
    )


@settings(deadline=None, max_examples=60)
@given(TEXTS)
def test_windows_agree_with_one_long_window(narrow, wide, text):
    windows, offsets, numbers = joined(narrow, text)
    whole, expected, _ = joined(wide, text)

    assert len(whole) == 1
    assert offsets == expected
    # Each word is spoken for by the token it begins with, in every window that has its beginning.
    for window, row in zip(windows, numbers, strict=True):
        for piece, number in zip(window.pieces, row, strict=True):
            if number >= 0:
                assert window.ids[piece] == whole[0].ids[whole[0].pieces[number]]
    assert {number for row in numbers for number in row if number >= 0} == set(range(len(offsets)))
    assert all(len(window.ids) <= 12 for window in windows)


def test_words_are_those_of_the_language(narrow):
    text = "my card, 我要退款"
    _, offsets, _ = joined(narrow, text)
    assert [text[start:end] for start, end in offsets] == ["my", "card", ",", "我", "要", "退", "款"]


def test_text_without_a_word_has_a_window_without_one(narrow):
    windows, offsets, numbers = joined(narrow, "")
    assert (len(windows), offsets, numbers) == (1, [], [[]])
