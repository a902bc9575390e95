"""Sentences of English and Chinese text are told apart, and none of the text is lost."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.rules.matching import sentences as module
from scaffold.rules.matching.sentences import sentence_spans


def parts(text):
    return [text[start:end] for start, end in sentence_spans(text)]


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("My card is lost. i want a new one", ["My card is lost.", "i want a new one"]),
        ("Dr. Li and Mr. Wu, e.g. today, i.e. now.", ["Dr. Li and Mr. Wu, e.g. today, i.e. now."]),
        ("See No. 5 vs. No. 6. No. I did not.", ["See No. 5 vs. No. 6.", "No.", "I did not."]),
        ("It took approx. 3.5 days. Fine", ["It took approx. 3.5 days.", "Fine"]),
        (
            "Acme Inc. is closed. I paid Acme Inc. They left.",
            ["Acme Inc. is closed.", "I paid Acme Inc.", "They left."],
        ),
        ("J. Smith came at 5 p.m. We left.", ["J. Smith came at 5 p.m.", "We left."]),
        ("Well... maybe. So... Then it broke.", ["Well... maybe.", "So...", "Then it broke."]),
        ("What?! Really! ok", ["What?!", "Really!", "ok"]),
        ('He said "stop." Then he left.', ['He said "stop."', "Then he left."]),
        ("1. Open the app\n2. Log in", ["1. Open the app", "2. Log in"]),
        ("I paid 500. Nothing came", ["I paid 500.", "Nothing came"]),
        ("see www.bank.com/a?b=c for more", ["see www.bank.com/a?b=c for more"]),
        ("没收到卡。为什么？请查；谢谢！", ["没收到卡。", "为什么？", "请查；", "谢谢！"]),
        ("他说“没有。”然后走了", ["他说“没有。”", "然后走了"]),
        ("没收到!请查.谢谢;再见", ["没收到!", "请查.", "谢谢;", "再见"]),
        ("我没有……收到", ["我没有……收到"]),
        ("3.5元，第2行\n下一行", ["3.5元，第2行", "下一行"]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_known_texts(text, expected):
    assert parts(text) == expected


@given(st.text() | st.text(alphabet="aB1. \n?!。！？…;；\"”'没"))
def test_every_character_that_is_not_blank_is_in_exactly_one_sentence(text):
    spans = sentence_spans(text)
    covered = [at for start, end in spans for at in range(start, end)]
    assert covered == sorted(set(covered))
    assert {at for at, char in enumerate(text) if not char.isspace()} <= set(covered)
    for start, end in spans:
        assert text[start:end] == text[start:end].strip() != ""
