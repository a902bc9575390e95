"""Several labels a row, as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.data.labels.fields import Fields, Passage
from scaffold.data.labels.label_sets import FlagColumns, LabelSets, guess_separator, is_vector
from scaffold.data.labels.names import LabelNames
from scaffold.errors import DataError


def row(**values):
    return Fields(values, Passage.of("a text"), Passage.of(None), "a.csv", 7)


@pytest.mark.parametrize(
    ("cell", "labels"),
    [
        (["a", "b", "a"], ["a", "b"]),
        ([], []),
        ("[]", []),
        ("['a', 'b']", ["a", "b"]),
        ("b | a|", ["b", "a"]),
        ("a", ["a"]),
        ("", None),
        (None, None),
        ("nan", None),
        ({"a": 1, "b": 0, "c": True}, ["a", "c"]),
        ({"a": 0.0}, []),
        ({"choices": ["b"]}, ["b"]),
    ],
)
def test_cells_become_lists_of_labels(cell, labels):
    assert LabelSets("x", "|").read(row(x=cell)) == labels


def test_numbers_become_names():
    names = LabelNames(("joy", "fear", "anger"), 0, "labels.txt")
    assert LabelSets("x", ",", names).read(row(x="2,0")) == ["anger", "joy"]
    assert LabelSets("x", "", names, vector=True).read(row(x=[0, 1, 1])) == ["fear", "anger"]
    with pytest.raises(DataError, match=r"a\.csv:7: the label '3' is none of the 3 of labels\.txt \(0 to 2\)"):
        LabelSets("x", ",", names).read(row(x="0,3"))


def test_an_object_that_is_no_set_of_labels_is_refused():
    with pytest.raises(DataError, match=r"a\.csv:7: expected the labels of a row as a list, or as 0 or 1 by name"):
        LabelSets("x").read(row(x={"a": "often"}))


def test_a_row_that_was_annotated_with_nothing_has_no_label():
    assert LabelSets("x").read(row(annotation_finished=True)) == []


def test_columns_of_flags():
    flags = FlagColumns(("joy", "fear"))
    assert flags.read(row(joy="1", fear="0")) == ["joy"]
    assert flags.read(row(joy=False, fear="TRUE")) == ["fear"]
    assert flags.read(row(joy=0.0, fear="")) == []
    assert flags.read(row(joy="", fear=None)) is None
    with pytest.raises(DataError, match=r"a\.csv:7: '2' in column 'fear' is neither 0 nor 1"):
        flags.read(row(joy=1, fear=2))


@pytest.mark.parametrize(
    ("cells", "separator"),
    [
        (["a|b", "b|c", "a"], "|"),
        (["a;b", "b", "a"], ";"),
        (["0,15", "15", "0", "0,4", "4"], ","),
        (["1 2", "2", "1", "3 1"], " "),
        (["card arrival", "card", "arrival"], ""),
        (["Health, Beauty", "Sports", "Health, Beauty"], ""),
        (["a, b", "c, d", "e"], ""),
        (["a", "b"], ""),
        ([], ""),
    ],
)
def test_what_divides_labels(cells, separator):
    assert guess_separator(cells) == separator


@given(
    st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=3, unique=True), min_size=1), st.sampled_from("|;,")
)
def test_divided_labels_come_back(sets, mark):
    cells = [mark.join(labels) for labels in sets] + list("abcd")
    found = guess_separator(cells)
    assert [LabelSets("x", found).read(row(x=cell)) for cell in cells[: len(sets)]] == sets


def test_vectors_hold_a_flag_for_each_class():
    assert is_vector([[0, 0, 1], [1, 0, 1.0]])
    assert not is_vector([[0, 1], [1, 0]])
    assert not is_vector([[0, 0, 1], [1, 0]])
    assert not is_vector([[0, 0, 2], [1, 0, 0]])
    assert not is_vector([["0", "0", "1"]])
