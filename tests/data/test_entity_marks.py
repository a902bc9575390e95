"""Two entities between marks."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.data.entity_marks import check_marks, mark_entities, marked_text

TEXT = "the child in the cradle"
MARKED = "the <e1>child</e1> in the <e2>cradle</e2>"


@pytest.mark.parametrize("text", [MARKED, "<e2>a</e2><e1>b</e1>"])
def test_sound_marks(text):
    assert check_marks(text) is None
    assert marked_text(text, {}) == text


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("no marks", "there is no <e1>"),
        ("<e1>a</e1>", "there is no <e2>"),
        ("<e1>a <e2>b</e2>", "there is no </e1>"),
        ("<e1>a</e1> <e1>c</e1> <e2>b</e2>", "<e1> stands there 2 times"),
        ("<e1>a <e2>b</e2></e1>", "must be closed before the other begins"),
        ("</e1>a<e1> <e2>b</e2>", "must be closed before the other begins"),
        ("<e1> </e1> <e2>b</e2>", "nothing between <e1> and </e1>"),
    ],
)
def test_problems_of_marks_are_told(text, problem):
    assert problem in check_marks(text)
    with pytest.raises(ValueError, match=re.escape(problem)):
        marked_text(text, {"other": "x"})


@pytest.mark.parametrize(
    "values",
    [
        {"e1": "child", "e2": "cradle"},
        {"Head": "child", "Tail": "cradle"},
        {"subject": {"name": "child", "pos": [4, 9]}, "object": {"start": 17, "end": 23}},
        {"h": {"name": "child"}, "t": {"name": "cradle"}},
        {"e1": "?", "e1_start": "4", "e1_end": "9", "e2": "?", "e2_start": 17, "e2_end": 23},
        {"e1": "{'text': 'child'}", "e2": "cradle"},
    ],
)
def test_entities_in_columns_are_marked(values):
    assert marked_text(TEXT, values) == MARKED


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"e1": "the", "e2": "cradle"}, r"the entity 'the' of column 'e1' stands there 2 times"),
        ({"e1": "child", "e2": "bed"}, r"the entity 'bed' of column 'e2' does not stand in the text"),
        ({"e1": "", "e2": "child"}, "does not stand in the text"),
        ({"e1": "the child", "e2": "child in"}, "overlap"),
        ({"e1": {"pos": [4, 99]}, "e2": "cradle"}, "there is no entity at 4 to 99"),
        ({"e1": {"pos": [4, 4]}, "e2": "cradle"}, "there is no entity at 4 to 4"),
    ],
)
def test_entities_that_cannot_be_marked_are_told(values, problem):
    with pytest.raises(ValueError, match=problem):
        marked_text(TEXT, values)


@given(st.text("ab", min_size=4, max_size=12), st.data())
def test_marks_leave_the_text_as_it_was(text, data):
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), min_size=4, max_size=4)))
    places = [(cuts[0], cuts[1]), (cuts[2], cuts[3])]
    first, second = places if data.draw(st.booleans()) else places[::-1]
    marked = mark_entities(text, first, second)
    assert check_marks(marked) is None
    assert f"<e1>{text[slice(*first)]}</e1>" in marked
    plain = marked
    for mark in ("<e1>", "</e1>", "<e2>", "</e2>"):
        plain = plain.replace(mark, "")
    assert plain == text
