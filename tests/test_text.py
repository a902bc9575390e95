"""Text of any script is normalised, counted and told apart."""

from __future__ import annotations

import doctest
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold import text as module
from scaffold.text import content_hash, has_control, join_tokens, language, normalise, word_count, words


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(module).failed == 0


@given(st.text())
def test_normalise_twice_is_normalise_once(text):
    once = normalise(text)
    assert normalise(once) == once


@given(st.text())
def test_normalised_text_has_single_blanks_and_no_control_characters(text):
    plain = normalise(text)
    assert plain == " ".join(plain.split())
    assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in plain)
    assert not has_control(plain)


def test_control_characters_are_told_from_white_space():
    assert has_control("a\x07b")
    assert has_control("a\x85b") is False
    assert has_control("a\tb\r\nc") is False


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("where is my card", "en"),
        ("où est ma carte", "en"),
        ("我的 visa 卡在哪里", "zh"),
        ("где моя карта", "other"),
        ("カードはどこ", "other"),
        ("123 !?", "none"),
        ("", "none"),
        ("ｃａｒｄ", "en"),
    ],
)
def test_language_is_that_of_the_script(text, expected):
    assert language(text) == expected


@pytest.mark.parametrize(
    ("text", "count"), [("my new card", 3), ("信用卡", 3), ("我的 visa 卡", 4), ("", 0), ("a  b\n", 2)]
)
def test_words_and_chinese_characters_are_counted(text, count):
    assert word_count(text) == count


@given(st.text())
def test_search_terms_are_the_same_in_both_cases(text):
    assert words(text.upper().lower()) == words(text.upper().lower().upper().lower())
    assert all(term == term.casefold() for term in words(text))


def test_search_terms_of_mixed_text():
    assert words("My VISA信用") == ["my", "visa", "信", "用", "信用"]


def test_tokens_are_joined_as_written():
    assert join_tokens(["New", "York", "纽", "约", "city"]) == "New York 纽约 city"
    assert join_tokens([]) == ""


def test_hash_takes_any_string():
    assert content_hash("a") != content_hash("b")
    assert len(content_hash("\ud800")) == 64
