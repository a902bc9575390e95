"""A second text that is longer than the encoder takes is read in windows, the first one whole in each."""

from __future__ import annotations

import pytest

from scaffold.models.encoder import Encoder
from scaffold.models.pair_windows import read_pairs

LONG = " ".join(["card refund order payment account"] * 8)


@pytest.fixture
def short(tiny_encoder):
    """The tiny encoder with room for so many tokens."""
    return lambda tokens: Encoder(tiny_encoder.model, tiny_encoder.tokenizer, max_length=tokens)


def test_a_pair_that_fits_is_one_window(tiny_encoder):
    ((window,),) = read_pairs(tiny_encoder, [("where is it", "my card is lost")])

    assert window.first == 5
    assert window.offsets == [(0, 2), (3, 7), (8, 10), (11, 15)]
    assert window.ids == tiny_encoder.tokenise([("where is it", "my card is lost")])[0]


def test_windows_together_hold_every_word_and_share_some(short):
    (windows,) = read_pairs(short(16), [("where is it", LONG)])

    words = [span for window in windows for span in window.offsets]
    assert len(windows) > 3
    assert set(words) == {span for window in read_pairs(short(64), [("", LONG)])[0] for span in window.offsets}
    assert len(words) > len(set(words))
    assert all(len(window.ids) <= 16 for window in windows)
    assert len({tuple(window.ids[: window.first]) for window in windows}) == 1


@pytest.mark.parametrize("tokens", [8, 9, 16, 64])
def test_a_question_that_is_too_long_leaves_room_for_its_text(short, tokens):
    (windows,) = read_pairs(short(tokens), [(LONG, "my card is lost")])

    assert {span for window in windows for span in window.offsets} == {(0, 2), (3, 7), (8, 10), (11, 15)}
    assert all(len(window.ids) <= tokens for window in windows)


def test_chinese_is_read_by_characters(tiny_encoder):
    ((window,),) = read_pairs(tiny_encoder, [("什么", "我的退款")])

    assert window.offsets == [(0, 1), (1, 2), (2, 3), (3, 4)]


def test_a_text_without_words_is_a_window_without_any(tiny_encoder):
    ((window,),) = read_pairs(tiny_encoder, [("where is it", " ")])

    assert window.offsets == []
    assert read_pairs(tiny_encoder, []) == []
