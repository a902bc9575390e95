"""Answers are compared by their words, Chinese ones by characters."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.data import answer_match
from scaffold.data.answer_match import is_exact, overlap


def test_examples_in_the_text_hold():
    assert doctest.testmod(answer_match).failed == 0


@pytest.mark.parametrize(
    ("said", "true", "exact", "f1"),
    [
        ("the Eiffel Tower", ["Eiffel tower."], True, 1.0),
        ("tower", ["Eiffel tower", "a tower"], True, 1.0),
        ("tall Eiffel tower", ["Eiffel tower"], False, 0.8),
        ("in Paris", ["Eiffel tower"], False, 0.0),
        ("北京市", ["北京"], False, 0.8),
        ("《北京》", ["北京"], True, 1.0),
        ("", [], True, 1.0),
        ("Paris", [], False, 0.0),
        ("", ["Paris"], False, 0.0),
        ("the", ["a"], True, 1.0),
    ],
)
def test_known_comparisons(said, true, exact, f1):
    assert is_exact(said, true) is exact
    assert overlap(said, true) == pytest.approx(f1)


@given(st.text(max_size=20), st.text(max_size=20))
def test_overlap_is_symmetric_and_whole_for_what_is_exact(one, other):
    assert overlap(one, [other]) == pytest.approx(overlap(other, [one]))
    assert 0 <= overlap(one, [other]) <= 1
    assert overlap(one, [one]) == 1
    if is_exact(one, [other]):
        assert overlap(one, [other]) == 1
