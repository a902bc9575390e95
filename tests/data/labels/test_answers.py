"""Answers with their places."""

from __future__ import annotations

import pytest

from scaffold.data.example import Example
from scaffold.data.labels.answers import AnswerLabels
from scaffold.data.labels.fields import Fields, Passage
from scaffold.data.targets import answers_of
from scaffold.errors import DataError

CONTEXT = "The card comes by post on Monday, and the PIN on Monday, too."


def read(cell, context=CONTEXT, **more):
    fields = Fields({"x": cell, **more}, Passage.of("when?"), Passage.of(context), "a.json", 5)
    label = AnswerLabels("x").read(fields)
    labels = {} if label is None else {"head": label}
    example = Example("when?", text_pair=fields.pair.text, labels=labels, metadata=fields.metadata)
    return answers_of(example, "head")


@pytest.mark.parametrize(
    ("cell", "more", "answers"),
    [
        ([{"text": "on Monday", "answer_start": 23}], {}, [(23, "on Monday")]),
        ({"text": ["Monday", "by post"], "answer_start": [49, 15]}, {}, [(49, "Monday"), (15, "by post")]),
        ([{"text": "Monday", "answer_start": 49}, {"text": "Monday", "answer_start": 49}], {}, [(49, "Monday")]),
        ("Monday", {"answer_start": "49"}, [(49, "Monday")]),
        ("Monday", {}, [(26, "Monday")]),
        (["Monday", "PIN"], {"answer_start": [26, 42]}, [(26, "Monday"), (42, "PIN")]),
        ("{'text': ['PIN'], 'answer_start': [42]}", {}, [(42, "PIN")]),
        ([{"text": " Monday ", "answer_start": 25}], {}, [(26, "Monday")]),
        ([{"text": "Monday", "answer_start": -1}], {}, [(26, "Monday")]),
        ([{"text": "Friday", "answer_start": -1}, {"text": "PIN", "answer_start": 42}], {}, [(42, "PIN")]),
        ([], {}, []),
        ({"text": [], "answer_start": []}, {}, []),
        ("Monday", {"is_impossible": True}, []),
        ([{"text": "Friday", "answer_start": -1}], {}, None),
        (None, {}, None),
        ("", {}, None),
    ],
)
def test_ways_of_writing_answers(cell, more, answers):
    assert read(cell, **more) == answers


def test_places_are_those_of_the_cell():
    assert read([{"text": "card", "answer_start": 6}], f"  {CONTEXT}") == [(4, "card")]
    assert read([{"text": "card", "answer_start": 3}], "😀 card") == [(2, "card")]


@pytest.mark.parametrize(
    ("cell", "more", "problem"),
    [
        (
            [{"text": "Monday", "answer_start": 20}],
            {},
            "the answer 'Monday' does not stand at character 20: there",
        ),
        ([{"text": "Monday", "answer_start": 999}], {"id": "q7"}, "q7: the answer 'Monday' does not stand"),
        ({"text": ["a", "b"], "answer_start": [1]}, {}, "there are 2 answers and 1 starts"),
        ("Monday", {"answer_start": "soon"}, "'soon' is no start of an answer"),
        ({"words": "Monday"}, {}, "expected an answer with its text"),
    ],
)
def test_answers_that_do_not_fit_are_located(cell, more, problem):
    with pytest.raises(DataError) as caught:
        read(cell, **more)
    assert problem in str(caught.value)
    assert caught.value.where == "a.json:5"
    assert caught.value.hint


def test_a_question_without_a_text_is_refused():
    with pytest.raises(DataError, match=r"a\.json:5: there is a question and no text to answer it from"):
        read("Monday", None)


def test_answers_without_a_place_are_counted():
    reader = AnswerLabels("x")
    reader.read(Fields({"x": "Friday"}, Passage.of("when?"), Passage.of(CONTEXT), "a.json", 5))
    assert reader.notes() == (
        "1 answers in column 'x' have no place in their text and are not taken (the first: a.json:5)",
    )
