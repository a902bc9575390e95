"""What labels are for a head of each kind, and what is said of those that are not."""

from __future__ import annotations

import pytest

from scaffold.data.example import Example, Origin
from scaffold.data.examples import Examples
from scaffold.data.spans import TextSpan
from scaffold.errors import DataError

AT = Origin("a.csv", 7)


def one(**fields):
    return Examples.from_iter([Example("Anna is here", origin=AT, **fields)])


def test_spans_are_read_from_tokens_or_characters():
    tagged = one(
        labels={"x": ["B-p", "O", "O"], "y": ["O"] * 11 + ["B-q"]}, metadata={"tokens": ["Anna", "is", "here"]}
    )
    assert list(tagged.iter_spans("x")) == [("Anna is here", [TextSpan(0, 4, "p")])]
    assert list(tagged.iter_spans("y")) == [("Anna is here", [TextSpan(11, 12, "q")])]
    assert list(tagged.iter_spans("z")) == [("Anna is here", None)]


@pytest.mark.parametrize(
    ("tags", "tokens", "problem"),
    [
        (["O", "O"], ["Anna"], "there are 1 tokens and 2 tags"),
        (["O", "E-p"], ["Anna", "is"], "'E-p' is no tag"),
        (["O", "O"], ["Anna", "was"], "is not in the text"),
    ],
)
def test_tags_that_do_not_fit_name_the_row(tags, tokens, problem):
    with pytest.raises(DataError, match=problem) as caught:
        list(one(labels={"x": tags}, metadata={"tokens": tokens}).iter_spans("x"))
    assert caught.value.where == "a.csv:7"


def test_sets_of_labels():
    assert list(one(labels={"x": ["a", "b"]}).iter_label_sets("x")) == [{"a", "b"}]
    assert list(one(labels={"x": "a"}).iter_label_sets("x")) == [{"a"}]
    assert list(one(labels={"x": []}).iter_label_sets("x")) == [frozenset()]
    assert list(one().iter_label_sets("x")) == [None]


def test_numbers():
    assert list(one(labels={"x": "-3.5"}).iter_numbers("x")) == [-3.5]
    assert list(one().iter_numbers("x")) == [None]
    for label in ("three", "nan", "inf", ["3"]):
        with pytest.raises(DataError, match=r"a\.csv:7: .* is not a number"):
            list(one(labels={"x": label}).iter_numbers("x"))


def test_answers():
    def answers(label, **more):
        (found,) = one(labels={"x": label}, **more).iter_answers("x")
        return found

    where = {"text_pair": "She is here, here.", "metadata": {"answer_start": [7, 13]}}
    assert answers(["here", "here"], **where) == [(7, "here"), (13, "here")]
    assert answers("") == []
    assert list(one().iter_answers("x")) == [None]
    with pytest.raises(DataError, match=r"a\.csv:7: there are 1 answers and 2 starts"):
        answers("here", **where)
    with pytest.raises(DataError, match=r"a\.csv:7: the answer 'She' does not stand at character 7"):
        answers(["She", "here"], **where)
