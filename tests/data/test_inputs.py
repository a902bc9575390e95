"""What heads read: one text, two, or marked entities; a text that is something else is named as such."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.data import inputs
from scaffold.data.inputs import FORMS, check_input, kind_of_inputs

TEXTS = st.one_of(st.text(), st.tuples(st.text(), st.text()))


def test_examples_in_the_documentation_hold():
    assert doctest.testmod(inputs).failed == 0


@given(st.lists(TEXTS, min_size=1))
def test_texts_that_were_learnt_from_are_never_refused(texts):
    kind = kind_of_inputs(["classification"], texts)
    assert [check_input(text, kind) for text in texts] == [None] * len(texts)


@given(TEXTS)
def test_each_text_is_one_or_two(text):
    assert (check_input(text, "text") is None) == isinstance(text, str)
    assert (check_input(text, "pair") is None) == (not isinstance(text, str))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("the <e1>lid</e1> of the <e2>box</e2>", None),
        ("the <e1>lid</e1> of the box", "there is no <e2>"),
        (("<e1>a</e1> <e2>b</e2>", "c"), "the bundle reads one text, and there are two"),
    ],
)
def test_entities_have_to_be_marked(text, problem):
    assert check_input(text, "marked") == problem


def test_relations_are_marked_whatever_the_texts():
    assert kind_of_inputs(["relation"], ["a"]) == "marked"
    assert kind_of_inputs(["classification"], []) == "any"


def test_every_kind_has_its_form():
    assert set(FORMS) == {"text", "pair", "marked", "image", "case", "any"}
