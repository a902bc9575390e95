"""Text is folded to one form, and every stretch of it leads back to what was written."""

from __future__ import annotations

import doctest
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.rules.matching import folding as module
from scaffold.rules.matching.folding import fold

TRICKY = (
    "aeéi -\n\t\u00a0\u3000’‘“”–—ﬁﬃİßＡｂ½\u0301\u0308\u00ad\u200b\ufeff\x00\x1f\x85\ud800"
    "信卡。，한\u1112\u1161ㅏｶﾞ\uffff😀\ufe0f"
)
texts = st.text(alphabet=TRICKY) | st.text()


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("My CARD", "my card"),
        ("cafe\u0301", "café"),
        ("café", "café"),
        ("the ﬁrst oﬃce", "the first office"),
        ("İstanbul", "istanbul"),
        ("Straße", "strasse"),
        ("ＶＩＳＡ　卡", "visa 卡"),
        ("lost \n\t my\r\n  card", "lost my card"),
        ("it’s “mine”", 'it\'s "mine"'),
        ("X-ray, well\u2010known, card—blocked", "x ray, well known, card blocked"),
        ("covid-19 - 3-4", "covid-19 - 3-4"),
        ("card\u00adholder\u200b", "cardholder"),
        ("a\x00b\x1bc", "abc"),
        ("ㅎㅏ \u1112\u1161", "하 하"),
        ("卡\ufe0f", "卡"),
        ("", ""),
    ],
)
def test_text_is_folded(text, folded):
    assert fold(text).text == folded


def test_capitals_can_be_kept():
    assert fold("The  ATM’s “ＶＩＳＡ” X-Ray", keep_case=True).text == 'The ATM\'s "VISA" X Ray'


@pytest.mark.parametrize("text", ["My card was swallowed!", "我的信用卡", "x-ray\n2", "Ｖ"])
def test_positions_are_the_same_where_no_length_changes(text):
    folded = fold(text)
    assert folded.offsets is None
    assert len(folded.text) == len(text)
    assert folded.span(1, 2) == (1, 2)


@pytest.mark.parametrize(
    ("text", "part", "original"),
    [
        ("my  lost \n card!", "lost card", "lost \n card"),
        ("the oﬃce cafe\u0301 is", "office café", "oﬃce cafe\u0301"),
        ("in İstanbul now", "istanbul", "İstanbul"),
        ("a\x07 b c", "b c", "b c"),
        ("我的  信用\n卡", "信用 卡", "信用\n卡"),
    ],
)
def test_stretches_lead_back_to_the_original(text, part, original):
    folded = fold(text)
    start = folded.text.index(part)
    span = folded.span(start, start + len(part))
    assert text[slice(*span)] == original
    assert folded.is_whole(start, start + len(part))


def test_half_a_character_is_not_whole():
    folded = fold("  oﬃce")
    assert not folded.is_whole(1, 3)
    assert folded.is_whole(1, 7)


@given(texts, st.booleans())
def test_offsets_never_go_back_and_end_at_the_end(text, keep_case):
    folded = fold(text, keep_case)
    if folded.offsets is None:
        assert len(folded.text) == len(text)
    else:
        own = list(folded.offsets)
        assert len(own) == len(folded.text) + 1
        assert own == sorted(own)
        assert own[-1] == len(text)
    assert "  " not in folded.text
    assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in folded.text)


@given(texts, st.booleans(), st.data())
def test_whole_stretches_fold_to_themselves(text, keep_case, data):
    folded = fold(text, keep_case)
    size = len(folded.text)
    start = data.draw(st.integers(0, size))
    end = data.draw(st.integers(start, size))
    part = folded.text[start:end]
    # A hyphen or a blank at the edge depends on what is beyond it.
    if part and part.strip(" -") == part and folded.is_whole(start, end):
        first, last = folded.span(start, end)
        assert fold(text[first:last], keep_case).text.strip() == part


@given(texts)
def test_folding_is_the_same_every_time(text):
    first, second = fold(text), fold(text)
    assert first.text == second.text
    assert list(first.offsets or ()) == list(second.offsets or ())
