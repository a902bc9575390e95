"""Every word has a shape, of the way it is written and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.models.word_shapes import SHAPES, word_shapes


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("of", "small"),
        ("Huntington", "Capital"),
        ("A", "C"),
        ("AT", "CA"),
        ("WAS", "CAPITALS"),
        ("mRNA", "miXed"),
        ("p53", "l3tters"),
        ("7", "1"),
        ("42", "12"),
        ("1998", "1234"),
        ("-", "mark"),
        ("病", "script"),
        ("ÉTÉ", "CAPITALS"),
    ],
)
def test_a_shape_by_its_example(word, shape):
    assert SHAPES[word_shapes(word, [(0, len(word))])[0]] == shape


@given(st.text(min_size=1, max_size=8))
def test_every_word_has_one_and_none_is_kept_for_what_is_no_word(word):
    (shape,) = word_shapes(word, [(0, len(word))])

    assert 0 < shape < len(SHAPES)


def test_no_words_have_no_shapes():
    assert word_shapes("", []).shape == (0,)
