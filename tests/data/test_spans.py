"""Spans by characters, from and to tags."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.data.spans import TextSpan, span_problem, spans_of_tags, tags_of_spans, token_offsets
from scaffold.text import join_tokens

TEXT = "Anna flew to New York."
NAMES = [TextSpan(0, 4, "person"), TextSpan(13, 21, "city")]


def test_tokens_are_found_one_after_the_other():
    assert token_offsets("a b  a", ["a", "b", "a"]) == [(0, 1), (2, 3), (5, 6)]
    assert token_offsets("我去New York", ["我", "去", "New", "York"]) == [(0, 1), (1, 2), (2, 5), (6, 10)]


def test_a_token_that_is_not_there_is_named():
    with pytest.raises(ValueError, match=r"token 2 \('``'\) is not in the text after character 4"):
        token_offsets('said "so', ["said", "``", "so"])


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"]), min_size=1, max_size=4), max_size=8)
)
def test_joined_tokens_are_found_again(tokens):
    text = join_tokens(tokens)
    assert [text[start:end] for start, end in token_offsets(text, tokens)] == tokens


def test_spans_of_tags_run_from_first_to_last_character():
    offsets = token_offsets(TEXT, ["Anna", "flew", "to", "New", "York", "."])
    assert spans_of_tags(["B-person", "O", "O", "B-city", "I-city", "O"], offsets) == NAMES


def test_tags_of_spans_take_every_token_they_touch():
    offsets = [(0, 4), (5, 9), (10, 12), (13, 16), (17, 22)]
    assert tags_of_spans(NAMES, offsets) == ["B-person", "O", "O", "B-city", "I-city"]


def test_a_blank_token_within_a_span_does_not_divide_it():
    assert tags_of_spans([TextSpan(0, 3, "x")], [(0, 1), (1, 1), (2, 3)]) == ["B-x", "I-x", "I-x"]
    assert tags_of_spans([TextSpan(1, 3, "x")], [(0, 1), (1, 1), (2, 3)]) == ["O", "O", "B-x"]


def test_a_token_of_two_spans_goes_to_the_first():
    assert tags_of_spans([TextSpan(0, 2, "x"), TextSpan(2, 6, "y")], [(0, 3), (4, 6)]) == ["B-x", "B-y"]


@st.composite
def texts_with_spans(draw):
    cuts = sorted(draw(st.sets(st.integers(0, 30), max_size=8)))
    pairs = [*zip(cuts[::2], cuts[1::2], strict=False)]
    return 30, [TextSpan(start, end, draw(st.sampled_from("xy"))) for start, end in pairs]


@given(texts_with_spans())
def test_spans_come_back_from_the_tags_of_characters(case):
    length, spans = case
    offsets = [(index, index + 1) for index in range(length)]
    assert spans_of_tags(tags_of_spans(spans, offsets), offsets) == spans
    assert span_problem("." * length, spans) is None


@pytest.mark.parametrize(
    ("spans", "problem"),
    [
        ([TextSpan(0, 23, "x")], "span 0 to 23 ('x') is outside of the text, which has 22 characters"),
        ([TextSpan(-1, 3, "x")], "outside of the text"),
        ([TextSpan(3, 3, "x")], "span 3 to 3 ('x') is empty"),
        ([TextSpan(5, 9, "x"), TextSpan(0, 6, "y")], "'Anna f' ('y', 0 to 6) and 'flew' ('x', 5 to 9) overlap"),
        ([TextSpan(0, 4, "x"), TextSpan(0, 4, "y")], "overlap"),
        (NAMES, None),
    ],
)
def test_problems_of_spans_are_told(spans, problem):
    found = span_problem(TEXT, spans)
    assert found is None if problem is None else problem in found
