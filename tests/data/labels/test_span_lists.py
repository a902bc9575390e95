"""Spans as annotation tools write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.data.example import Example
from scaffold.data.labels.fields import Fields, Passage
from scaffold.data.labels.places import code_point
from scaffold.data.labels.span_lists import SpanLists, is_spans
from scaffold.data.spans import TextSpan
from scaffold.data.targets import spans_of
from scaffold.errors import DataError

TEXT = "Anna flew to New York."


def read(cell, text=TEXT, **more):
    """The spans that an example made of this cell has."""
    fields = Fields({"x": cell, **more}, Passage.of(text), Passage.of(None), "a.jsonl", 3)
    tags = SpanLists("x").read(fields)
    labels = {} if tags is None else {"head": tags}
    return spans_of(Example(fields.text.text, labels=labels, metadata=fields.metadata), "head")


@pytest.mark.parametrize(
    "cell",
    [
        [{"start": 0, "end": 4, "label": "person"}, {"start": 13, "end": 21, "label": "city"}],
        [[13, 21, "city"], [0, 4, "person"], [0, 4, "person"]],
        {"entities": [[0, 4, "person"], [13, 21, "city"]]},
        [
            {"start_offset": 0, "end_offset": 4, "label": "person"},
            {"start_offset": 13, "end_offset": 21, "label": "city"},
        ],
        [
            {"value": {"start": 0, "end": 4, "text": "Anna", "labels": ["person"]}, "type": "labels"},
            {"value": {"start": 13, "end": 21, "text": "New York", "labels": ["city"]}, "type": "labels"},
        ],
        {"person": {"Anna": [[0, 3]]}, "city": {"New York": [[13, 20]]}},
        [
            {"start": 0, "end": 3, "label": "person", "text": "Anna"},
            {"start": 13, "end": 20, "label": "city", "text": "New York"},
        ],
        '[{"start": 0, "end": 4, "label": "person"}, {"start": 13, "end": 21, "label": "city"}]',
    ],
)
def test_ways_of_writing_spans(cell):
    assert read(cell) == [TextSpan(0, 4, "person"), TextSpan(13, 21, "city")]


def test_no_span_is_not_no_label():
    assert read([]) == []
    assert read({}) == []
    assert read(None) is None
    assert read("") is None
    assert read(None, annotation_finished=True) == []


def test_places_are_those_of_the_cell_with_its_blanks():
    assert read([[2, 6, "person"]], "  Anna flew ") == [TextSpan(0, 4, "person")]
    assert read([[2, 12, "x"]], "  Anna flew ") == [TextSpan(0, 9, "x")]
    with pytest.raises(DataError, match="holds nothing but white space"):
        read([[0, 2, "x"]], "  Anna flew ")


def test_offsets_that_javascript_counted_are_mended_where_words_show_it():
    assert read([{"start": 3, "end": 7, "text": "Anna", "label": "p"}], "😀 Anna") == [TextSpan(2, 6, "p")]


@given(st.text(), st.data())
def test_offsets_in_utf16_units_become_characters(text, data):
    at = data.draw(st.integers(0, len(text)))
    units = len(text[:at].encode("utf-16-le", "surrogatepass")) // 2
    assert code_point(text, units) == at


def test_a_span_within_another_is_passed_over_and_told():
    reader = SpanLists("x")
    fields = Fields({"x": [[0, 9, "long"], [5, 9, "short"]]}, Passage.of(TEXT), Passage.of(None), "a.jsonl", 3)
    assert reader.read(fields)[:9] == ["B-long"] + ["I-long"] * 8
    assert reader.notes() == ("1 spans in column 'x' lie within another one and are not taken (the first: a.jsonl:3)",)


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ([[0, 5, "x"], [3, 8, "y"]], "overlap"),
        ([[0, 4, "x"], [0, 4, "y"]], "overlap"),
        ([[13, 40, "x"]], "span 13 to 40 ('x') is outside of the text, which has 22 characters"),
        ([[-2, 4, "x"]], "outside of the text"),
        ([[4, 4, "x"]], "is empty"),
        ([[6, 2, "x"]], "is empty"),
        ([[0, 4, ""]], "a span has no label"),
        ([{"start": 0, "end": 4}], "a span has no label"),
        ([{"start": 0, "end": 4, "labels": ["a", "b"]}], "a span has no label, or several"),
        ([{"start": "0", "end": 4, "label": "x"}], "a span needs whole numbers"),
        (
            [{"start": 0, "end": 4, "label": "x", "text": "Otto"}],
            "'Otto' ('x') does not stand at 0 to 4: there stands 'Anna'",
        ),
        ([[0, 4]], "expected [start, end, label], found '[0, 4]'"),
        (["Anna"], "expected a span, found 'Anna'"),
        ("Anna", "expected a list of spans, found 'Anna'"),
        ({"person": {"Anna": [[0]]}}, "expected [first, last] as the place of 'Anna'"),
        ({"person": ["Anna"]}, "expected the places of 'person' by their words"),
    ],
)
def test_spans_that_cannot_be_taken_are_located(cell, problem):
    with pytest.raises(DataError) as caught:
        read(cell)
    assert problem in str(caught.value)
    assert caught.value.where == "a.jsonl:3"
    assert caught.value.hint


@pytest.mark.parametrize("cell", [["a", "b"], [0, 5, "x"], "O O", {"a": 1}, [["a", "b", "c"]], [[True, False, "x"]]])
def test_other_cells_are_no_spans(cell):
    assert not is_spans(cell)
