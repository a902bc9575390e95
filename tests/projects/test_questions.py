from __future__ import annotations

import pytest

from scaffold.errors import UserError
from scaffold.projects.questions import Question

TEXT = Question(name="title", ask="Title", longest=20)
CHOICE = Question(name="task", ask="Task", kind="choice", choices=("pair", "tagging"))
WORDS = Question(name="languages", ask="Languages", kind="words", pattern="[a-z]{2,3}", allowed="codes such as en")


def test_answers_are_put_in_order():
    assert TEXT.answer("  Claims 理赔 🙂 ") == "Claims 理赔 🙂"
    assert CHOICE.answer("pair") == "pair"
    assert WORDS.answer("en, zh;en") == ["en", "zh"]
    assert WORDS.answer(["zh"]) == ["zh"]


@pytest.mark.parametrize(
    ("question", "given", "told"),
    [
        (TEXT, "", "one line of at most 20 characters"),
        (TEXT, "x" * 21, "one line of at most 20 characters"),
        (TEXT, "two\nlines", "one line"),
        (TEXT, "bell\a", "one line"),
        (TEXT, "half \ud83d", "one line"),
        (TEXT, 3, "one line"),
        (CHOICE, "taging", "did you mean 'tagging'?"),
        (CHOICE, "xyz", "one of pair, tagging"),
        (WORDS, "EN", "codes such as en"),
        (WORDS, " , ", "codes such as en"),
    ],
)
def test_what_is_allowed_is_said(question, given, told):
    with pytest.raises(UserError, match=question.name) as caught:
        question.answer(given)
    assert told in str(caught.value)


@pytest.mark.parametrize("wrong", [{"longest": 0}, {"pattern": "["}, {"name": "Not a name"}, {"kind": "number"}])
def test_a_question_that_cannot_be_asked_is_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Question(**{"name": "x", "ask": "X"} | wrong)
